import numpy as np
import pytest

from ranking.coded import LANES, coded

# Its codes stand for 1/2 and 1.
SMALL = coded(np.array([[63.5, 0], [1, 127], [-3, 2]], dtype=np.float32))
# Of four items the second has no row.
ROWS = np.array([0, -1, 2, 1])


@pytest.mark.parametrize(("width", "most"), [(np.int8, 127), (np.int16, 32_767)])
@pytest.mark.parametrize(("n", "n_dims"), [(1, 1), (LANES, 3), (2 * LANES + 5, 40)])
def test_the_products_are_nearly_those_of_the_rows(rng, n, n_dims, width, most):
    # Numbers of very different size, dimension by dimension.
    rows = (rng.normal(size=(n, n_dims)) * 10.0 ** rng.integers(-6, 3, n_dims)).astype(np.float32)
    query = (rng.normal(size=n_dims) / np.abs(rows).max(axis=0)).astype(np.float32)
    short = coded(rows, width)
    assert short.codes.dtype == width
    assert short.steps == pytest.approx(np.abs(rows).max(axis=0) / most)
    bound = np.abs(query * short.steps).sum() / 2 + 1e-4
    found = short.products(query)
    np.testing.assert_allclose(found, rows @ query, atol=bound)
    np.testing.assert_allclose(found, short.rows() @ query, atol=1e-4)
    np.testing.assert_array_equal(short.rows(np.array([n - 1, 0])), short.rows()[[n - 1, 0]])


def test_rows_of_nothing_and_no_rows():
    zeros = np.zeros((3, 2), dtype=np.float32)
    assert coded(zeros).products(np.ones(2, dtype=np.float32)).tolist() == [0, 0, 0]
    assert coded(zeros[:0]).products(np.ones(2, dtype=np.float32)).tolist() == []


def test_a_dimension_of_largest_numbers_of_either_sign_is_kept():
    rows = np.array([[-2.0, 1e-30], [2.0, -1e-30]], dtype=np.float32)
    found = coded(rows, np.int16).products(np.array([1.0, 0.0], dtype=np.float32))
    assert found == pytest.approx([-2.0, 2.0], rel=1e-4)


def test_products_with_a_mean_by_hand():
    assert SMALL.steps.tolist() == [0.5, 1.0]
    weights = np.array([3, 5, -1], dtype=np.float32)
    found, shares, n_known = SMALL.mean_products(ROWS, np.array([0, 1, 2]), weights)
    assert shares.tolist() == [0.75, 0.0, -0.25]
    mean = [0.75 * 63.5 + 0.25 * 3, -0.25 * 2]
    np.testing.assert_allclose(found, SMALL.rows() @ mean, rtol=1e-6)
    assert n_known == 2


@pytest.mark.parametrize(("items", "n_known"), [([0, 2], 2), ([1], 0), ([], 0)])
def test_weights_of_nothing_and_no_rows_give_nothing(items, n_known):
    asked, nothing = np.array(items, dtype=np.int64), np.zeros(len(items), np.float32)
    scores, shares, found = SMALL.mean_products(ROWS, asked, nothing)
    assert not scores.any()
    assert not shares.any()
    assert (len(shares), found) == (len(items), n_known)


def test_the_parts_add_up_to_the_products(rng):
    short = coded(rng.normal(size=(50, 7)).astype(np.float32))
    rows = rng.permutation(60) - 10
    rows[rows < 0] = -1
    items, others = rng.permutation(60)[:20], np.arange(0, 60, 3)
    weights = rng.normal(size=20).astype(np.float32)
    scores, shares, n_known = short.mean_products(rows, items, weights)
    assert n_known == (rows[items] >= 0).sum()
    told = np.full((len(others), 20), np.nan, dtype=np.float32)
    short.parts(rows, others, items, shares, told)
    expected = np.where(rows[others] >= 0, scores[rows[others]], 0.0)
    assert told.sum(axis=1) == pytest.approx(expected, abs=1e-5)
    assert not told[:, rows[items] < 0].any()
    some = np.empty((len(others), 5), dtype=np.float32)
    short.parts(rows, others, items[:5], shares[:5], some)
    assert some == pytest.approx(told[:, :5])
