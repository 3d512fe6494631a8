import numpy as np
import pytest

from cf.models.subspace import affordable, leading


def test_they_are_the_leading_eigenvectors(rng):
    basis, _ = np.linalg.qr(rng.normal(size=(60, 60)))
    matrix = (basis * 0.8 ** np.arange(60)) @ basis.T
    found = leading(lambda Z: (matrix @ Z).astype(np.float32), 60, 5, rng, rounds=6)
    assert found.shape == (60, 5)
    np.testing.assert_allclose(np.abs(found.T @ basis[:, :5]), np.eye(5), atol=1e-3)


def test_of_few_rows_there_are_no_more_directions_than_rows(rng):
    found = leading(lambda Z: Z, 3, 8, rng, rounds=2)
    np.testing.assert_allclose(found.T @ found, np.eye(3), atol=1e-5)


@pytest.mark.parametrize(
    ("n_items", "items_per_factor", "expected"),
    [(20, 16, 8), (240, 16, 15), (5889, 16, 128), (240, 0, 128)],
)
def test_a_small_catalogue_carries_few_factors(n_items, items_per_factor, expected):
    assert affordable(128, n_items, items_per_factor) == expected
