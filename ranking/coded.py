"""Products with many rows from a byte or two a number: what has to be read is what they cost."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from ranking.compiled import compiled

# Rows that are multiplied side by side.
LANES = 256
Codes = NDArray[np.int8] | NDArray[np.int16]


def coded(
    rows: NDArray[np.float32], width: type[np.int8] | type[np.int16] = np.int16
) -> tuple[Codes, NDArray[np.float32]]:
    """Return rows as whole numbers, each by the largest number of its dimension.

    Parameters
    ----------
    rows
        (n, n_dims) float32.
    width
        How many bytes a number takes.

    Returns
    -------
    tuple
        (n_blocks, n_dims, `LANES`) codes, where row r is lane r % `LANES` of its block and
        the last block is filled up with zeros; (n_dims,) float32 what a code of 1 stands for.
    """
    n, n_dims = rows.shape
    most = np.abs(rows).max(axis=0, initial=np.finfo(np.float32).tiny)
    steps = (most / np.iinfo(width).max).astype(np.float32)
    whole = np.zeros((-(-n // LANES) * LANES, n_dims), dtype=width)
    whole[:n] = np.rint(rows / steps)
    blocks = whole.reshape(-1, LANES, n_dims).transpose(0, 2, 1)
    return np.ascontiguousarray(blocks), steps


def decoded(codes: Codes, steps: NDArray[np.float32], n: int) -> NDArray[np.float32]:
    """Return the first `n` rows as their codes have them, (n, n_dims) float32."""
    whole = codes.transpose(0, 2, 1).reshape(-1, len(steps))
    rows: NDArray[np.float32] = whole[:n] * steps
    return rows


@compiled
def products(
    codes: Codes, steps: NDArray[np.float32], query: NDArray[np.float32], n: int
) -> NDArray[np.float32]:
    """Return the products of the first `n` coded rows with `query`, (n_dims,) float32.

    A number of a row is off by at most 1/254 of the largest of its dimension, in two bytes by
    1/65,534.
    """
    scores = np.empty(len(codes) * LANES, dtype=np.float32)
    sums = np.empty(LANES, dtype=np.float32)
    for block in range(len(codes)):
        sums[:] = 0.0
        for dim in range(len(query)):
            weight = query[dim] * steps[dim]
            for lane in range(LANES):
                sums[lane] += weight * codes[block, dim, lane]
        scores[block * LANES : (block + 1) * LANES] = sums
    return scores[:n]
