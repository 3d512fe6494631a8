"""How alike two embeddings are."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Matrix = NDArray[np.float32]
Vector = NDArray[np.float32]


def normalize_rows(embeddings: Matrix) -> Matrix:
    """Return rows of length 1; a row of zeros stays zeros.

    Parameters
    ----------
    embeddings
        (n, n_dims) float.

    Returns
    -------
    ndarray
        (n, n_dims) float32.
    """
    lengths = np.linalg.norm(embeddings, axis=1, keepdims=True)
    rows = np.zeros_like(embeddings, dtype=np.float32)
    np.divide(embeddings, lengths, out=rows, where=lengths > 0, casting="same_kind")
    return rows


def cosine_scores(query: Vector, normalized: Matrix) -> Vector:
    """Return the cosine of `query` with each row.

    Parameters
    ----------
    query
        (n_dims,) any length; a query of zeros scores 0 everywhere.
    normalized
        (n, n_dims) float32, rows of length 1 or 0.

    Returns
    -------
    ndarray
        (n,) float32 in [-1, 1].
    """
    length = float(np.linalg.norm(query))
    if length == 0.0:
        return np.zeros(len(normalized), dtype=np.float32)
    scores: Vector = normalized @ (query / length).astype(np.float32)
    return scores


def compacted(rows: Matrix, n_dims: int) -> Matrix:
    """Return rows of at most `n_dims` numbers whose dot products are nearly those of `rows`.

    The rows are taken along their leading directions, from the origin: no other `n_dims` directions
    keep as much of the sum of their squared lengths (Eckart and Young, 1936). Rows that are narrow
    enough come back as they are.

    Parameters
    ----------
    rows
        (n, n_all) float32.
    n_dims
        How many numbers a row may have.

    Returns
    -------
    ndarray
        (n, min(n_all, n_dims)) float32.
    """
    if rows.shape[1] <= n_dims:
        return rows
    _, directions = np.linalg.eigh(rows.T @ rows)
    return np.ascontiguousarray(rows @ directions[:, : -n_dims - 1 : -1])
