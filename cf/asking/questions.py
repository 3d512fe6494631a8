"""The questions, as functions of an `Audience`: rows of titles and members in, rows out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from cf.asking.audience import Audience
from cf.models.ease import Ease
from ranking.similarity import cosine_scores
from ranking.top_k import top_k

Rows = NDArray[np.int64]
Allowed = NDArray[np.bool_] | None
# A favourite is what a member scored at or above this percentile of the member's own scores.
PERCENTILE = 80.0
NEIGHBOURS = 10


@dataclass(frozen=True)
class Ranked:
    """Rows, best first, and how good each is.

    Attributes
    ----------
    rows
        (k,) int64 of titles or members.
    scores
        (k,) float32: a cosine, a weight, a number of members or a model's score.
    """

    rows: Rows
    scores: NDArray[np.float32]


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
    scores = cosine_scores(audience.user_factors[member], audience.user_units)
    return _best(scores, k, None, np.array([member]))


def favourites(audience: Audience, member: int, percentile: float = PERCENTILE) -> Rows:
    """Return the titles that a member scored at or above a percentile of the own scores.

    Highest first, then by row; titles seen without a score count for nothing.
    """
    items, scores = audience.ratings(member)
    scored = scores > 0
    items, scores = items[scored], scores[scored]
    if len(items) == 0:
        return np.empty(0, dtype=np.int64)
    liked = scores >= np.percentile(scores, percentile)
    order = np.lexsort((items[liked], -scores[liked].astype(np.int64)))
    return items[liked][order].astype(np.int64)


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
    found = _best(scores.astype(np.float32), k, allowed, audience.ratings(member)[0])
    return Ranked(found.rows, votes[found.rows])


def by_score(audience: Audience, member: int, k: int, allowed: Allowed = None) -> Ranked:
    """Return the titles that the model gives the highest scores, without what was seen."""
    items, scores = audience.ratings(member)
    return _best(audience.model.fold_in(items, scores), k, allowed, items)


def label_counts(audience: Audience, titles: Rows, field: str) -> dict[str, int]:
    """Return how many of some titles have each value of a field, most frequent first."""
    counts: dict[str, int] = {}
    for row in titles:
        value = audience.titles.documents[row].get(field)
        for label in value if isinstance(value, list) else [value] if value else []:
            counts[label] = counts.get(label, 0) + 1
    return dict(sorted(counts.items(), key=lambda pair: (-pair[1], pair[0])))


def _parts(audience: Audience) -> list[Any]:
    return [audience.model, *getattr(audience.model, "models", {}).values()]


def _best(
    scores: NDArray[np.float32], k: int, allowed: Allowed, exclude: NDArray[np.integer[Any]]
) -> Ranked:
    usable = scores if allowed is None else np.where(allowed, scores, -np.inf)
    rows = top_k(usable, k, exclude=exclude)
    return Ranked(rows, scores[rows].astype(np.float32))
