"""From a question to an ordered list: titles like a title, titles for a taste."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ranking import blend, diversity
from ranking.top_k import top_k
from webapp.catalogue.kinds import KindVectors
from webapp.catalogue.snapshot import Snapshot
from webapp.question.query import BLEND, DEFAULT_WEIGHTS, Query
from webapp.recommending import filters, reasons
from webapp.recommending.taste import Taste, evidence_of, taste_of

# How much a title's own standing counts when the other weights sum to 1: for a visitor's list, and
# beside a title, where being like it is what was asked.
PRIOR = "prior"
PRIOR_FOR_TASTE = 0.15
PRIOR_FOR_LIKENESS = 0.05


@dataclass(frozen=True)
class Pick:
    """One place in an answer.

    Attributes
    ----------
    row
        Catalogue row of the title shown.
    score
        Higher is better; compares within one answer only.
    because
        Up to three reasons, strongest first.
    n_entries
        How many titles its franchise has, when the card stands for all of it; else 1.
    """

    row: int
    score: float
    because: tuple[str, ...]
    n_entries: int = 1


@dataclass(frozen=True)
class Answer:
    """What `recommend` found.

    Attributes
    ----------
    picks
        Best first.
    ignored
        Rated ids that the catalogue does not hold.
    n_open
        How many titles could have been picked.
    closed_by
        When nothing could: the filter that closed most, if one did.
    """

    picks: tuple[Pick, ...]
    ignored: tuple[int, ...] = ()
    n_open: int = 0
    closed_by: str | None = None


def similar(snapshot: Snapshot, row: int, kind: str, k: int) -> tuple[Pick, ...]:
    """Titles like the one in `row`, in the sense of one kind, or of all of them blended.

    One kind: plain cosine, above 0. Blended: one card per franchise, the title's own left out.
    Adult titles stand only beside adult titles.
    """
    if kind == BLEND:
        return _similar_blended(snapshot, row, k)
    known = snapshot.kinds.get(kind)
    if known is None or not known.knows(row):
        return ()
    candidates = np.flatnonzero(_presentable(snapshot, row))
    scores = known.cosines(row, candidates)
    scores[(scores <= 0) | (candidates == row)] = np.nan
    return tuple(
        Pick(other, float(scores[i]), (reasons.of_likeness(snapshot, kind, row, other),))
        for i in top_k(scores, k)
        for other in [int(candidates[i])]
    )


def _similar_blended(snapshot: Snapshot, row: int, k: int) -> tuple[Pick, ...]:
    known = {
        kind: snapshot.kinds[kind]
        for kind in DEFAULT_WEIGHTS
        if kind in snapshot.kinds and snapshot.kinds[kind].knows(row)
    }
    weights = {kind: DEFAULT_WEIGHTS[kind] for kind in known}
    is_open = _presentable(snapshot, row)
    is_open[snapshot.franchises.groups == snapshot.franchises.groups[row]] = False
    candidates = _told_of(is_open, known.values())
    cosines = {kind: vectors.cosines(row, candidates) for kind, vectors in known.items()}
    scores = _with_prior(snapshot, candidates, cosines, weights, PRIOR_FOR_LIKENESS)
    places = np.full(snapshot.n_items, -1, dtype=np.int64)
    places[candidates] = np.arange(len(candidates))
    spoken = {kind: weights[kind] * blend.standardize(cosines[kind]) for kind in weights}
    picks = []
    for best, shown in _one_card_per_franchise(snapshot, scores, k):
        strengths = {kind: float(spoken[kind][places[shown]]) for kind in spoken}
        because = reasons.of_blend(snapshot, strengths, row, shown)
        size = int(snapshot.franchises.sizes[shown])
        picks.append(Pick(shown, float(scores[best]), because, size))
    return tuple(picks)


def recommend(snapshot: Snapshot, query: Query) -> Answer:
    """Titles for the taste that the ratings of `query` show.

    Never a title that was rated. Of a franchise with a rated title nothing, or with
    ``include_sequels`` the one title that directly follows a liked one. Of other franchises one
    card: where to start, if the filters let that pass.
    """
    taste, ignored = taste_of(snapshot, query.ratings)
    evidence = evidence_of(snapshot, taste)
    weights = {k: w for k, w in query.weights.items() if w > 0 and k in evidence}
    if not weights:
        return Answer((), ignored)
    unseen = _unseen(snapshot, taste, include_sequels=query.filters.include_sequels)
    told_of = [evidence[kind].known for kind in weights]
    candidates = _told_of(unseen & filters.allowed(snapshot, query.filters), told_of)
    if not len(candidates):
        return Answer((), ignored, 0, filters.most_restrictive(snapshot, query.filters, unseen))
    sources = {kind: evidence[kind].scores_of(candidates) for kind in weights}
    scores = _with_prior(snapshot, candidates, sources, weights, PRIOR_FOR_TASTE)
    cards = _one_card_per_franchise(snapshot, scores, query.k)
    rows = np.array([shown for _, shown in cards], dtype=np.int64)
    because = reasons.of_taste(snapshot, taste, evidence, weights, rows)
    rated_groups = set(snapshot.franchises.groups[taste.rows].tolist())
    picks = [
        Pick(shown, float(scores[best]), why, _entries(snapshot, shown, rated_groups))
        for (best, shown), why in zip(cards, because, strict=True)
    ]
    return Answer(tuple(picks), ignored, len(candidates))


def _told_of(is_open: NDArray[np.bool_], kinds: Iterable[KindVectors]) -> NDArray[np.int64]:
    """Rows that are open and of which at least one kind knows something."""
    known = np.zeros(len(is_open), dtype=bool)
    for vectors in kinds:
        known[vectors.rows] = True
    return np.flatnonzero(is_open & known)


def _with_prior(
    snapshot: Snapshot,
    candidates: NDArray[np.int64],
    sources: Mapping[str, NDArray[np.float32]],
    weights: Mapping[str, float],
    prior_share: float,
) -> NDArray[np.float32]:
    """(n_items,) blended scores of the candidates, NaN for other titles."""
    scores = np.full(snapshot.n_items, np.nan, dtype=np.float32)
    if weights:
        prior_weight = prior_share * sum(weights.values())
        scores[candidates] = blend.blend(
            {**sources, PRIOR: snapshot.prior[candidates]}, {**weights, PRIOR: prior_weight}
        )
    return scores


def _presentable(snapshot: Snapshot, row: int) -> NDArray[np.bool_]:
    """(n_items,) titles that may stand beside this one."""
    return ~snapshot.adult | bool(snapshot.adult[row])


def _unseen(snapshot: Snapshot, taste: Taste, *, include_sequels: bool) -> NDArray[np.bool_]:
    """(n_items,) titles of franchises that the visitor has not begun, and what comes next."""
    groups = snapshot.franchises.groups
    begun = np.zeros(snapshot.n_items, dtype=bool)
    begun[groups[taste.rows]] = True
    unseen: NDArray[np.bool_] = ~begun[groups]
    if include_sequels:
        following = snapshot.franchises.sequels[taste.rows[taste.weights > 0]]
        unseen[following[following >= 0]] = True
        unseen[taste.rows] = False
    return unseen


def _one_card_per_franchise(
    snapshot: Snapshot, scores: NDArray[np.float32], k: int
) -> list[tuple[int, int]]:
    """Rows (the one that earned the place, the one to show) of the best k franchises."""
    groups, starts = snapshot.franchises.groups, snapshot.franchises.starts
    n_ranked = 8 * k
    ranked = diversity.one_per_group(top_k(scores, n_ranked), groups)
    while len(ranked) < k and n_ranked < snapshot.n_items:
        n_ranked *= 8
        ranked = diversity.one_per_group(top_k(scores, n_ranked), groups)
    return [
        (int(row), int(starts[row]) if np.isfinite(scores[starts[row]]) else int(row))
        for row in ranked[:k]
    ]


def _entries(snapshot: Snapshot, row: int, rated_groups: set[int]) -> int:
    """How many titles a card stands for: its franchise's, unless the visitor has begun that."""
    begun = int(snapshot.franchises.groups[row]) in rated_groups
    return 1 if begun else int(snapshot.franchises.sizes[row])
