"""The questions, as functions of an `Audience`: rows of titles and members in, rows out."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from cf.asking.audience import Audience
from cf.asking.loved import PERCENTILE, counted, loved
from cf.asking.nearest import Ranked, nearest
from cf.models.ease import Ease
from ranking.similarity import cosine_scores
from ranking.top_k import top_k

Rows = NDArray[np.int64]
Allowed = NDArray[np.bool_] | None
NEIGHBOURS = 10


def similar_titles(
    audience: Audience, title: int, k: int, allowed: Allowed = None, *, by: str = "cosine"
) -> Ranked:
    """Return the titles whose audience is most like that of `title`.

    Parameters
    ----------
    audience
        What is asked.
    title
        Row of the title.
    k
        How many at most.
    allowed
        (n_items,) which titles may come; None is all.
    by
        ``cosine`` of the embeddings, or ``weight``: how far having seen the title speaks for
        another one in EASE.
    """
    if by == "weight":
        ease = next(m for m in _parts(audience) if isinstance(m, Ease))
        scores: NDArray[np.float32] = ease.weights[title].toarray()[0]
    else:
        scores = cosine_scores(audience.item_factors[title], audience.item_units)
    return _best(scores, k, allowed, np.array([title]))


def similar_members(audience: Audience, member: int, k: int) -> Ranked:
    """Return the members whose taste is nearest by cosine; exact, over all of them."""
    own, units = audience.user_factors[member], audience.user_units
    return nearest(own, units, k, [member], codes=audience.user_codes)


def favourites(
    audience: Audience, member: int, percentile: float = PERCENTILE, allowed: Allowed = None
) -> Rows:
    """Return the allowed titles among those at or above a percentile of a member's own scores.

    Highest first, then by row; titles seen without a score count for nothing.
    """
    best = loved(*audience.ratings(member), percentile)
    return best if allowed is None else best[allowed[best]]


def by_similar_members(audience: Audience, member: int, k: int, allowed: Allowed = None) -> Ranked:
    """Return what most of the ten nearest members have among their favourites.

    What the member has seen is left out, loved or not; of titles that as many love, those of the
    nearer members come first.
    """
    near = similar_members(audience, member, NEIGHBOURS)
    votes = np.zeros(len(audience.titles.ids), dtype=np.float32)
    closeness = np.zeros_like(votes)
    for row, cosine in zip(near.rows, near.scores, strict=True):
        liked = favourites(audience, int(row))
        votes[liked] += 1.0
        closeness[liked] += cosine
    scores = np.where(votes > 0, votes + closeness / (NEIGHBOURS + 1.0), -np.inf)
    found = _best(scores.astype(np.float32), k, allowed, audience.begun(member))
    return Ranked(found.rows, votes[found.rows])


def by_score(audience: Audience, member: int, k: int, allowed: Allowed = None) -> Ranked:
    """Return the titles that the model gives the highest scores, without what was begun."""
    items, scores = audience.ratings(member)
    return _best(audience.model.fold_in(items, scores), k, allowed, audience.begun(member))


def label_counts(audience: Audience, titles: Rows, field: str) -> dict[str, int]:
    """Return how many of some titles have each value of a field, most frequent first."""
    return counted((audience.titles.documents[row] for row in titles), field)


def _parts(audience: Audience) -> list[Any]:
    return [audience.model, *getattr(audience.model, "models", {}).values()]


def _best(
    scores: NDArray[np.float32], k: int, allowed: Allowed, exclude: NDArray[np.integer[Any]]
) -> Ranked:
    usable = scores if allowed is None else np.where(allowed, scores, -np.inf)
    rows = top_k(usable, k, exclude=exclude)
    return Ranked(rows, scores[rows].astype(np.float32))
