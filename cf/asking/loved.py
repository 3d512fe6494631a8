"""What somebody loves: the titles at or above a percentile of the own scores, and their labels."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

# A favourite is what somebody scored at or above this percentile of the own scores.
PERCENTILE = 80.0


def loved(
    items: NDArray[np.integer[Any]],
    scores: NDArray[np.number[Any]],
    percentile: float = PERCENTILE,
) -> NDArray[np.int64]:
    """Return the loved ones of some titles, the highest score first, then the lowest item.

    Parameters
    ----------
    items
        (n,) ids or rows of titles.
    scores
        (n,) 1-10; 0 = no score, which counts for nothing.
    percentile
        0-100, of the scores that were given.
    """
    scored = scores > 0
    items, scores = items[scored], scores[scored]
    if len(items) == 0:
        return np.empty(0, dtype=np.int64)
    liked = scores >= np.percentile(scores, percentile)
    order = np.lexsort((items[liked], -scores[liked].astype(np.int64)))
    best: NDArray[np.int64] = items[liked][order].astype(np.int64)
    return best


def counted(documents: Iterable[Mapping[str, Any]], field: str) -> dict[str, int]:
    """Return how many documents have each value of a field, most frequent first, then by name."""
    counts: dict[str, int] = {}
    for document in documents:
        value = document.get(field)
        for label in value if isinstance(value, list) else [value] if value else []:
            counts[label] = counts.get(label, 0) + 1
    return dict(sorted(counts.items(), key=lambda pair: (-pair[1], pair[0])))
