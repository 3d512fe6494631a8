import numpy as np
import pytest

from ranking.coded import LANES, coded, products


@pytest.mark.parametrize(("n", "n_dims"), [(1, 1), (LANES, 3), (2 * LANES + 5, 40)])
def test_the_products_are_nearly_those_of_the_rows(rng, n, n_dims):
    # Numbers of very different size, dimension by dimension.
    rows = (rng.normal(size=(n, n_dims)) * 10.0 ** rng.integers(-6, 3, n_dims)).astype(np.float32)
    query = (rng.normal(size=n_dims) / np.abs(rows).max(axis=0)).astype(np.float32)
    codes, steps = coded(rows)
    bound = np.abs(query * steps).sum() / 2 + 1e-4
    np.testing.assert_allclose(products(codes, steps, query, n), rows @ query, atol=bound)


def test_rows_of_nothing_and_no_rows():
    zeros = np.zeros((3, 2), dtype=np.float32)
    assert products(*coded(zeros), np.ones(2, dtype=np.float32), 3).tolist() == [0, 0, 0]
    assert products(*coded(zeros[:0]), np.ones(2, dtype=np.float32), 0).tolist() == []


def test_a_dimension_of_largest_numbers_of_either_sign_is_kept():
    rows = np.array([[-2.0, 1e-30], [2.0, -1e-30]], dtype=np.float32)
    codes, steps = coded(rows)
    found = products(codes, steps, np.array([1.0, 0.0], dtype=np.float32), 2)
    assert found == pytest.approx([-2.0, 2.0], rel=1e-4)
