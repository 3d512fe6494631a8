"""Rows of numbers in a byte or two each: what has to be read is what most products cost.

A weighted mean of some rows stands for what somebody rated. Products with it are linear in the
ratings, so that the part of each in them is exact.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from ranking.compiled import compiled

# Rows that are multiplied side by side, and dimensions that are added at a time.
LANES, AT_ONCE = 256, 4
Codes = NDArray[np.int8] | NDArray[np.int16]
Places = NDArray[np.int64]
Vector = NDArray[np.float32]
Matrix = NDArray[np.float32]
# Weights that add up to less count as if they added up to this.
SMALLEST = 1e-6


class Coded(NamedTuple):
    """Rows as whole numbers, each by the largest number of its dimension.

    Attributes
    ----------
    codes
        (n, n_dims) row by row.
    blocks
        (n_blocks, n_dims, `LANES`) the same, where row r is lane r % `LANES` of its block; filled
        up with zeros, also to a multiple of `AT_ONCE` dimensions.
    steps
        (n_dims,) float32 what a code of 1 stands for.
    """

    codes: Codes
    blocks: Codes
    steps: Vector

    def rows(self, places: Places | None = None) -> Matrix:
        """Return some rows, or all, as their codes have them, (n, n_dims) float32."""
        every = np.arange(len(self.codes)) if places is None else places
        return _rows(self.codes, self.steps, every)

    def products(self, query: Vector) -> Vector:
        """Return the products of all rows with `query`, (n_dims,) float32: (n,).

        A number of a row is off by at most 1/254 of the largest of its dimension, in two bytes by
        1/65,534.
        """
        return _products(self.blocks, query * self.steps, len(self.codes))

    def mean_products(
        self, rows: Places, items: Places, weights: Vector
    ) -> tuple[Vector, Vector, int]:
        """Return the products of all rows with the weighted mean of some, and of what it is made.

        Parameters
        ----------
        rows
            (n_items,) int64 row of each item, -1 where it has none.
        items
            (n_asked,) int64; those without a row are passed over.
        weights
            (n_asked,) float32; rows of negative weight are taken off.

        Returns
        -------
        tuple
            (n,) products; (n_asked,) float32 shares of the items in the mean: weights whose
            absolute values add up to 1, 0 for what was passed over; how many were not.
        """
        return _mean_products(*self, rows, items, weights)

    def parts(
        self, rows: Places, others: Places, items: Places, shares: Vector, out: Matrix
    ) -> None:
        """Tell what each item of a mean added to its products with other items.

        Parameters
        ----------
        rows
            The same as of the mean.
        others
            (n_others,) int64 items of the products.
        items, shares
            (n_asked,) those of the mean that are asked for, and how much they count in it.
        out
            (n_others, n_asked) float32 to write it into; 0 for what has no row.
        """
        _parts(self.codes, self.steps, rows, others, items, shares, out)


def coded(rows: Vector, width: type[np.int8] | type[np.int16] = np.int8) -> Coded:
    """Round rows, (n, n_dims) float32, to numbers of so many bytes."""
    n, n_dims = rows.shape
    most = np.abs(rows).max(axis=0, initial=np.finfo(np.float32).tiny)
    steps = (most / np.iinfo(width).max).astype(np.float32)
    codes = np.rint(rows / steps).astype(width)
    n_blocks, n_padded = -(-n // LANES), -(-n_dims // AT_ONCE) * AT_ONCE
    whole = np.zeros((n_blocks * LANES, n_padded), dtype=width)
    whole[:n, :n_dims] = codes
    blocks = whole.reshape(n_blocks, LANES, n_padded).transpose(0, 2, 1)
    return Coded(codes, np.ascontiguousarray(blocks), steps)


@compiled
def _rows(codes: Codes, steps: Vector, places: Places) -> Matrix:
    decoded = np.empty((len(places), len(steps)), dtype=np.float32)
    for place in range(len(places)):
        for dim in range(len(steps)):
            decoded[place, dim] = codes[places[place], dim] * steps[dim]
    return decoded


@compiled
def _products(blocks: Codes, query: Vector, n: int) -> Vector:
    n_blocks, n_dims, _ = blocks.shape
    weights = np.zeros(n_dims, dtype=np.float32)
    weights[: len(query)] = query
    scores = np.empty(n_blocks * LANES, dtype=np.float32)
    sums = np.empty(LANES, dtype=np.float32)
    for block in range(n_blocks):
        sums[:] = 0.0
        # Several dimensions at a time: sums are read and written the less often.
        for dim in range(0, n_dims, AT_ONCE):
            a, b, c, d = weights[dim], weights[dim + 1], weights[dim + 2], weights[dim + 3]
            for lane in range(LANES):
                first = a * blocks[block, dim, lane] + b * blocks[block, dim + 1, lane]
                second = c * blocks[block, dim + 2, lane] + d * blocks[block, dim + 3, lane]
                sums[lane] += first + second
        scores[block * LANES : (block + 1) * LANES] = sums
    return scores[:n]


@compiled
def _mean_products(
    codes: Codes, blocks: Codes, steps: Vector, rows: Places, items: Places, weights: Vector
) -> tuple[Vector, Vector, int]:
    total, n_known = np.float32(0.0), 0
    for place in range(len(items)):
        if rows[items[place]] >= 0:
            total += abs(weights[place])
            n_known += 1
    shares = np.zeros(len(items), dtype=np.float32)
    mean = np.zeros(len(steps), dtype=np.float32)
    for place in range(len(items)):
        row = rows[items[place]]
        if row >= 0:
            share = shares[place] = weights[place] / max(total, np.float32(SMALLEST))
            for dim in range(len(steps)):
                mean[dim] += share * codes[row, dim]
    # The mean of codes times their steps, times the steps of the other rows.
    return _products(blocks, mean * steps * steps, len(codes)), shares, n_known


@compiled
def _parts(
    codes: Codes,
    steps: Vector,
    rows: Places,
    others: Places,
    items: Places,
    shares: Vector,
    out: Matrix,
) -> None:
    n_dims = len(steps)
    rated, own = np.zeros((len(items), n_dims), dtype=np.float32), np.empty_like(steps)
    for place in range(len(items)):
        row = rows[items[place]]
        if row >= 0:
            for dim in range(n_dims):
                rated[place, dim] = shares[place] * codes[row, dim] * steps[dim]
    out[:] = 0.0
    for other in range(len(others)):
        row = rows[others[other]]
        if row >= 0:
            for dim in range(n_dims):
                own[dim] = codes[row, dim] * steps[dim]
            for place in range(len(items)):
                product = np.float32(0.0)
                for dim in range(n_dims):
                    product += own[dim] * rated[place, dim]
                out[other, place] = product
