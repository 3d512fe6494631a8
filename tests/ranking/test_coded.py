import numpy as np
import pytest

from ranking.coded import LANES, coded, decoded, products


@pytest.mark.parametrize(("width", "most"), [(np.int8, 127), (np.int16, 32_767)])
@pytest.mark.parametrize(("n", "n_dims"), [(1, 1), (LANES, 3), (2 * LANES + 5, 40)])
def test_the_products_are_nearly_those_of_the_rows(rng, n, n_dims, width, most):
    # Numbers of very different size, dimension by dimension.
    rows = (rng.normal(size=(n, n_dims)) * 10.0 ** rng.integers(-6, 3, n_dims)).astype(np.float32)
    query = (rng.normal(size=n_dims) / np.abs(rows).max(axis=0)).astype(np.float32)
    codes, steps = coded(rows, width)
    assert steps == pytest.approx(np.abs(rows).max(axis=0) / most)
    bound = np.abs(query * steps).sum() / 2 + 1e-4
    found = products(codes, steps, query, n)
    np.testing.assert_allclose(found, rows @ query, atol=bound)
    np.testing.assert_allclose(found, decoded(codes, steps, n) @ query, atol=1e-4)


def test_rows_of_nothing_and_no_rows():
    zeros = np.zeros((3, 2), dtype=np.float32)
    assert products(*coded(zeros), np.ones(2, dtype=np.float32), 3).tolist() == [0, 0, 0]
    assert products(*coded(zeros[:0]), np.ones(2, dtype=np.float32), 0).tolist() == []


def test_a_dimension_of_largest_numbers_of_either_sign_is_kept():
    rows = np.array([[-2.0, 1e-30], [2.0, -1e-30]], dtype=np.float32)
    codes, steps = coded(rows)
    found = products(codes, steps, np.array([1.0, 0.0], dtype=np.float32), 2)
    assert found == pytest.approx([-2.0, 2.0], rel=1e-4)
