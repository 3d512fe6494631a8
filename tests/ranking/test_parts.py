import numpy as np
import pytest

from ranking.parts import parts, weighted_mean

MATRIX = np.array([[1, 0], [0, 2], [3, 3]], dtype=np.float32)


def _floats(*values):
    return np.array(values, dtype=np.float32)


def test_the_mean_by_hand():
    mean, shares = weighted_mean(MATRIX, np.array([0, -1, 2]), _floats(3, 5, -1))
    assert shares.tolist() == [0.75, 0.0, -0.25]
    assert mean.tolist() == [0.75 * 1 - 0.25 * 3, -0.25 * 3]


def test_weights_of_nothing_and_no_rows_give_nothing():
    mean, shares = weighted_mean(MATRIX, np.array([0, 1]), _floats(0, 0))
    assert not mean.any()
    assert not shares.any()
    mean, shares = weighted_mean(MATRIX, np.array([], dtype=np.int64), _floats())
    assert not mean.any()
    assert not len(shares)


def test_the_parts_add_up_to_the_products(rng):
    matrix = rng.normal(size=(50, 7)).astype(np.float32)
    rows = rng.permutation(50)[:20]
    rows[[3, 11]] = -1
    mean, shares = weighted_mean(matrix, rows, rng.normal(size=20).astype(np.float32))
    others = np.array([4, -1, 9, 9])
    told = parts(matrix, others, rows, shares)
    expected = np.where(others >= 0, matrix[others] @ mean, 0.0)
    assert told.sum(axis=1) == pytest.approx(expected, abs=1e-5)
    assert not told[:, [3, 11]].any()
    assert parts(matrix, others, rows[:5], shares[:5]) == pytest.approx(told[:, :5])
