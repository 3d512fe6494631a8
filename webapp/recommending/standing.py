"""Where every title stands for one visitor: what is open, what each kind says, the score."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from ranking import diversity
from ranking.blend import Source, blend
from ranking.compiled import compiled
from webapp.catalogue.kinds import KindVectors
from webapp.catalogue.snapshot import Snapshot
from webapp.question.query import (
    KINDS,
    MAX_POPULARITY,
    MAX_SURPRISE,
    PLANNED_ONLY,
    PLANNED_WITHOUT,
    Query,
)
from webapp.recommending import filters
from webapp.recommending.taste import Evidence, Taste, evidence_of, history, likes_of, taste_of
from webapp.recommending.turns import in_turn

Scores = NDArray[np.float32]
Mask = NDArray[np.bool_]

# How much a title's own standing counts when the other weights sum to 1.
PRIOR_FOR_TASTE = 0.15
# Leaning all the way to one side counts this many times as much as all kinds together.
FULL_FAME = 1.0
FULL_SURPRISE = 1.0


class Standing(NamedTuple):
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


@in_turn
def standing_of(snapshot: Snapshot, query: Query) -> Standing:
    """Work out where every title stands for the visitor who asks."""
    taste, ignored = taste_of(snapshot, history(query))
    told = likes_of(taste) if query.ignore_dislikes else taste
    evidence = evidence_of(snapshot, told)
    weights = {k: w for k, w in query.weights.items() if w > 0 and k in evidence}
    seen, unbegun = _seen(snapshot, query, taste)
    unseen = _unseen(snapshot, query, taste, seen, unbegun)
    allowed = filters.allowed(snapshot, query.filters)
    told_of = snapshot.known_to, snapshot.bits_of(weights)
    candidates, n_open = _candidates(unseen, allowed, *told_of)
    sources = [
        source_of(evidence[kind].known_scores, weight, evidence[kind].known)
        for kind, weight in weights.items()
    ]
    scores = with_prior(
        snapshot, candidates, sources, PRIOR_FOR_TASTE, _leanings(snapshot, query, told, weights)
    )
    return Standing(
        snapshot, query, told, ignored, seen, unbegun, unseen, allowed, evidence, weights, scores,
        n_open,
    )  # fmt: skip


@compiled
def _candidates(
    unseen: Mask, allowed: Mask, known_to: NDArray[np.uint8], asked: np.uint8
) -> tuple[Mask, int]:
    """(n_items,) what may be recommended and is known to one of some kinds; and how many are."""
    candidates, n = np.empty_like(unseen), 0
    for row in range(len(unseen)):
        candidates[row] = unseen[row] & allowed[row] & ((known_to[row] & asked) > 0)
        n += candidates[row]
    return candidates, n


def source_of(known_scores: Scores, weight: float, known: KindVectors) -> Source:
    """What a kind says of the titles that it knows, to be blended."""
    return Source(known_scores, weight, known.rows, KINDS.index(known.info.kind))


def with_prior(
    snapshot: Snapshot,
    candidates: Mask,
    sources: Sequence[Source],
    prior_share: float,
    leanings: Sequence[Source] = (),
) -> Scores:
    """(n_items,) blended scores of the candidates, NaN for other titles.

    The prior counts a share of what the sources do, whatever else the visitor leans on.
    """
    weight = prior_share * sum(source.weight for source in sources)
    prior = [Source(snapshot.prior, weight)] if sources else []
    return blend([*sources, *leanings, *prior], candidates, snapshot.known_to)


def one_card_per_franchise(
    snapshot: Snapshot, scores: Scores, k: int, may_start: Mask | None = None
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """(n_cards,) rows that earned the place, and (n_cards,) rows to show, of the best k franchises.

    Where a franchise starts is shown if `may_start` has it; without that mask, if it has a score.
    """
    best = diversity.best_of_groups(scores, snapshot.franchises.groups, k)
    first = snapshot.franchises.starts[best]
    shows = np.isfinite(scores[first]) if may_start is None else may_start[first]
    return best, np.where(shows, first, best)


def _leanings(
    snapshot: Snapshot, query: Query, taste: Taste, weights: Mapping[str, float]
) -> list[Source]:
    """Where the visitor leans, beside what the kinds say."""
    total, leanings = sum(weights.values()), []
    if query.popularity:
        share = query.popularity / MAX_POPULARITY
        fame = snapshot.fame if share > 0 else -snapshot.fame
        leanings.append(Source(fame, FULL_FAME * total * abs(share)))
    if query.surprise:
        weight = FULL_SURPRISE * total * query.surprise / MAX_SURPRISE
        leanings.append(Source(-familiarity(snapshot, taste), weight))
    return leanings


def familiarity(snapshot: Snapshot, taste: Taste) -> Scores:
    """(n_items,) cosine of each title's genres with the mean genres of what the visitor saw."""
    units = snapshot.genre_units
    mean = units[taste.rows].sum(axis=0)
    length = float(np.linalg.norm(mean)) or 1.0
    cosines: Scores = units @ (mean / length).astype(np.float32)
    return cosines


def _seen(snapshot: Snapshot, query: Query, taste: Taste) -> tuple[Mask, Mask]:
    """Titles on the list, and titles of franchises that nothing on it belongs to."""
    rows = taste.rows
    if query.hidden:
        hidden = snapshot.id_map.to_index(query.hidden)
        rows = np.concatenate([rows, hidden[hidden >= 0]])
    return _begun(rows, snapshot.franchises.groups)


@compiled
def _begun(rows: NDArray[np.int64], groups: NDArray[np.int32]) -> tuple[Mask, Mask]:
    """(n_items,) which are among the rows, and which are of groups without any of them."""
    seen = np.zeros(len(groups), dtype=np.bool_)
    begun, unbegun = np.zeros_like(seen), np.empty_like(seen)
    for row in rows:
        seen[row] = begun[groups[row]] = True
    for row in range(len(groups)):
        unbegun[row] = not begun[groups[row]]
    return seen, unbegun


def _unseen(snapshot: Snapshot, query: Query, taste: Taste, seen: Mask, unbegun: Mask) -> Mask:
    """What may be recommended: franchises not begun, what comes next, what is planned, as asked."""
    given = query.filters
    unseen = unbegun
    if given.include_sequels or given.only_sequels:
        following = snapshot.franchises.sequels[taste.rows[taste.weights > 0]]
        unseen = np.zeros_like(unbegun) if given.only_sequels else unbegun.copy()
        unseen[following[following >= 0]] = True
        unseen &= ~seen
    if given.planned in (PLANNED_ONLY, PLANNED_WITHOUT):
        rows = snapshot.id_map.to_index(list(query.planned))
        planned = np.zeros(snapshot.n_items, dtype=bool)
        planned[rows[rows >= 0]] = True
        unseen = planned & ~seen if given.planned == PLANNED_ONLY else unseen & ~planned
    return unseen
