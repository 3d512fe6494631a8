"""Ratings of the store as a user-item matrix, with the ids that name its rows and columns."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from cf.preference import preferences, usual_scores
from store import IdMap, Interactions

PLAN_TO_WATCH = 6


@dataclass(frozen=True)
class UserItems:
    """Who saw what.

    Attributes
    ----------
    users, items
        Names and MAL ids of the rows and columns.
    scores
        (n_users, n_items) CSR int8: 1-10, 0 stored explicitly = seen without a score.
    """

    users: IdMap
    items: IdMap
    scores: sparse.csr_matrix

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


@dataclass(frozen=True)
class Rules:
    """Which rows of the lists count.

    Attributes
    ----------
    keep_planned
        Whether titles that a user plans to watch count as seen.
    min_user_ratings, min_item_ratings
        Rows a user, and ratings a title, must have left; others are dropped until all have.
    """

    keep_planned: bool = False
    min_user_ratings: int = 5
    min_item_ratings: int = 3


def user_items(rows: Interactions, rules: Rules) -> UserItems:
    """Return the matrix of the rows that `rules` let through; of duplicates the last one counts."""
    keep = np.ones(len(rows), dtype=bool)
    if not rules.keep_planned:
        keep &= rows.statuses != PLAN_TO_WATCH
    keep &= _is_last(rows)
    keep = _k_core(rows.user_index, rows.anime_ids, keep, rules)
    user_rows, user_index = np.unique(rows.user_index[keep], return_inverse=True)
    item_ids, item_index = np.unique(rows.anime_ids[keep], return_inverse=True)
    matrix = sparse.csr_matrix(
        (rows.scores[keep], (user_index, item_index)), shape=(len(user_rows), len(item_ids))
    )
    names = [rows.user_names[row] for row in user_rows]
    return UserItems(IdMap(names), IdMap(item_ids), matrix)


def aligned(rows: Interactions, items: IdMap) -> tuple[sparse.csr_matrix, NDArray[np.integer[Any]]]:
    """Line other users' rows up with items that are known.

    Returns
    -------
    tuple
        (n_users, n_items) CSR int8 of the users who have seen any of the items, and for each of
        them the place of the name in `rows`.
    """
    item_index = items.to_index(rows.anime_ids)
    keep = (item_index >= 0) & (rows.statuses != PLAN_TO_WATCH) & _is_last(rows)
    user_rows, user_index = np.unique(rows.user_index[keep], return_inverse=True)
    parts = (rows.scores[keep], (user_index, item_index[keep]))
    return sparse.csr_matrix(parts, shape=(len(user_rows), len(items))), user_rows


def _is_last(rows: Interactions) -> NDArray[np.bool_]:
    """Mark, of the rows with the same user and title, the last one."""
    key = rows.user_index.astype(np.int64) << 32 | rows.anime_ids.astype(np.int64)
    _, from_the_end = np.unique(key[::-1], return_index=True)
    last = np.zeros(len(rows), dtype=bool)
    last[len(rows) - 1 - from_the_end] = True
    return last


def _k_core(
    users: NDArray[np.integer[Any]],
    items: NDArray[np.integer[Any]],
    keep: NDArray[np.bool_],
    rules: Rules,
) -> NDArray[np.bool_]:
    """Drop users and titles with too few rows until none is left that has too few."""
    while True:
        enough_user = np.bincount(users[keep], minlength=1) >= rules.min_user_ratings
        enough_item = np.bincount(items[keep], minlength=1) >= rules.min_item_ratings
        left = keep.copy()
        left[keep] = enough_user[users[keep]] & enough_item[items[keep]]
        if left.sum() == keep.sum():
            return keep
        keep = left
