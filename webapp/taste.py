"""From a visitor's ratings to what each kind of vector says about every title.

Every kind is a dot product of a title's vector with a query vector, and the query vector is a sum
with one part for each rated title. So each rated title's share of a score is exact.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from webapp.catalogue import Snapshot
from webapp.kinds import KindVectors
from webapp.query import AUDIENCE, Rating

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
    matrix
        (n_known, n_dims) float32 what is multiplied with the query vector.
    rated
        (n_parts,) int64 which of the ratings the kind knows.
    parts
        (n_parts, n_dims) float32 their parts of the query vector.
    """

    kind: str
    known: KindVectors
    matrix: NDArray[np.float32]
    rated: NDArray[np.int64]
    parts: NDArray[np.float32]

    @cached_property
    def known_scores(self) -> NDArray[np.float32]:
        """(n_known,) score of every title that the kind knows."""
        scores: NDArray[np.float32] = self.matrix @ self.parts.sum(axis=0)
        return scores

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
        part_scores = self.matrix[places[has]] @ self.parts.T
        shares[has[:, None], self.rated] = part_scores / self.deviation
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
            if kind == AUDIENCE and snapshot.fold_in is not None:
                folded = snapshot.fold_in(places[rated], taste.scores[rated])
                matrix, parts = snapshot.fold_in.item_factors, folded.contributions
            else:
                matrix, parts = known.units, _averaged(known.units[places[rated]], taste, rated)
            found[kind] = Evidence(kind, known, matrix, rated, parts)
    return found


def _averaged(
    units: NDArray[np.float32], taste: Taste, rated: NDArray[np.int64]
) -> NDArray[np.float32]:
    """(n_parts, n_dims) parts of a weighted mean: likes draw near, dislikes push away."""
    weights = taste.weights[rated]
    parts: NDArray[np.float32] = units * (weights / np.abs(weights).sum())[:, None]
    return parts
