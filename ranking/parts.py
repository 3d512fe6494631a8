"""Products with a weighted mean of rows, and the part of each row in them, exactly."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from ranking.compiled import compiled

Matrix = NDArray[np.float32]
Vector = NDArray[np.float32]
Rows = NDArray[np.int64]
SMALLEST = 1e-6


@compiled
def weighted_mean(matrix: Matrix, rows: Rows, weights: Vector) -> tuple[Vector, Vector]:
    """Return the mean of some rows of a matrix, and how much each row counts in it.

    Parameters
    ----------
    matrix
        (n, n_dims) float32.
    rows
        (n_rows,) int64; -1 is passed over.
    weights
        (n_rows,) float32; rows of negative weight are taken off.

    Returns
    -------
    tuple
        (n_dims,) float32 sum of the rows times their shares, and (n_rows,) float32 shares: weights
        whose absolute values add up to 1, 0 for what was passed over.
    """
    total = np.float32(0.0)
    for place in range(len(rows)):
        if rows[place] >= 0:
            total += abs(weights[place])
    shares = np.zeros(len(rows), dtype=np.float32)
    mean = np.zeros(matrix.shape[1], dtype=np.float32)
    for place in range(len(rows)):
        if rows[place] >= 0:
            share = shares[place] = weights[place] / max(total, np.float32(SMALLEST))
            row = matrix[rows[place]]
            for dim in range(len(mean)):
                mean[dim] += share * row[dim]
    return mean, shares


@compiled
def parts(matrix: Matrix, others: Rows, rows: Rows, shares: Vector) -> Matrix:
    """Return what each row of the mean added to the products of the mean with other rows.

    Parameters
    ----------
    matrix
        The same as of the mean.
    others
        (n_others,) int64 rows of the products; -1 is passed over.
    rows, shares
        (n_rows,) those of the mean that are asked for, and how much they count in it.

    Returns
    -------
    ndarray
        (n_others, n_rows) float32; 0 for what was passed over.
    """
    told = np.zeros((len(others), len(rows)), dtype=np.float32)
    for i in range(len(others)):
        for j in range(len(rows)):
            if others[i] >= 0 and rows[j] >= 0:
                one, other = matrix[others[i]], matrix[rows[j]]
                product = np.float32(0.0)
                for dim in range(matrix.shape[1]):
                    product += one[dim] * other[dim]
                told[i, j] = product * shares[j]
    return told
