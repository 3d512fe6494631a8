"""What a record says of the ratings that were learned from."""

from __future__ import annotations

import hashlib
from typing import Any

import numpy as np
from scipy import sparse

from cf.interactions import UserItems


def data_of(matrix: UserItems, source: str, made_from: str = "") -> dict[str, Any]:
    """Return where the ratings came from, their fingerprint, and how much there is.

    Parameters
    ----------
    matrix
        What the rules left.
    source
        A file, or the store.
    made_from
        The fingerprint, where one is known; else it is made from the matrix.
    """
    n_users, n_items = matrix.scores.shape
    return {
        "source": source,
        "fingerprint": made_from or fingerprint(matrix.scores),
        "n_users": n_users,
        "n_items": n_items,
        "n_ratings": int(matrix.scores.nnz),
    }


def left_out(matrix: UserItems) -> dict[str, float]:
    """Return how many rows each rule left out, as figures."""
    return {f"left_out_{why.replace(' ', '_')}": float(n) for why, n in matrix.left_out.items()}


def fingerprint(scores: sparse.csr_matrix) -> str:
    """Return a hash of the ratings themselves."""
    told = hashlib.sha256(str(scores.shape).encode())
    for part in (scores.indptr, scores.indices, scores.data):
        told.update(np.ascontiguousarray(part).tobytes())
    return told.hexdigest()
