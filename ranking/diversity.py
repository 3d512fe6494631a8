"""Lists that do not say the same thing twice."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from ranking.compiled import compiled


def one_per_group(
    ranked: NDArray[np.integer[Any]], groups: NDArray[np.integer[Any]]
) -> NDArray[np.int64]:
    """Return `ranked` without the later members of a group that already stands in it.

    Parameters
    ----------
    ranked
        (k,) item indices, best first.
    groups
        (n_items,) group of each item.
    """
    best: dict[int, int] = {}
    for item, group in zip(ranked.tolist(), groups[ranked].tolist(), strict=True):
        best.setdefault(group, item)
    return np.array(list(best.values()), dtype=np.int64)


def best_of_groups(
    scores: NDArray[np.floating[Any]], groups: NDArray[np.integer[Any]], k: int
) -> NDArray[np.int64]:
    """Return the best item of each of the `k` best groups, best first, ties by lower index.

    In one pass, for short lists: where each item is better than those before it, it takes n_items
    times k steps.

    Parameters
    ----------
    scores
        (n_items,) higher is better; -inf and NaN are never returned.
    groups
        (n_items,) group of each item.
    k
        How many at most; fewer come back when fewer can.
    """
    return _best_of_groups(scores, groups, max(min(k, len(scores)), 0))


@compiled
def _best_of_groups(
    scores: NDArray[np.floating[Any]], groups: NDArray[np.integer[Any]], k: int
) -> NDArray[np.int64]:
    best, n = np.empty(k, dtype=np.int64), 0
    floor = -np.inf if k > 0 else np.inf
    for item in range(len(scores)):
        score = scores[item]
        if score > floor:
            # An item of its group yields to it; else it stands behind all, and the last one yields.
            place = 0
            while place < n and groups[best[place]] != groups[item]:
                place += 1
            if place == n:
                n = min(n + 1, k)
                place = n - 1
            elif not score > scores[best[place]]:
                continue
            while place > 0 and score > scores[best[place - 1]]:
                best[place] = best[place - 1]
                place -= 1
            best[place] = item
            if n == k:
                floor = scores[best[k - 1]]
    return best[:n]
