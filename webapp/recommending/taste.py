"""From a visitor's ratings to what each kind of vector says about every title.

Every score is linear in the ratings, by the audience's model or as likeness to their weighted mean.
So each rated title's share of a score is exact.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import compress

import numpy as np
from numpy.typing import NDArray

from cf.models import Model
from webapp.catalogue.kinds import KindVectors
from webapp.catalogue.snapshot import Snapshot
from webapp.question.query import AUDIENCE, Query, Rating

# A visitor with few ratings is taken to score around 6, as if they had given five titles that.
USUAL_SCORE, USUAL_COUNT = 6.0, 5
# Who saw a title and gave it no score liked it a little, by points; who gave it up, scored it so.
SEEN_WEIGHT = 0.5
DROPPED_SCORE = 4.0
NO_SCORE = 0.0


@dataclass(frozen=True)
class Taste:
    """The ratings that the catalogue knows.

    Attributes
    ----------
    rows
        (n_rated,) int64 catalogue rows.
    scores
        (n_rated,) float32, 1-10; 0 for a title that was seen and has no score.
    weights
        (n_rated,) float32 how far each score is above (liked) or below (disliked) the usual.
    """

    rows: NDArray[np.int64]
    scores: NDArray[np.float32]
    weights: NDArray[np.float32]


@dataclass(frozen=True)
class Evidence:
    """What one kind says.

    Attributes
    ----------
    kind
        Its name.
    known
        The vectors behind it.
    rated
        (n_parts,) int64 which of the ratings the kind knows.
    known_scores
        (n_known,) float32 score of every title that the kind knows.
    explain
        From (n_places,) places among the known to (n_places, n_parts) float32: what each of the
        ratings added to their scores.
    """

    kind: str
    known: KindVectors
    rated: NDArray[np.int64]
    known_scores: NDArray[np.float32]
    explain: Callable[[NDArray[np.int64]], NDArray[np.float32]]

    def scores_of(self, rows: NDArray[np.int64]) -> NDArray[np.float32]:
        """(n_rows,) scores of some catalogue rows, NaN where the kind does not know them."""
        return self.known.pick(self.known_scores, rows)

    @property
    def all_scores(self) -> NDArray[np.float32]:
        """(n_items,) scores of the whole catalogue, 0 where the kind does not know a title."""
        scores = np.zeros(len(self.known.positions), dtype=np.float32)
        scores[self.known.rows] = self.known_scores
        return scores

    @cached_property
    def deviation(self) -> float:
        """Standard deviation of the scores, to compare kinds with one another."""
        centred = self.known_scores - float(self.known_scores.sum()) / len(self.known_scores)
        return math.sqrt(float(centred @ centred) / len(centred)) or 1.0

    def contributions(self, rows: NDArray[np.int64], n_rated: int) -> NDArray[np.float32]:
        """(n_rows, n_rated) each rating's part of the scores of `rows`, in deviations."""
        places = self.known.positions[rows]
        (has,) = (places >= 0).nonzero()
        told = self.explain(places[has])
        told *= 1.0 / self.deviation
        if told.shape == (len(rows), n_rated):
            return told
        shares = np.zeros((len(rows), n_rated), dtype=np.float32)
        shares[has[:, None], self.rated] = told
        return shares


def history(query: Query) -> list[Rating]:
    """What the visitor saw: the ratings, then titles without one, which get 0 or a dropped one's 4.

    Planned titles and those that are not wanted were not seen and say nothing here.
    """
    if not (query.watched or query.watching or query.dropped):
        return list(query.ratings)
    scored = {rating.anime_id for rating in query.ratings}
    seen = dict.fromkeys((*query.watched, *query.watching), NO_SCORE)
    given_up = dict.fromkeys(query.dropped, DROPPED_SCORE)
    rest = {id_: score for id_, score in {**seen, **given_up}.items() if id_ not in scored}
    return [*query.ratings, *(Rating(id_, score) for id_, score in rest.items())]


def taste_of(snapshot: Snapshot, ratings: Sequence[Rating]) -> tuple[Taste, tuple[int, ...]]:
    """Line up ratings with the catalogue; also return the ids that it does not hold."""
    ids, given = zip(*ratings, strict=True) if ratings else ((), ())
    rows = snapshot.id_map.to_index(ids)
    known = rows >= 0
    ignored = tuple(compress(ids, (~known).tolist()))
    scores = np.array(given, dtype=np.float32)[known]
    is_scored = scores > 0
    total, n_scored = float(scores.sum()), np.count_nonzero(is_scored)
    usual = (total + USUAL_COUNT * USUAL_SCORE) / (n_scored + USUAL_COUNT)
    weights = np.where(is_scored, scores - usual, SEEN_WEIGHT).astype(np.float32)
    return Taste(rows[known], scores, weights), ignored


def likes_of(taste: Taste) -> Taste:
    """The taste without what was disliked."""
    liked = taste.weights > 0
    return Taste(taste.rows[liked], taste.scores[liked], taste.weights[liked])


def evidence_of(snapshot: Snapshot, taste: Taste) -> dict[str, Evidence]:
    """What each kind that knows at least one of the rated titles says about all titles."""
    found = {}
    for kind, known in snapshot.kinds.items():
        places = known.positions[taste.rows]
        (rated,) = (places >= 0).nonzero()
        if len(rated):
            if kind == AUDIENCE and snapshot.audience is not None:
                found[kind] = _folded(snapshot.audience, known, taste, rated)
            else:
                found[kind] = _averaged(kind, known, taste, rated)
    return found


def _folded(model: Model, known: KindVectors, taste: Taste, rated: NDArray[np.int64]) -> Evidence:
    """What the model says to a visitor with these ratings, as to any member."""
    rows, scores = known.set_rows[known.positions[taste.rows[rated]]], taste.scores[rated]
    visitor = model.fold(rows, scores)
    return Evidence(
        AUDIENCE,
        known,
        rated,
        visitor.scores[known.set_rows],
        lambda places: visitor.explain(known.set_rows[places]).contributions,
    )


def _averaged(kind: str, known: KindVectors, taste: Taste, rated: NDArray[np.int64]) -> Evidence:
    """Likeness to a weighted mean of the rated titles: likes draw near, dislikes push away."""
    weights = taste.weights[rated]
    weights = weights / max(float(np.abs(weights).sum()), 1e-6)
    vectors = known.compact[known.positions[taste.rows[rated]]]
    known_scores = known.products(weights @ vectors)
    return Evidence(
        kind, known, rated, known_scores, lambda places: known.compact[places] @ vectors.T * weights
    )
