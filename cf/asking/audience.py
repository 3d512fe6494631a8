"""Everything that is needed to answer: the current sets, the model and the lists behind them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from cf import models
from cf.asking.codes import Codes
from cf.asking.nearest import codes_of
from cf.asking.titles import FIELDS, Titles
from cf.errors import CfError
from cf.interactions import aligned
from cf.rules import KEEP, Rules
from ranking.similarity import normalize_rows
from store import Database, IdMap, Interactions, anime, users, vectors


class NoAudience(CfError):
    """There are no vectors yet."""


class NoSuchMember(CfError):
    """No member has that name."""


@dataclass(frozen=True)
class Audience:
    """Titles, members, their embeddings, and the lists.

    Attributes
    ----------
    titles
        The items, by row.
    members
        Names of the users, by row.
    scores
        (n_users, n_items) CSR int8: 1-10, 0 = seen without a score.
    item_factors, user_factors
        (n_items, n_factors) and (n_users, n_factors) float32.
    model
        What predicts.
    seen
        (n_users, n_items) CSR int8, also the rows that taught nothing: begun and put aside. None
        is the same as `scores`.
    """

    titles: Titles
    members: IdMap
    scores: sparse.csr_matrix
    item_factors: NDArray[np.float32]
    user_factors: NDArray[np.float32]
    model: models.Model
    seen: sparse.csr_matrix | None = None

    @cached_property
    def item_units(self) -> NDArray[np.float32]:
        """(n_items, n_factors) item factors of length 1."""
        return normalize_rows(self.item_factors)

    @cached_property
    def user_units(self) -> NDArray[np.float32]:
        """(n_users, n_factors) user factors of length 1."""
        return normalize_rows(self.user_factors)

    @cached_property
    def user_codes(self) -> Codes | None:
        """Codes of `user_units` where there are many."""
        return codes_of(self.user_units)

    def member(self, name: str) -> int:
        """Return the row of a member.

        Raises
        ------
        NoSuchMember
            When there is none.
        """
        row = int(self.members.to_index([name])[0])
        if row < 0:
            raise NoSuchMember(f"no member with ratings is called {name!r}: names count case")
        return row

    def ratings(self, user: int) -> tuple[NDArray[np.int32], NDArray[np.int8]]:
        """Return the rows of the titles that a member has seen, and the scores given."""
        span = slice(self.scores.indptr[user], self.scores.indptr[user + 1])
        return self.scores.indices[span], self.scores.data[span]

    def begun(self, user: int) -> NDArray[np.int32]:
        """Return the rows of all titles that a member has begun, which are not recommended."""
        seen = self.scores if self.seen is None else self.seen
        rows: NDArray[np.int32] = seen.indices[seen.indptr[user] : seen.indptr[user + 1]]
        return rows


def load(db: Database) -> Audience:
    """Read the current sets.

    Raises
    ------
    NoAudience
        When there are none.
    """
    current = vectors.current_sets(db)
    if not {"audience", "taste"} <= set(current):
        raise NoAudience("there are no vectors of titles and members yet: run python -m cf")
    audience = vectors.load(db, current["audience"])
    taste = vectors.load(db, current["taste"])
    arrays, facts = vectors.load_model(db, current["audience"])
    items, members = IdMap(audience.ids), IdMap(taste.ids)
    rules = Rules(**audience.parameters.get("rules", {}))
    rows = users.interactions(db)
    begun = replace(rules, unwatched=KEEP, half_watched=KEEP)
    documents = anime.find_many(db, audience.ids.tolist(), FIELDS)
    return Audience(
        titles=Titles(audience.ids, [documents.get(id_, {}) for id_ in audience.ids.tolist()]),
        members=members,
        scores=_of_members(rows, items, members, rules),
        seen=_of_members(rows, items, members, begun),
        item_factors=audience.vectors,
        user_factors=taste.vectors,
        model=models.restored(facts, arrays),
    )


def _of_members(
    rows: Interactions, items: IdMap, members: IdMap, rules: Rules
) -> sparse.csr_matrix:
    """Return the lists as they are now, in the rows of the members the vectors know."""
    matrix, kept = aligned(rows, items, rules)
    place = np.full(len(members), -1)
    known = members.to_index([rows.user_names[row] for row in kept])
    place[known[known >= 0]] = np.flatnonzero(known >= 0)
    empty = sparse.csr_matrix(np.zeros((1, len(items)), dtype=np.int8))
    return sparse.vstack([matrix, empty]).tocsr()[place]
