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
def weighted_mean(
    matrix: Matrix, rows: Rows, items: Rows, weights: Vector
) -> tuple[Vector, Vector, int]:
    """Return the mean of some items' rows, how much each counts in it, and how many have a row.

    Parameters
    ----------
    matrix
        (n, n_dims) float32.
    rows
        (n_items,) int64 row of each item, -1 where it has none.
    items
        (n_asked,) int64; those without a row are passed over.
    weights
        (n_asked,) float32; rows of negative weight are taken off.

    Returns
    -------
    tuple
        (n_dims,) float32 sum of the rows times their shares; (n_asked,) float32 shares: weights
        whose absolute values add up to 1, 0 for what was passed over; how many were not.
    """
    total, n_known = np.float32(0.0), 0
    for place in range(len(items)):
        if rows[items[place]] >= 0:
            total += abs(weights[place])
            n_known += 1
    shares = np.zeros(len(items), dtype=np.float32)
    mean = np.zeros(matrix.shape[1], dtype=np.float32)
    for place in range(len(items)):
        if rows[items[place]] >= 0:
            share = shares[place] = weights[place] / max(total, np.float32(SMALLEST))
            row = rows[items[place]]
            for dim in range(len(mean)):
                mean[dim] += share * matrix[row, dim]
    return mean, shares, n_known


@compiled
def parts(matrix: Matrix, rows: Rows, others: Rows, items: Rows, shares: Vector) -> Matrix:
    """Return what each item of the mean added to the products of the mean with other items.

    Parameters
    ----------
    matrix, rows
        The same as of the mean.
    others
        (n_others,) int64 items of the products.
    items, shares
        (n_asked,) those of the mean that are asked for, and how much they count in it.

    Returns
    -------
    ndarray
        (n_others, n_asked) float32; 0 for what has no row.
    """
    told = np.zeros((len(others), len(items)), dtype=np.float32)
    for i in range(len(others)):
        for j in range(len(items)):
            one, other = rows[others[i]], rows[items[j]]
            if one >= 0 and other >= 0:
                product = np.float32(0.0)
                for dim in range(matrix.shape[1]):
                    product += matrix[one, dim] * matrix[other, dim]
                told[i, j] = product * shares[j]
    return told
