"""What several people should watch together."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from webapp.catalogue.snapshot import Snapshot
from webapp.question.query import Query
from webapp.recommending.standing import one_card_per_franchise, standing_of

# As well as it is for whom it suits least; or well on the whole.
LEAST, MEAN = RULES = ("least", "mean")
MAX_PEOPLE = 8


@dataclass(frozen=True)
class Shared:
    """One title for all.

    Attributes
    ----------
    row
        Catalogue row to show.
    score
        Higher is better; compares within one answer only.
    ranks
        Which place it has for each of the people, counted from 1.
    """

    row: int
    score: float
    ranks: tuple[int, ...]


def together(
    snapshot: Snapshot, people: Sequence[Query], rule: str, k: int
) -> tuple[tuple[Shared, ...], int]:
    """Return the best `k` franchises for all, and from how many titles they were chosen.

    What one of them has seen, or a filter closes, is left out. Each person's scores count alike.

    Notes
    -----
    Least misery and average, after Masthoff (2004), on standardised scores.
    """
    scores = [standing_of(snapshot, query).scores for query in people]
    is_open = np.all([np.isfinite(own) for own in scores], axis=0)
    rows = np.flatnonzero(is_open)
    if not len(rows):
        return (), 0
    standard = np.stack([_standardised(own[rows]) for own in scores])
    joined = np.full(snapshot.n_items, np.nan, dtype=np.float32)
    joined[rows] = standard.min(axis=0) if rule == LEAST else standard.mean(axis=0)
    earned, cards = one_card_per_franchise(snapshot, joined, k)
    ranked = [np.sort(own[np.isfinite(own)]) for own in scores]
    found = tuple(
        Shared(
            shown,
            float(joined[best]),
            tuple(
                _rank(order, float(own[best])) for order, own in zip(ranked, scores, strict=True)
            ),
        )
        for best, shown in zip(earned.tolist(), cards.tolist(), strict=True)
    )
    return found, len(rows)


def _standardised(scores: NDArray[np.float32]) -> NDArray[np.float32]:
    deviation = float(scores.std()) or 1.0
    standard: NDArray[np.float32] = ((scores - scores.mean()) / deviation).astype(np.float32)
    return standard


def _rank(ascending: NDArray[np.float32], score: float) -> int:
    return int(len(ascending) - np.searchsorted(ascending, score, side="right")) + 1
