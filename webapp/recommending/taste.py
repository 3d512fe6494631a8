"""From a visitor's ratings to what each kind of vector says about every title.

Every score is linear in the ratings, by the audience's model or as likeness to their weighted mean.
So each rated title's share of a score is exact.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from cf.models import Model
from webapp.catalogue.kinds import KindVectors
from webapp.catalogue.snapshot import Snapshot
from webapp.question.query import AUDIENCE, Rating

# A visitor with few ratings is taken to score around 6, as if they had given five titles that.
USUAL_SCORE, USUAL_COUNT = 6.0, 5


@dataclass(frozen=True)
class Taste:
    """The ratings that the catalogue knows.

    Attributes
    ----------
    rows
        (n_rated,) int64 catalogue rows.
    scores
        (n_rated,) float32, 1-10.
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

    @cached_property
    def deviation(self) -> float:
        """Standard deviation of the scores, to compare kinds with one another."""
        return float(self.known_scores.std()) or 1.0

    def contributions(self, rows: NDArray[np.int64], n_rated: int) -> NDArray[np.float32]:
        """(n_rows, n_rated) each rating's part of the scores of `rows`, in deviations."""
        shares = np.zeros((len(rows), n_rated), dtype=np.float32)
        places = self.known.positions[rows]
        has = np.flatnonzero(places >= 0)
        shares[has[:, None], self.rated] = self.explain(places[has]) / self.deviation
        return shares


def taste_of(snapshot: Snapshot, ratings: Sequence[Rating]) -> tuple[Taste, tuple[int, ...]]:
    """Line up ratings with the catalogue; also return the ids that it does not hold."""
    ids = [rating.anime_id for rating in ratings]
    rows = snapshot.id_map.to_index(ids)
    scores = np.array([rating.score for rating in ratings], dtype=np.float32)
    known = rows >= 0
    usual = (scores[known].sum() + USUAL_COUNT * USUAL_SCORE) / (known.sum() + USUAL_COUNT)
    taste = Taste(rows[known], scores[known], (scores[known] - usual).astype(np.float32))
    return taste, tuple(id_ for id_, is_known in zip(ids, known, strict=True) if not is_known)


def evidence_of(snapshot: Snapshot, taste: Taste) -> dict[str, Evidence]:
    """What each kind that knows at least one of the rated titles says about all titles."""
    found = {}
    for kind, known in snapshot.kinds.items():
        places = known.positions[taste.rows]
        rated = np.flatnonzero(places >= 0)
        if len(rated):
            if kind == AUDIENCE and snapshot.audience is not None:
                found[kind] = _folded(snapshot.audience, known, taste, rated)
            else:
                found[kind] = _averaged(kind, known, taste, rated)
    return found


def _folded(model: Model, known: KindVectors, taste: Taste, rated: NDArray[np.int64]) -> Evidence:
    """What the model says to a visitor with these ratings, as to any member."""
    rows, scores = known.set_rows[known.positions[taste.rows[rated]]], taste.scores[rated]
    known_scores = model.fold_in(rows, scores)[known.set_rows]
    return Evidence(
        AUDIENCE,
        known,
        rated,
        known_scores,
        lambda places: model.explain(rows, scores, known.set_rows[places]).contributions,
    )


def _averaged(kind: str, known: KindVectors, taste: Taste, rated: NDArray[np.int64]) -> Evidence:
    """Likeness to a weighted mean of the rated titles: likes draw near, dislikes push away."""
    weights = taste.weights[rated]
    units = known.units[known.positions[taste.rows[rated]]]
    parts = units * (weights / np.abs(weights).sum())[:, None]
    known_scores = known.units @ parts.sum(axis=0)
    return Evidence(kind, known, rated, known_scores, lambda places: known.units[places] @ parts.T)
