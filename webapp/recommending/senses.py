"""How each shelf ranks: what may stand on it, in which order, and what speaks for it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from ranking.top_k import top_k
from webapp.catalogue.remembered import remembered_of_titles
from webapp.catalogue.snapshot import Snapshot
from webapp.question.query import AUDIENCE
from webapp.recommending.standing import Mask, Scores, Standing, familiarity

# (catalogue row, how many of the visitor's taste twins love it)
Loved = Sequence[tuple[int, int]]
NOTHING = np.float32(np.nan)
# What speaks of a title before anybody has scored it.
CONTENT = ("story", "topics", "look")
# Standard deviations above the mean of all titles from which a kind alone is worth a shelf.
CLEARLY = 1.0
CLEARLY_ALIKE = 2.0
# A gem is among this best part of the scored titles, and not among this best known part of them.
GEM_QUALITY, GEM_FAME = 0.90, 0.88
# Nor is a title on so many lists, however famous all the others are.
KNOWN_TO_MANY = 100_000
# It tells a story of its own, and suits the visitor better than this part of all that is open.
GEM_TYPES = ("TV", "Movie", "OVA", "ONA")
GEM_FOR_YOU = 0.8
# Genres of which a visitor saw little: the least familiar part of all that is open.
LITTLE_KNOWN = 0.3
# Stories and posters are compared with those of so many of the best liked titles.
MAX_COMPARED = 30
# So many of the best are looked through for different genres.
N_LOOKED_THROUGH = 480


class Ranked(NamedTuple):
    """What may stand on a shelf.

    Attributes
    ----------
    scores
        (n_items,) float32; NaN for a title that does not belong there.
    kinds
        Those that speak for it.
    did
        From (n_rows,) titles to (n_rows, n_rated) float32: what each rating did for them, where
        that is other than what the kinds say of the whole taste.
    """

    scores: Scores
    kinds: Sequence[str]
    did: Callable[[NDArray[np.int64]], NDArray[np.float32]] | None = None


def for_you(standing: Standing) -> Ranked:
    """Everything, as the visitor weighs it."""
    return Ranked(standing.scores, tuple(standing.weights))


def of_gems(standing: Standing) -> Ranked:
    """Gems that begin their story, and of which the visitor's audience speaks well if it can."""
    snapshot = standing.snapshot
    every = gems(snapshot)
    is_gem = every & every[snapshot.franchises.starts]
    if AUDIENCE in standing.weights:
        evidence = standing.evidence[AUDIENCE]
        found = evidence.scores_of(np.arange(snapshot.n_items))
        is_gem &= found > evidence.mean
    known = standing.scores[np.isfinite(standing.scores)]
    if len(known):
        is_gem &= standing.scores >= np.quantile(known, GEM_FOR_YOU)
    return Ranked(np.where(is_gem, standing.scores, NOTHING), tuple(standing.weights))


@remembered_of_titles
def gems(snapshot: Snapshot) -> Mask:
    """(n_items,) titles that are scored high and on few lists."""
    scored = snapshot.mean_scores > 0
    if not scored.any():
        return scored
    quality = snapshot.quality
    is_good = quality >= np.quantile(quality[scored], GEM_QUALITY)
    most = min(float(np.quantile(snapshot.members[scored], GEM_FAME)), KNOWN_TO_MANY)
    is_little_known = snapshot.members <= most
    has_story = np.zeros(snapshot.n_items, dtype=bool)
    for name in GEM_TYPES:
        has_story[snapshot.type_rows.get(name, [])] = True
    return scored & has_story & is_good & is_little_known


def same_audience(standing: Standing) -> Ranked:
    """What the people who like the visitor's titles like clearly better than the rest."""
    if AUDIENCE not in standing.weights:
        return Ranked(_nothing(standing), ())
    evidence = standing.evidence[AUDIENCE]
    found = evidence.scores_of(np.arange(standing.snapshot.n_items))
    least = evidence.mean + CLEARLY * evidence.deviation
    is_open = standing.unseen & standing.allowed
    return Ranked(np.where(is_open & (found >= least), found, NOTHING), (AUDIENCE,))


def by_twins(standing: Standing, loved: Loved) -> Ranked:
    """How many twins love a title; the visitor's own taste decides between equals."""
    scores = _nothing(standing)
    is_open = standing.unseen & standing.allowed
    for row, n_twins in loved:
        if is_open[row]:
            taste = float(np.nan_to_num(standing.scores[row]))
            scores[row] = n_twins + 0.5 * float(np.tanh(taste))
    return Ranked(scores, (AUDIENCE,))


def nearest(*names: str) -> Callable[[Standing], Ranked]:
    """Likeness to the one favourite that is most alike, by the first kind that knows any.

    Not to their mean: between a thriller and a farce there is nothing to tell. So the favourite
    that a title is like is the one that earned its place.
    """

    def ranked(standing: Standing) -> Ranked:
        name = next((name for name in names if name in standing.weights), None)
        return _nearest(standing, name) if name else Ranked(_nothing(standing), ())

    return ranked


def _nearest(standing: Standing, kind: str) -> Ranked:
    favourites, known = _favourites(standing, kind), standing.evidence[kind].known
    places = known.positions[standing.taste.rows[favourites]]
    cosines = known.likeness @ known.likeness[places].T
    # Each favourite is most like itself, which says nothing of the others.
    others = np.delete(cosines, places, axis=0)
    if not others.size:
        return Ranked(_nothing(standing), ())
    nearest_of_others = others.max(axis=1)
    least = float(nearest_of_others.mean()) + CLEARLY_ALIKE * float(nearest_of_others.std())
    usual = others.mean()
    found = known.pick(cosines.max(axis=1), np.arange(standing.snapshot.n_items))

    def did(rows: NDArray[np.int64]) -> NDArray[np.float32]:
        alike = np.zeros((len(rows), len(standing.taste.rows)), dtype=np.float32)
        near = cosines[known.positions[rows]]
        alike[:, favourites] = np.where(near >= least, near - usual, 0.0)
        return alike

    is_open = standing.unseen & standing.allowed
    return Ranked(np.where(is_open & (found >= least), found, NOTHING), (kind,), did)


def _favourites(standing: Standing, kind: str) -> NDArray[np.int64]:
    """Places, in the taste, of the best liked titles that a kind knows."""
    taste = standing.taste
    n_liked = int((taste.weights > 0).sum())
    liked = np.argsort(-taste.weights, kind="stable")[:n_liked]
    is_known = standing.evidence[kind].known.positions[taste.rows[liked]] >= 0
    return liked[is_known][:MAX_COMPARED]


def new(standing: Standing) -> Ranked:
    """Titles of the latest season without a score, by what can be known of them."""
    kinds = [kind for kind in CONTENT if kind in standing.weights]
    rows = np.flatnonzero(standing.snapshot.unrated_yet & standing.unseen & standing.allowed)
    if not kinds or not len(rows):
        return Ranked(_nothing(standing), ())
    total = np.zeros(len(rows), dtype=np.float32)
    told = np.zeros(len(rows), dtype=bool)
    for kind in kinds:
        evidence = standing.evidence[kind]
        above = (evidence.scores_of(rows) - evidence.mean) / evidence.deviation
        told |= ~np.isnan(above)
        total += standing.weights[kind] * np.nan_to_num(above)
    scores = _nothing(standing)
    scores[rows] = np.where(told & (total > 0), total, NOTHING)
    return Ranked(scores, kinds)


def different(standing: Standing) -> Ranked:
    """The best of those in genres the visitor saw little of, one for each leading genre."""
    snapshot = standing.snapshot
    is_open = np.isfinite(standing.scores)
    if not is_open.any() or not len(snapshot.genre_rows):
        return Ranked(_nothing(standing), ())
    known = familiarity(snapshot, standing.taste)
    has_genres = snapshot.genre_units.any(axis=1)
    is_open &= has_genres & (known <= np.quantile(known[is_open], LITTLE_KNOWN))
    scores = np.where(is_open, standing.scores, NOTHING)
    scores[~(scores > 0)] = NOTHING
    ranked = top_k(scores, N_LOOKED_THROUGH)
    leading = snapshot.genre_units.argmax(axis=1)
    _, first = np.unique(leading[ranked], return_index=True)
    kept = _nothing(standing)
    kept[ranked[first]] = scores[ranked[first]]
    return Ranked(kept, tuple(standing.weights))


def _nothing(standing: Standing) -> NDArray[np.float32]:
    return np.full(standing.snapshot.n_items, NOTHING, dtype=np.float32)
