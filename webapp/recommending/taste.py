"""From a visitor's ratings to what each kind of vector says about every title.

Every score is linear in the ratings, by the audience's model or as likeness to their weighted mean.
So each rated title's share of a score is exact.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from cf.models import Model
from ranking.blend import moments
from ranking.compiled import compiled
from webapp.catalogue.kinds import KindVectors
from webapp.catalogue.snapshot import Snapshot
from webapp.question.query import AUDIENCE, DEFAULT_WEIGHTS, Query, Rating, Ratings

Rows = NDArray[np.int64]
Explain = Callable[[Rows, Rows, NDArray[np.float32]], None]

# A visitor with few ratings is taken to score around 6, as if they had given five titles that.
USUAL_SCORE, USUAL_COUNT = 6.0, 5
# Who saw a title and gave it no score liked it a little, by points; who gave it up, scored it so.
SEEN_WEIGHT = 0.5
DROPPED_SCORE = 4.0
NO_SCORE = 0.0


class Taste(NamedTuple):
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


class Evidence(NamedTuple):
    """What one kind says.

    Attributes
    ----------
    kind
        Its name.
    known
        The vectors behind it.
    known_scores
        (n_known,) float32 score of every title that the kind knows.
    mean, deviation
        Of these scores, to compare kinds with one another; equal ones deviate by 1.
    explain
        From (n_rows,) catalogue rows and (n_asked,) places of ratings: what each of these ratings
        added to their scores is put into (n_rows, n_asked) float32; 0 where the kind does not know
        both.
    """

    kind: str
    known: KindVectors
    known_scores: NDArray[np.float32]
    mean: float
    deviation: float
    explain: Explain

    def scores_of(self, rows: NDArray[np.int64]) -> NDArray[np.float32]:
        """(n_rows,) scores of some catalogue rows, NaN where the kind does not know them."""
        return self.known.pick(self.known_scores, rows)


def history(query: Query) -> Ratings:
    """What the visitor saw: the ratings, then titles without one, which get 0 or a dropped one's 4.

    Planned titles and those that are not wanted were not seen and say nothing here.
    """
    if not (query.watched or query.watching or query.dropped):
        return Ratings.of(query.ratings)
    scored = {rating.anime_id for rating in query.ratings}
    seen = dict.fromkeys((*query.watched, *query.watching), NO_SCORE)
    given_up = dict.fromkeys(query.dropped, DROPPED_SCORE)
    rest = {id_: score for id_, score in {**seen, **given_up}.items() if id_ not in scored}
    return Ratings.of([*query.ratings, *(Rating(id_, score) for id_, score in rest.items())])


def taste_of(snapshot: Snapshot, ratings: Sequence[Rating]) -> tuple[Taste, tuple[int, ...]]:
    """Line up ratings with the catalogue; also return the ids that it does not hold."""
    given = Ratings.of(ratings)
    rows, scores = snapshot.id_map.to_index(given.ids), given.scores.astype(np.float32)
    known = rows >= 0
    ignored: tuple[int, ...] = ()
    if np.count_nonzero(known) < len(known):
        ignored = tuple(given.ids[~known].tolist())
        rows, scores = rows[known], scores[known]
    return Taste(rows, scores, _weights(scores)), ignored


@compiled
def _weights(scores: NDArray[np.float32]) -> NDArray[np.float32]:
    """How far each score is from the visitor's usual one."""
    total, n_scored = 0.0, 0
    for score in scores:
        total += score
        n_scored += score > 0
    usual = np.float32((total + USUAL_COUNT * USUAL_SCORE) / (n_scored + USUAL_COUNT))
    weights = np.empty_like(scores)
    for place in range(len(scores)):
        score = scores[place]
        weights[place] = score - usual if score > 0 else np.float32(SEEN_WEIGHT)
    return weights


def likes_of(taste: Taste) -> Taste:
    """The taste without what was disliked."""
    liked = taste.weights > 0
    return Taste(taste.rows[liked], taste.scores[liked], taste.weights[liked])


def evidence_of(snapshot: Snapshot, taste: Taste) -> dict[str, Evidence]:
    """What each kind that counts, and knows a rated title at least, says about all titles."""
    found = {}
    for kind in DEFAULT_WEIGHTS:
        known = snapshot.kinds.get(kind)
        if known is None:
            continue
        if kind == AUDIENCE and snapshot.audience is not None:
            evidence = _folded(snapshot.audience, known, taste)
        else:
            evidence = _averaged(kind, known, taste)
        if evidence is not None:
            found[kind] = evidence
    return found


def _folded(model: Model, known: KindVectors, taste: Taste) -> Evidence | None:
    """What the model says to a visitor with these ratings, as to any member."""
    places = known.positions[taste.rows]
    (rated,) = (places >= 0).nonzero()
    if not len(rated):
        return None
    visitor = model.fold(known.set_rows[places[rated]], taste.scores[rated])

    def explain(rows: Rows, ratings: Rows, out: NDArray[np.float32]) -> None:
        asked = known.positions[rows]
        (has,) = (asked >= 0).nonzero()
        # Where each of the ratings that are asked for stands among the model's.
        (names,) = (places[ratings] >= 0).nonzero()
        of_model = rated.searchsorted(ratings[names])
        found = visitor.explain(known.set_rows[asked[has]], of_model).contributions
        if found.shape == out.shape:
            out[:] = found
        else:
            out[:] = 0.0
            out[has[:, None], names] = found

    return _evidence(AUDIENCE, known, known.lined_up(visitor.scores), explain)


def _averaged(kind: str, known: KindVectors, taste: Taste) -> Evidence | None:
    """Likeness to a weighted mean of the rated titles: likes draw near, dislikes push away."""
    short, positions = known.short, known.positions
    scores, shares, n_known = short.mean_products(positions, taste.rows, taste.weights)
    if not n_known:
        return None

    def explain(rows: Rows, ratings: Rows, out: NDArray[np.float32]) -> None:
        short.parts(positions, rows, taste.rows[ratings], shares[ratings], out)

    return _evidence(kind, known, scores, explain)


def _evidence(
    kind: str, known: KindVectors, scores: NDArray[np.float32], explain: Explain
) -> Evidence:
    mean, deviation = moments(scores)
    return Evidence(kind, known, scores, mean, deviation or 1.0, explain)
