"""The nearest rows to a query among any number of rows, exactly, a block at a time.

Only a block of scores is held, and rows may stand on disk (``numpy.memmap``): among millions of
members the memory needed is that of one block.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

# Rows of one block: 128 MB at 128 factors.
BLOCK = 1 << 18


@dataclass(frozen=True)
class Ranked:
    """Rows, best first, and how good each is.

    Attributes
    ----------
    rows
        (k,) int64 of titles or members.
    scores
        (k,) float32: a cosine, a weight, a number of members or a model's score.
    """

    rows: NDArray[np.int64]
    scores: NDArray[np.float32]


def nearest(
    query: NDArray[np.float32],
    units: NDArray[np.float32],
    k: int,
    exclude: Iterable[int] = (),
    *,
    block: int = BLOCK,
) -> Ranked:
    """Return the rows with the highest cosine to `query`, ties by lower row.

    Parameters
    ----------
    query
        (n_dims,) any length; a query of zeros is near nothing.
    units
        (n_rows, n_dims) float32 rows of length 1 or 0, in memory or mapped from a file.
    k
        How many at most.
    exclude
        Rows that must not come back.
    block
        Rows that are scored at once.
    """
    barred = np.unique(np.fromiter(exclude, dtype=np.int64))
    length = float(np.linalg.norm(query))
    wanted = k + len(barred)
    rows, scores = np.empty(0, dtype=np.int64), np.empty(0, dtype=np.float32)
    if length == 0.0 or k <= 0:
        return Ranked(rows, scores)
    unit = (query / length).astype(np.float32)
    for start in range(0, len(units), block):
        found = np.asarray(units[start : start + block] @ unit)
        places = _at_least(found, scores[-1] if len(scores) == wanted else None, wanted)
        rows = np.concatenate([rows, start + places])
        scores = np.concatenate([scores, found[places]])
        order = np.lexsort((rows, -scores))[:wanted]
        rows, scores = rows[order], scores[order]
    kept = np.flatnonzero(~np.isin(rows, barred))[:k]
    return Ranked(rows[kept], scores[kept])


def _at_least(
    scores: NDArray[np.float32], threshold: np.float32 | None, k: int
) -> NDArray[np.int64]:
    """Return the places of all scores that can be among the `k` best, ties included."""
    if threshold is None:
        if len(scores) <= k:
            return np.arange(len(scores))
        threshold = np.partition(scores, len(scores) - k)[len(scores) - k]
    return np.flatnonzero(scores >= threshold)
