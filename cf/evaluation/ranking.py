"""Ranked lists of all users at once, and the figures that are read off them.

The definitions are those of `ranking.metrics`, one user at a time; the tests hold the two together.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from cf.evaluation.protocols import Split

LONG, SHORT = 20, 10
CHUNK = 512
DISCOUNTS = 1.0 / np.log2(np.arange(2, SHORT + 2))
# The part of the catalogue that most have seen, for the share of what is popular anyway.
TOP_SHARE = 0.01

# Rows of a split's users to their (n_rows, n_items) scores.
Scorer = Callable[[NDArray[np.int64]], NDArray[np.float32]]


@dataclass(frozen=True)
class Lists:
    """The best items of each user who has something hidden.

    Attributes
    ----------
    users
        (n,) rows of the split.
    ranked
        (n, 20) int32 items, best first; -1 where the catalogue had no more to offer.
    hits
        (n, 20) whether each was hidden.
    n_hidden
        (n,) how many there were to find.
    """

    users: NDArray[np.int64]
    ranked: NDArray[np.int32]
    hits: NDArray[np.bool_]
    n_hidden: NDArray[np.int64]


def rank(split: Split, scorer: Scorer, franchise_of: NDArray[np.integer[Any]] | None) -> Lists:
    """Rank the whole catalogue for every user who has hidden ratings, without what they saw.

    Parameters
    ----------
    split
        What was seen and what is hidden.
    scorer
        Rows of some users to their (n_rows, n_items) scores.
    franchise_of
        (n_items,) the franchise of each item: items of a franchise that the user has already seen
        something of are then neither ranked nor looked for. None ranks all.
    """
    seen = _widened(split.seen, franchise_of) if franchise_of is not None else split.seen
    hidden = _without(split.hidden, seen) if franchise_of is not None else split.hidden
    users = np.flatnonzero(np.diff(hidden.indptr))
    parts = [
        _rank_chunk(scorer(rows), seen[rows], hidden[rows])
        for rows in (users[start : start + CHUNK] for start in range(0, len(users), CHUNK))
    ]
    none = (np.empty((0, LONG), dtype=np.int64), np.empty((0, LONG), dtype=bool))
    return Lists(
        users,
        np.concatenate([ranked for ranked, _ in parts or [none]]).astype(np.int32),
        np.concatenate([hits for _, hits in parts or [none]]),
        np.diff(hidden.indptr)[users],
    )


def per_user(lists: Lists) -> dict[str, NDArray[np.float64]]:
    """Return NDCG@10, Recall@20, precision@10 and MRR (over 20 places), one number a user."""
    short = lists.hits[:, :SHORT]
    ideal = np.concatenate([[0.0], np.cumsum(DISCOUNTS)])[np.minimum(lists.n_hidden, SHORT)]
    first = np.where(lists.hits.any(axis=1), lists.hits.argmax(axis=1) + 1.0, np.inf)
    return {
        f"ndcg@{SHORT}": short @ DISCOUNTS / ideal,
        f"recall@{LONG}": lists.hits.sum(axis=1) / np.minimum(lists.n_hidden, LONG),
        f"precision@{SHORT}": short.mean(axis=1),
        "mrr": 1.0 / first,
    }


def of_the_lists(
    lists: Lists, train: sparse.csr_matrix, split: Split, franchise_of: NDArray[np.integer[Any]]
) -> dict[str, float]:
    """Return what the first ten places are made of; all 0 when there is no list.

    coverage: share of the catalogue that stands in any list. novelty: mean of -log2 of the share
    of users who have seen a recommended item. popular: share of places that go to the hundredth
    of the catalogue that most have seen. franchise: share of places that go to a franchise of
    which the user has already seen something.
    """
    n_items = train.shape[1]
    short = lists.ranked[:, :SHORT]
    rows, places = np.nonzero(short >= 0)
    items = short[rows, places]
    if len(items) == 0:
        return dict.fromkeys(("coverage", "novelty", "popular", "franchise"), 0.0)
    counts = np.bincount(train.indices, minlength=n_items)
    shares = (counts + 1.0) / (train.shape[0] + 1.0)
    top = np.argsort(-counts, kind="stable")[: max(1, round(n_items * TOP_SHARE))]
    familiar = _widened(split.seen[lists.users], franchise_of)
    known = np.asarray(familiar[rows, items]).ravel()
    return {
        "coverage": len(np.unique(items)) / n_items,
        "novelty": float(-np.log2(shares[items]).mean()),
        "popular": float(np.isin(items, top).mean()),
        "franchise": float((known > 0).mean()),
    }


def _rank_chunk(
    found: NDArray[np.float32], seen: sparse.csr_matrix, hidden: sparse.csr_matrix
) -> tuple[NDArray[np.int64], NDArray[np.bool_]]:
    scores = np.array(found, dtype=np.float32)
    scores[_rows(seen), seen.indices] = -np.inf
    ranked = best(scores, LONG)
    wanted = np.zeros(scores.shape, dtype=bool)
    wanted[_rows(hidden), hidden.indices] = True
    rows = np.arange(len(ranked))[:, None]
    hits = wanted[rows, ranked] & (ranked >= 0)
    return ranked, hits


def best(scores: NDArray[np.float32], k: int) -> NDArray[np.int64]:
    """Return the (n, k) best columns of each row, best first, ties by lower index; -1 = no more."""
    width = min(k, scores.shape[1])
    chosen = np.argpartition(-scores, width - 1, axis=1)[:, :width]
    values = np.take_along_axis(scores, chosen, axis=1)
    threshold = values.min(axis=1, keepdims=True)
    for row in np.flatnonzero((scores >= threshold).sum(axis=1) > width):
        # More tie with the last place than it can hold: the partition takes any of them.
        chosen[row] = np.lexsort((np.arange(scores.shape[1]), -scores[row]))[:width]
    values = np.take_along_axis(scores, chosen, axis=1)
    order = np.lexsort((chosen, -values), axis=1)
    chosen = np.take_along_axis(chosen, order, axis=1)
    chosen[np.isneginf(np.take_along_axis(scores, chosen, axis=1))] = -1
    return np.pad(chosen, ((0, 0), (0, k - width)), constant_values=-1)


def _widened(seen: sparse.csr_matrix, franchise_of: NDArray[np.integer[Any]]) -> sparse.csr_matrix:
    """Return a matrix with an entry for each item of each franchise that a user saw some of."""
    n_items = seen.shape[1]
    _, group = np.unique(franchise_of, return_inverse=True)
    member = sparse.csr_matrix((np.ones(n_items, dtype=np.int32), (np.arange(n_items), group)))
    ones = sparse.csr_matrix(
        (np.ones(seen.nnz, dtype=np.int32), seen.indices, seen.indptr), shape=seen.shape
    )
    widened: Any = (ones @ member) @ member.T
    return sparse.csr_matrix(widened)


def _without(matrix: sparse.csr_matrix, excluded: sparse.csr_matrix) -> sparse.csr_matrix:
    """Return the entries of `matrix` where `excluded` has none."""
    rows = _rows(matrix)
    if len(rows) == 0:  # scipy answers no places with a matrix of none
        return matrix
    kept = np.asarray(excluded[rows, matrix.indices]).ravel() == 0
    parts = (matrix.data[kept], (rows[kept], matrix.indices[kept]))
    return sparse.csr_matrix(parts, shape=matrix.shape)


def _rows(matrix: sparse.csr_matrix) -> NDArray[np.int64]:
    return np.repeat(np.arange(matrix.shape[0]), np.diff(matrix.indptr))
