"""Where every title stands for one visitor: what is open, what each kind says, the score."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ranking import blend, diversity
from ranking.top_k import top_k
from webapp.catalogue.kinds import KindVectors
from webapp.catalogue.snapshot import Snapshot
from webapp.question.query import (
    MAX_POPULARITY,
    MAX_SURPRISE,
    PLANNED_ONLY,
    PLANNED_WITHOUT,
    Query,
)
from webapp.recommending import filters
from webapp.recommending.taste import Evidence, Taste, evidence_of, history, likes_of, taste_of

Scores = NDArray[np.float32]
Mask = NDArray[np.bool_]

# How much a title's own standing counts when the other weights sum to 1.
PRIOR = "prior"
PRIOR_FOR_TASTE = 0.15
# Leaning all the way to one side counts this many times as much as all kinds together.
FAME, FULL_FAME = "fame", 1.0
UNFAMILIAR, FULL_SURPRISE = "unfamiliar", 1.0


@dataclass(frozen=True, eq=False)
class Standing:
    """Where every title stands for one visitor.

    Attributes
    ----------
    snapshot, query
        Of what and for whom.
    taste
        What the ratings say.
    ignored
        Rated ids that the catalogue does not hold.
    seen
        (n_items,) titles that are on the visitor's list in any way but planned.
    unbegun
        (n_items,) titles of franchises of which the visitor has seen nothing.
    unseen
        (n_items,) titles that may be recommended before the filters are asked.
    allowed
        (n_items,) titles that pass the filters.
    evidence
        What each kind says.
    weights
        Of the kinds that say something.
    scores
        (n_items,) float32 blended, NaN where a title is not open or nothing is known of it.
    n_open
        How many titles have a score.
    """

    snapshot: Snapshot
    query: Query
    taste: Taste
    ignored: tuple[int, ...]
    seen: Mask
    unbegun: Mask
    unseen: Mask
    allowed: Mask
    evidence: Mapping[str, Evidence]
    weights: Mapping[str, float]
    scores: Scores
    n_open: int

    @property
    def closed_by(self) -> str | None:
        """The filter that closed most, when nothing is open and one did."""
        if self.n_open:
            return None
        given = self.query.filters
        if name := filters.most_restrictive(self.snapshot, given, self.unseen):
            return name
        if given.planned == PLANNED_ONLY:
            return "planned"
        return "only_sequels" if given.only_sequels else None


def standing_of(snapshot: Snapshot, query: Query) -> Standing:
    """Work out where every title stands for the visitor who asks."""
    taste, ignored = taste_of(snapshot, history(query))
    told = likes_of(taste) if query.ignore_dislikes else taste
    evidence = evidence_of(snapshot, told)
    weights = {k: w for k, w in query.weights.items() if w > 0 and k in evidence}
    seen, unbegun = _seen(snapshot, query, taste)
    unseen = _unseen(snapshot, query, taste, seen, unbegun)
    allowed = filters.allowed(snapshot, query.filters)
    candidates = told_of(unseen & allowed, [evidence[kind].known for kind in weights])
    sources = {kind: evidence[kind].scores_of(candidates) for kind in weights}
    scores = _blended(snapshot, query, told, candidates, sources, weights)
    return Standing(
        snapshot, query, told, ignored, seen, unbegun, unseen, allowed, evidence, weights, scores,
        len(candidates),
    )  # fmt: skip


def told_of(is_open: Mask, kinds: Iterable[KindVectors]) -> NDArray[np.int64]:
    """Rows that are open and of which at least one kind knows something."""
    known = np.zeros(len(is_open), dtype=bool)
    for vectors in kinds:
        known |= vectors.is_known
    return np.flatnonzero(is_open & known)


def with_prior(
    snapshot: Snapshot,
    candidates: NDArray[np.int64],
    sources: Mapping[str, Scores],
    weights: Mapping[str, float],
    prior_share: float,
) -> Scores:
    """(n_items,) blended scores of the candidates, NaN for other titles."""
    scores = np.full(snapshot.n_items, np.nan, dtype=np.float32)
    if weights and len(candidates):
        prior_weight = prior_share * sum(weights.values())
        scores[candidates] = blend.blend(
            {**sources, PRIOR: snapshot.prior[candidates]}, {**weights, PRIOR: prior_weight}
        )
    return scores


def one_card_per_franchise(
    snapshot: Snapshot, scores: Scores, k: int, may_start: Mask | None = None
) -> list[tuple[int, int]]:
    """Rows (the one that earned the place, the one to show) of the best k franchises.

    Where a franchise starts is shown if `may_start` has it; without that mask, if it has a score.
    """
    groups, starts = snapshot.franchises.groups, snapshot.franchises.starts
    n_ranked = 8 * k
    ranked = diversity.one_per_group(top_k(scores, n_ranked), groups)
    while len(ranked) < k and n_ranked < snapshot.n_items:
        n_ranked *= 8
        ranked = diversity.one_per_group(top_k(scores, n_ranked), groups)
    shows = np.isfinite(scores) if may_start is None else may_start
    return [(int(row), int(starts[row]) if shows[starts[row]] else int(row)) for row in ranked[:k]]


def _blended(
    snapshot: Snapshot,
    query: Query,
    taste: Taste,
    rows: NDArray[np.int64],
    sources: Mapping[str, Scores],
    weights: Mapping[str, float],
) -> Scores:
    """The kinds' scores of some rows, and where the visitor leans."""
    total = sum(weights.values())
    more_sources, more_weights = dict(sources), dict(weights)
    if weights and query.popularity:
        share = query.popularity / MAX_POPULARITY
        more_sources[FAME] = np.sign(share) * snapshot.fame[rows]
        more_weights[FAME] = FULL_FAME * total * abs(share)
    if weights and query.surprise:
        more_sources[UNFAMILIAR] = -familiarity(snapshot, taste)[rows]
        more_weights[UNFAMILIAR] = FULL_SURPRISE * total * query.surprise / MAX_SURPRISE
    # The prior's share is of the kinds' weight, whatever else the visitor leans on.
    prior_share = PRIOR_FOR_TASTE * total / max(sum(more_weights.values()), 1e-9)
    return with_prior(snapshot, rows, more_sources, more_weights, prior_share)


def familiarity(snapshot: Snapshot, taste: Taste) -> Scores:
    """(n_items,) cosine of each title's genres with the mean genres of what the visitor saw."""
    units = snapshot.genre_units
    mean = units[taste.rows].sum(axis=0)
    length = float(np.linalg.norm(mean)) or 1.0
    cosines: Scores = units @ (mean / length).astype(np.float32)
    return cosines


def _seen(snapshot: Snapshot, query: Query, taste: Taste) -> tuple[Mask, Mask]:
    """Titles on the list, and titles of franchises that nothing on it belongs to."""
    hidden = snapshot.id_map.to_index(list(query.hidden))
    seen = np.zeros(snapshot.n_items, dtype=bool)
    seen[taste.rows] = True
    seen[hidden[hidden >= 0]] = True
    begun = np.zeros(snapshot.n_items, dtype=bool)
    begun[snapshot.franchises.groups[seen]] = True
    return seen, ~begun[snapshot.franchises.groups]


def _unseen(snapshot: Snapshot, query: Query, taste: Taste, seen: Mask, unbegun: Mask) -> Mask:
    """What may be recommended: franchises not begun, what comes next, what is planned, as asked."""
    given = query.filters
    unseen: Mask = unbegun.copy()
    if given.only_sequels:
        unseen[:] = False
    if given.include_sequels or given.only_sequels:
        following = snapshot.franchises.sequels[taste.rows[taste.weights > 0]]
        unseen[following[following >= 0]] = True
        unseen &= ~seen
    if given.planned in (PLANNED_ONLY, PLANNED_WITHOUT):
        rows = snapshot.id_map.to_index(list(query.planned))
        planned = np.zeros(snapshot.n_items, dtype=bool)
        planned[rows[rows >= 0]] = True
        unseen = planned & ~seen if given.planned == PLANNED_ONLY else unseen & ~planned
    return unseen
