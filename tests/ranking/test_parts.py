import numpy as np
import pytest

from ranking.parts import parts, weighted_mean

MATRIX = np.array([[1, 0], [0, 2], [3, 3]], dtype=np.float32)
# Of four items the second has no row.
ROWS = np.array([0, -1, 2, 1])


def _floats(*values):
    return np.array(values, dtype=np.float32)


def test_the_mean_by_hand():
    mean, shares, n_known = weighted_mean(MATRIX, ROWS, np.array([0, 1, 2]), _floats(3, 5, -1))
    assert shares.tolist() == [0.75, 0.0, -0.25]
    assert mean.tolist() == [0.75 * 1 - 0.25 * 3, -0.25 * 3]
    assert n_known == 2


@pytest.mark.parametrize(("items", "n_known"), [([0, 2], 2), ([1], 0), ([], 0)])
def test_weights_of_nothing_and_no_rows_give_nothing(items, n_known):
    asked = np.array(items, dtype=np.int64)
    mean, shares, found = weighted_mean(MATRIX, ROWS, asked, np.zeros(len(items), np.float32))
    assert not mean.any()
    assert not shares.any()
    assert (len(shares), found) == (len(items), n_known)


def test_the_parts_add_up_to_the_products(rng):
    matrix = rng.normal(size=(50, 7)).astype(np.float32)
    rows = rng.permutation(60) - 10
    rows[rows < 0] = -1
    items = rng.permutation(60)[:20]
    mean, shares, n_known = weighted_mean(matrix, rows, items, rng.normal(size=20).astype("f4"))
    assert n_known == (rows[items] >= 0).sum()
    others = np.arange(0, 60, 3)
    told = parts(matrix, rows, others, items, shares)
    expected = np.where(rows[others] >= 0, matrix[rows[others]] @ mean, 0.0)
    assert told.sum(axis=1) == pytest.approx(expected, abs=1e-5)
    assert not told[:, rows[items] < 0].any()
    assert parts(matrix, rows, others, items[:5], shares[:5]) == pytest.approx(told[:, :5])
