"""What the site asks for a visitor: members of the same taste, what they love, what is preferred.

A visitor is a list of ratings and nothing else. The ratings are folded in by numpy, the members'
vectors are the set ``taste``, and only the lists of the few nearest members are read.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from cf.asking.codes import Codes
from cf.asking.loved import PERCENTILE, counted, loved
from cf.asking.nearest import codes_of, nearest
from cf.fold_in import FoldIn
from cf.models.contract import Model
from ranking.similarity import normalize_rows
from store import Database, users, vectors

TASTE = "taste"
EMBEDDING = "als"
NEIGHBOURS = 10
LABELS = ("genres", "themes", "demographics", "source", "studios")


@dataclass(frozen=True, eq=False)
class Members:
    """The members that the audience was learned from.

    Attributes
    ----------
    names
        (n_users,) MAL's names.
    units
        (n_users, n_factors) float32, their factors, of length 1.
    """

    names: NDArray[np.str_]
    units: NDArray[np.float32]

    @cached_property
    def codes(self) -> Codes | None:
        """Codes of `units` where there are many."""
        return codes_of(self.units)


@dataclass(frozen=True)
class Twin:
    """A member whose taste is near.

    Attributes
    ----------
    name
        MAL's name.
    cosine
        Of the member's factors with the visitor's.
    favourites
        MAL's ids of what the member loves and the visitor has not seen, most loved first.
    """

    name: str
    cosine: float
    favourites: tuple[int, ...]


@dataclass(frozen=True)
class Suggestion:
    """A title that near members love.

    Attributes
    ----------
    anime_id
        MAL's id.
    n_twins
        How many of the near members love it.
    """

    anime_id: int
    n_twins: int


@dataclass(frozen=True)
class Preferences:
    """What a list of ratings prefers.

    Attributes
    ----------
    favourites
        (n,) int64 MAL's ids, at or above the percentile of the own scores, highest first.
    labels
        For each field (genres, themes, demographics, source, studios) how many favourites have
        each value, most frequent first.
    """

    favourites: NDArray[np.int64]
    labels: Mapping[str, Mapping[str, int]]


def load_members(db: Database) -> Members | None:
    """Return the members of the current set; None when there is none yet."""
    info = vectors.current_sets(db).get(TASTE)
    if info is None:
        return None
    rows = vectors.load(db, info)
    return Members(rows.ids, normalize_rows(rows.vectors))


def solver(model: Model) -> FoldIn | None:
    """Return what makes a visitor's factors; None for a model without members' factors.

    Parameters
    ----------
    model
        The fitted model of the set ``audience``: a blend, or ALS alone.
    """
    part = getattr(model, "models", {model.name: model}).get(EMBEDDING)
    return None if part is None else part.solver


def twins(
    db: Database,
    members: Members,
    vector: NDArray[np.float32],
    seen: Collection[int] = (),
    k: int = NEIGHBOURS,
) -> list[Twin]:
    """Return the members of the nearest taste, with what they love; exact over all members.

    Parameters
    ----------
    db
        Where the lists of the few nearest are read.
    members
        From `load_members`.
    vector
        (n_factors,) the visitor's, from ``solver(model).vector(item_index, scores)``.
    seen
        MAL's ids of what the visitor has seen, loved or not.
    k
        How many members.
    """
    found = nearest(vector, members.units, k, codes=members.codes)
    names = members.names[found.rows].tolist()
    lists = users.lists(db, names)
    told = []
    for name, cosine in zip(names, found.scores.tolist(), strict=True):
        ids = loved(*lists[name]).tolist() if name in lists else []
        told.append(Twin(name, cosine, tuple(id_ for id_ in ids if id_ not in seen)))
    return told


def loved_by(near: Sequence[Twin], k: int = 10) -> list[Suggestion]:
    """Return what most of the near members love; of equals, what nearer ones do, comes first."""
    votes: dict[int, tuple[int, float]] = {}
    for twin in near:
        for anime_id in twin.favourites:
            n_twins, closeness = votes.get(anime_id, (0, 0.0))
            votes[anime_id] = (n_twins + 1, closeness + twin.cosine)
    order = sorted(votes, key=lambda id_: (-votes[id_][0], -votes[id_][1], id_))
    return [Suggestion(anime_id, votes[anime_id][0]) for anime_id in order[:k]]


def preferences(
    ids: Sequence[int] | NDArray[np.integer[Any]],
    scores: Sequence[float] | NDArray[np.number[Any]],
    documents: Mapping[int, Mapping[str, Any]],
    percentile: float = PERCENTILE,
    fields: Iterable[str] = LABELS,
) -> Preferences:
    """Return what a list of ratings prefers.

    Parameters
    ----------
    ids
        (n,) MAL's ids.
    scores
        (n,) 1-10; 0 = seen without a score, which counts for nothing.
    documents
        Of the titles, by id, with at least `fields`; a title without one has no labels.
    percentile
        0-100, of the own scores, from which on a title is a favourite.
    fields
        Which labels are counted.
    """
    best = loved(np.asarray(ids, dtype=np.int64), np.asarray(scores), percentile)
    told = [documents.get(id_, {}) for id_ in best.tolist()]
    return Preferences(best, {field: counted(told, field) for field in fields})
