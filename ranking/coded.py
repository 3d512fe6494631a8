"""Products with many rows from two bytes a number: what has to be read is what they cost."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from ranking.compiled import compiled

# Rows that are multiplied side by side.
LANES = 256
LARGEST = 32_767


def coded(rows: NDArray[np.float32]) -> tuple[NDArray[np.int16], NDArray[np.float32]]:
    """Return rows as whole numbers, each by the largest number of its dimension.

    Parameters
    ----------
    rows
        (n, n_dims) float32.

    Returns
    -------
    tuple
        (n_blocks, n_dims, `LANES`) int16 codes, where row r is lane r % `LANES` of its block and
        the last block is filled up with zeros; (n_dims,) float32 what a code of 1 stands for.
    """
    n, n_dims = rows.shape
    most = np.abs(rows).max(axis=0, initial=np.finfo(np.float32).tiny)
    steps = (most / LARGEST).astype(np.float32)
    whole = np.zeros((-(-n // LANES) * LANES, n_dims), dtype=np.int16)
    whole[:n] = np.rint(rows / steps)
    blocks = whole.reshape(-1, LANES, n_dims).transpose(0, 2, 1)
    return np.ascontiguousarray(blocks), steps


@compiled
def products(
    codes: NDArray[np.int16], steps: NDArray[np.float32], query: NDArray[np.float32], n: int
) -> NDArray[np.float32]:
    """Return the products of the first `n` coded rows with `query`, (n_dims,) float32.

    A number of a row is off by at most 1/65,534 of the largest of its dimension.
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
