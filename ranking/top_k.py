"""The k best of many scores."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

# A group of scores has a maximum that stands for it; so many groups for each score that is asked
# for leave few others to look at. Groups of fewer scores would save nothing.
GROUPS_FOR_EACH, SMALLEST_GROUP = 4, 8


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
    if k <= 0 or len(scores) == 0:
        return np.empty(0, dtype=np.int64)
    usable = _usable(scores, exclude)
    floor = _floor(usable, k)
    # All that tie with the k-th stay in, so that the lower index wins, not the partition.
    candidates = np.flatnonzero(usable >= floor if floor > -np.inf else usable > -np.inf)
    values = usable[candidates]
    if k < len(candidates):
        within = values >= np.partition(values, len(values) - k)[len(values) - k]
        candidates, values = candidates[within], values[within]
    order = np.lexsort((candidates, -values))
    return candidates[order[:k]]


def _usable(
    scores: NDArray[np.floating[Any]], exclude: NDArray[np.integer[Any]] | None
) -> NDArray[np.floating[Any]]:
    """Return the scores with -inf in place of NaN and of what is excluded."""
    unknown = np.isnan(scores.max())  # a single NaN makes the maximum NaN
    if exclude is None and not unknown:
        return scores
    # NaN yields to any number, -inf too.
    usable: NDArray[np.floating[Any]] = np.fmax(scores, -np.inf) if unknown else scores.copy()
    if exclude is not None:
        usable[exclude[exclude >= 0]] = -np.inf
    return usable


def _floor(usable: NDArray[np.floating[Any]], k: int) -> float:
    """Return a number that at least `k` scores reach: the k-th of the maxima of `n_groups`."""
    n_groups = GROUPS_FOR_EACH * k
    size = len(usable) // n_groups
    if size < SMALLEST_GROUP:
        return -np.inf
    # A group is a column, so that the maxima are taken of whole rows at a time.
    maxima = usable[: n_groups * size].reshape(size, n_groups).max(axis=0)
    return float(np.partition(maxima, n_groups - k)[n_groups - k])
