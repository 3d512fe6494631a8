"""Weights between items, of which only the largest are kept."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from cf.models.contract import Model

# Rows that are looked at together.
ROWS = 1024
# Of either sign, and how much smaller than the largest weight the smallest level is at least.
N_LEVELS, SPAN = 127, 1e-3


def arrays_of(weights: sparse.csr_matrix) -> dict[str, NDArray[Any]]:
    """Return what a model keeps of its weights."""
    return {"weights": weights.data, "columns": weights.indices, "starts": weights.indptr}


def matrix_of(model: Model) -> sparse.csr_matrix:
    """Return a model's weights, (n_items, n_items) CSR float32.

    A row is what was seen or scored, a column what it speaks for.
    """
    weights, levels = model.array("weights"), model.arrays.get("levels")
    data = weights if levels is None else levels[weights]
    parts = (data, model.array("columns"), model.array("starts"))
    n_items = len(parts[2]) - 1
    return sparse.csr_matrix(parts, shape=(n_items, n_items))


def in_bytes(weights: NDArray[np.float32]) -> tuple[NDArray[np.uint8], NDArray[np.float32]]:
    """Return the place of each weight's nearest level, and the levels, ascending.

    From level to level lies the same factor, so that large weights and small ones are off by the
    same share; 0, and what is nearer to it than to the smallest level, is a level of its own.

    Parameters
    ----------
    weights
        (n,) float32.
    """
    sizes = np.abs(weights)
    most = float(sizes.max(initial=np.finfo(np.float32).tiny))
    least = max(float(sizes.min(initial=most)), most * SPAN)
    above = np.geomspace(least, most, N_LEVELS, dtype=np.float32)
    levels = np.concatenate([-above[::-1], np.zeros(1, np.float32), above])
    between = (levels[1:] + levels[:-1]) / 2
    return np.searchsorted(between, weights).astype(np.uint8), levels


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
