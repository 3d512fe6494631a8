"""The k best of many scores."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray


def top_k(
    scores: NDArray[np.floating[Any]], k: int, exclude: NDArray[np.integer[Any]] | None = None
) -> NDArray[np.int64]:
    """Return the indices of the `k` best scores, best first, ties by lower index.

    Parameters
    ----------
    scores
        (n,) higher is better; -inf and NaN are never returned.
    k
        How many at most; fewer come back when fewer can.
    exclude
        Indices that must not come back; -1 (unknown) is passed over.
    """
    usable = np.isfinite(scores) | np.isposinf(scores)
    if exclude is not None:
        usable[exclude[exclude >= 0]] = False
    candidates = np.flatnonzero(usable)
    if k <= 0 or len(candidates) == 0:
        return np.empty(0, dtype=np.int64)
    values = scores[candidates]
    if k < len(candidates):
        # All that tie with the k-th stay in, so that the lower index wins, not the partition.
        threshold = np.partition(values, len(values) - k)[len(values) - k]
        candidates = candidates[values >= threshold]
        values = scores[candidates]
    order = np.lexsort((candidates, -values))
    return candidates[order[:k]]
