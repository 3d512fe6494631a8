"""What a model may learn from, what it is told of the users it is asked about, what is hidden.

Only scored ratings are hidden. Titles that a user saw without scoring them stay visible to every
model, and are never ranked.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

HIDDEN = 0.2
UNSEEN_USERS = 0.2


@dataclass(frozen=True)
class Split:
    """One division of the ratings; all matrices are CSR int8 over the same items.

    Attributes
    ----------
    train
        (n_train_users, n_items) what models are fitted on.
    seen
        (n_users, n_items) what is known of the users who are asked about.
    hidden
        (n_users, n_items) what is to be found; disjoint from `seen`, all scored.
    """

    train: sparse.csr_matrix
    seen: sparse.csr_matrix
    hidden: sparse.csr_matrix


def hold_out(scores: sparse.csr_matrix, seed: int) -> Split:
    """Hide a fifth of each user's scored ratings; learn from all that is left."""
    seen, hidden = _hide(scores, np.random.default_rng(seed))
    return Split(seen, seen, hidden)


def unseen_users(scores: sparse.csr_matrix, seed: int) -> Split:
    """Learn from four fifths of the users; of the others' scored ratings, hide a fifth."""
    rng = np.random.default_rng(seed)
    order = rng.permutation(scores.shape[0])
    n_asked = max(1, round(len(order) * UNSEEN_USERS))
    asked, learned = np.sort(order[:n_asked]), np.sort(order[n_asked:])
    seen, hidden = _hide(scores[asked], rng)
    return Split(scores[learned], seen, hidden)


def other_users(train: sparse.csr_matrix, others: sparse.csr_matrix, seed: int) -> Split:
    """Learn from all users of one file; of those of another one, hide a fifth."""
    seen, hidden = _hide(others, np.random.default_rng(seed))
    return Split(train, seen, hidden)


PROTOCOLS: Mapping[str, Callable[[sparse.csr_matrix, int], Split]] = {
    "holdout": hold_out,
    "unseen-users": unseen_users,
}


def _hide(
    scores: sparse.csr_matrix, rng: np.random.Generator
) -> tuple[sparse.csr_matrix, sparse.csr_matrix]:
    """Part the matrix into what stays visible and a fifth, rounded, of each user's scored rows."""
    user_index = np.repeat(np.arange(scores.shape[0]), np.diff(scores.indptr))
    # Unscored rows draw a number above all others, so that they are never among the first fifth.
    draw = np.where(scores.data > 0, rng.random(scores.nnz), 2.0)
    order = np.lexsort((draw, user_index))
    place = np.empty(scores.nnz, dtype=np.int64)
    place[order] = np.arange(scores.nnz) - scores.indptr[user_index[order]]
    n_scored = np.bincount(user_index[scores.data > 0], minlength=scores.shape[0])
    hide = place < np.round(n_scored * HIDDEN)[user_index]
    return _entries(scores, user_index, ~hide), _entries(scores, user_index, hide)


def _entries(
    scores: sparse.csr_matrix, user_index: NDArray[np.integer[Any]], mask: NDArray[np.bool_]
) -> sparse.csr_matrix:
    parts = (scores.data[mask], (user_index[mask], scores.indices[mask]))
    return sparse.csr_matrix(parts, shape=scores.shape)
