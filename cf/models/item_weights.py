"""Weights between items, of which only the largest are kept."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from cf.models.contract import Model

# Rows that are looked at together.
ROWS = 1024


def arrays_of(weights: sparse.csr_matrix) -> dict[str, NDArray[Any]]:
    """Return what a model keeps of its weights."""
    return {"weights": weights.data, "columns": weights.indices, "starts": weights.indptr}


def matrix_of(model: Model) -> sparse.csr_matrix:
    """Return a model's weights, (n_items, n_items) CSR float32.

    A row is what was seen or scored, a column what it speaks for.
    """
    parts = (model.array("weights"), model.array("columns"), model.array("starts"))
    n_items = len(parts[2]) - 1
    return sparse.csr_matrix(parts, shape=(n_items, n_items))


def largest(P: NDArray[np.float64], scale: NDArray[np.float64], kept: int) -> sparse.csr_matrix:
    """Return P times `scale`, column by column, without its diagonal and its smaller entries.

    Parameters
    ----------
    P
        (n_items, n_items).
    scale
        (n_items,) of the columns.
    kept
        How many entries an item keeps on average; 0 is all.
    """
    floor, parts = _floor(P, scale, kept), []
    for start in range(0, len(P), ROWS):
        block = P[start : start + ROWS] * scale
        block[np.arange(len(block)), np.arange(start, start + len(block))] = 0.0
        block[np.abs(block) < floor] = 0.0
        parts.append(sparse.csr_matrix(block.astype(np.float32)))
    return sparse.vstack(parts).tocsr()


def _floor(P: NDArray[np.float64], scale: NDArray[np.float64], kept: int) -> float:
    """Size under which a weight is not kept, found on a sample of the rows."""
    n_items = len(P)
    if kept <= 0 or kept >= n_items:
        return 0.0
    rows = np.random.default_rng(0).choice(n_items, min(n_items, ROWS), replace=False)
    sizes = np.abs(P[rows] * scale)
    sizes[np.arange(len(rows)), rows] = 0.0
    return float(np.quantile(sizes, 1.0 - kept / n_items))
