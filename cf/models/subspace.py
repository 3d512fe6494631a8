"""The leading directions of a large symmetric matrix that is only ever applied, never formed."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from cf.models.als import AlsSettings
    from cf.models.low_rank import LowRankSettings

Matrix = NDArray[np.float32]

# Columns that are iterated beside those asked for: they bring the last of these to converge.
SPARE = 32
# Factors that any catalogue can carry.
FEWEST = 8


def affordable(n_factors: int, n_items: int, items_per_factor: int) -> int:
    """Return the width of embeddings that a catalogue can carry.

    Random parts of a large catalogue rank best with 8 factors at 120 titles, 8 to 16 at 240 and 16
    to 32 at 500; 128 factors halve the NDCG of 240 titles (docs/model_card_cf.md).

    Parameters
    ----------
    n_factors
        Width that was asked for.
    n_items
        Titles.
    items_per_factor
        Titles that each factor needs; 0 gives what was asked for.
    """
    if items_per_factor == 0:
        return n_factors
    return min(n_factors, max(FEWEST, n_items // items_per_factor))


def afforded(
    apply: Callable[[Matrix], Matrix],
    n_items: int,
    settings: AlsSettings | LowRankSettings,
    rounds: int,
) -> Matrix:
    """Return as many `leading` directions as the catalogue can carry."""
    width = affordable(settings.n_factors, n_items, settings.items_per_factor)
    return leading(apply, n_items, width, np.random.default_rng(settings.seed), rounds)


def leading(
    apply: Callable[[Matrix], Matrix],
    n_rows: int,
    n_wanted: int,
    rng: np.random.Generator,
    rounds: int,
) -> Matrix:
    """Return the leading eigenvectors, the largest eigenvalue first.

    Parameters
    ----------
    apply
        (n_rows, width) float32 to the matrix times it; the matrix is positive semidefinite.
    n_rows, n_wanted
        Size of the matrix, and how many vectors.
    rng
        Of the first block.
    rounds
        Applications before the last one.

    Returns
    -------
    ndarray
        (n_rows, min(n_wanted, n_rows)) float32, orthonormal columns.

    Notes
    -----
    Subspace iteration with a Rayleigh-Ritz step (Halko, Martinsson and Tropp, 2011, algorithm 4.4).
    """
    width = min(n_rows, n_wanted + SPARE)
    Z = rng.normal(size=(n_rows, width)).astype(np.float32)
    for _ in range(rounds):
        Z = apply(np.linalg.qr(Z)[0])
    Z = np.linalg.qr(Z)[0]
    _, rotation = np.linalg.eigh(Z.T @ apply(Z))
    return np.ascontiguousarray((Z @ rotation)[:, ::-1][:, :n_wanted])
