"""Ratings of the store as a user-item matrix, with the ids that name its rows and columns."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from cf.preference import preferences, usual_scores
from cf.rules import Rules, core, in_order, most_watched, watched
from store import IdMap, Interactions

# Largest id for which a table of all ids below it is kept: 80 MB.
LARGEST_TABLE = 1 << 24


@dataclass(frozen=True)
class UserItems:
    """Who saw what.

    Attributes
    ----------
    users, items
        Names and MAL ids of the rows and columns.
    scores
        (n_users, n_items) CSR int8: 1-10, 0 stored explicitly = seen without a score.
    left_out
        How many rows each rule left out, in the order of the rules.
    """

    users: IdMap
    items: IdMap
    scores: sparse.csr_matrix
    left_out: Mapping[str, int] = field(default_factory=dict)

    def preferences(self, slope: float) -> sparse.csr_matrix:
        """Return the targets of the factorisation, float32 CSR of the same shape."""
        return as_preferences(self.scores, slope)


def as_preferences(scores: sparse.csr_matrix, slope: float) -> sparse.csr_matrix:
    """Return the target of the factorisation for each stored rating; see `cf.preference`."""
    n_users = scores.shape[0]
    user_index = np.repeat(np.arange(n_users), np.diff(scores.indptr))
    usual = usual_scores(user_index, scores.data, n_users)
    targets = preferences(scores.data, usual[user_index], slope)
    return sparse.csr_matrix((targets, scores.indices, scores.indptr), shape=scores.shape)


def as_seen(scores: sparse.csr_matrix) -> sparse.csr_matrix:
    """Return a float32 CSR of the same shape with 1 for each stored rating, scored or not."""
    ones = np.ones(scores.nnz, dtype=np.float32)
    return sparse.csr_matrix((ones, scores.indices, scores.indptr), shape=scores.shape)


def scored_only(scores: sparse.csr_matrix) -> sparse.csr_matrix:
    """Return a float32 CSR of the same shape without the entries that have no score."""
    told = scores.astype(np.float32)
    told.eliminate_zeros()
    return told


def user_items(
    rows: Interactions, rules: Rules, episodes: Mapping[int, int] | None = None
) -> UserItems:
    """Return the matrix of the rows that `rules` let through.

    Parameters
    ----------
    rows
        The lists.
    rules
        Which rows count.
    episodes
        How many each title has, by MAL's id; of a title that is not named, the most that anybody
        watched.
    """
    item_ids, item_index = compact(rows.anime_ids)
    totals = episode_totals(rows, item_ids, item_index, episodes or {})
    keep, left_out = watched(rows, rules, item_index, totals)
    users, items, scores = rows.user_index[keep], item_index[keep], rows.scores[keep]
    order = in_order(users, items, scores, rules.duplicates)
    left_out["duplicates"] = len(users) - len(order)
    users, items, scores = users[order], items[order], scores[order]
    counting = scores > 0 if rules.count_scored else np.ones(len(users), dtype=bool)
    left = core(users, items, counting, rules)
    left_out["too few"] = int((~left).sum())
    user_rows, users = compact(users[left])
    item_rows, items = compact(items[left])
    matrix = _csr(users, items, scores[left], (len(user_rows), len(item_rows)))
    names = [rows.user_names[row] for row in user_rows]
    return UserItems(IdMap(names), IdMap(item_ids[item_rows]), matrix, left_out)


def aligned(
    rows: Interactions, items: IdMap, rules: Rules | None = None
) -> tuple[sparse.csr_matrix, NDArray[np.integer[Any]]]:
    """Line other users' rows up with items that are known.

    Returns
    -------
    tuple
        (n_users, n_items) CSR int8 of the users who have seen any of the items, and for each of
        them the place of the name in `rows`.
    """
    rules = rules or Rules()
    item_ids, item_index = compact(rows.anime_ids)
    keep, _ = watched(rows, rules, item_index, most_watched(rows, item_index, len(item_ids)))
    columns = items.to_index(item_ids.tolist())[item_index]
    keep &= columns >= 0
    users, columns, scores = rows.user_index[keep], columns[keep], rows.scores[keep]
    order = in_order(users, columns, scores, rules.duplicates)
    user_rows, users = compact(users[order])
    shape = len(user_rows), len(items)
    return _csr(users, columns[order], scores[order], shape), user_rows


def episode_totals(
    rows: Interactions,
    item_ids: NDArray[np.integer[Any]],
    item_index: NDArray[np.integer[Any]],
    episodes: Mapping[int, int],
) -> NDArray[np.int32]:
    """Return (n_items,) how many episodes each title has; 0 = unknown."""
    told = np.array([episodes.get(id_, 0) for id_ in item_ids.tolist()], dtype=np.int32)
    return np.where(told > 0, told, most_watched(rows, item_index, len(item_ids)))


def compact(
    ids: NDArray[np.integer[Any]],
) -> tuple[NDArray[np.integer[Any]], NDArray[np.int32]]:
    """Return the distinct ids, ascending, and (n,) which of them each one is."""
    if len(ids) == 0 or ids.min() < 0 or ids.max() > LARGEST_TABLE:
        distinct, index = np.unique(ids, return_inverse=True)
        return distinct, index.astype(np.int32)
    # A table of all ids that could be is several times faster than sorting those that are.
    present = np.zeros(int(ids.max()) + 1, dtype=bool)
    present[ids] = True
    place = np.cumsum(present, dtype=np.int32) - np.int32(1)
    return np.flatnonzero(present), place[ids]


def place_in(known: NDArray[np.integer[Any]], ids: NDArray[np.integer[Any]]) -> NDArray[np.int32]:
    """Return (n,) where each id stands among the known ones, which ascend and hold all of them."""
    if len(known) == 0 or known[-1] > LARGEST_TABLE:
        return np.searchsorted(known, ids).astype(np.int32)
    place = np.zeros(int(known[-1]) + 1, dtype=np.int32)
    place[known] = np.arange(len(known))
    found: NDArray[np.int32] = place[ids]
    return found


def _csr(
    users: NDArray[np.integer[Any]],
    items: NDArray[np.integer[Any]],
    scores: NDArray[np.int8],
    shape: tuple[int, int],
) -> sparse.csr_matrix:
    """Return the matrix of rows that stand in order of user and item, each pair once."""
    indptr = np.zeros(shape[0] + 1, dtype=np.int64)
    np.cumsum(np.bincount(users, minlength=shape[0]), out=indptr[1:])
    matrix = sparse.csr_matrix((scores, items.astype(np.int32), indptr), shape=shape)
    matrix.has_canonical_format = True
    return matrix
