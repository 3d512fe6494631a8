import numpy as np
import pytest

from cf.errors import BadInverse
from cf.models import inverse


@pytest.fixture
def matrix(rng):
    half = rng.normal(size=(700, 600))
    return half.T @ half + np.eye(600)


def test_it_is_the_inverse(matrix):
    np.testing.assert_allclose(inverse.invert(matrix.copy()) @ matrix, np.eye(600), atol=1e-8)


def test_both_halves_are_filled(matrix):
    found = inverse.invert(matrix.copy())
    np.testing.assert_array_equal(found, found.T)


def test_a_matrix_that_is_not_positive_definite_is_refused(matrix):
    matrix[5, 5] = -1.0
    with pytest.raises(BadInverse, match=r"row 5 of 600 .* raise the regularization"):
        inverse.invert(matrix)


def test_an_inverse_that_misses_is_refused():
    """Positive definite to the last digit and yet too ill-conditioned to be inverted."""
    hilbert = 1.0 / (np.arange(12)[:, None] + np.arange(12) + 1.0)
    with pytest.raises(BadInverse, match="misses the identity by"):
        inverse.invert(hilbert)


def test_a_diagonal_that_is_not_positive_is_refused():
    with pytest.raises(BadInverse, match="1 of 2 diagonal entries"):
        inverse._check(np.array([[1.0, 0.0], [0.0, np.nan]]), np.ones(2))
