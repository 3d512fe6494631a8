"""One score from several sources, each of which may not know every item."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

Vector = NDArray[np.float32]


def standardize(scores: Vector) -> Vector:
    """Return scores with mean 0 and deviation 1 over the items that are known; NaN stays NaN.

    Scores that are all equal say nothing and become 0.
    """
    known = ~np.isnan(scores)
    if not known.any():
        return scores
    mean, deviation = float(scores[known].mean()), float(scores[known].std())
    if deviation < 1e-9:
        return np.where(known, np.float32(0.0), scores)
    return ((scores - mean) / deviation).astype(np.float32)


def blend(scores: Mapping[str, Vector], weights: Mapping[str, float]) -> Vector:
    """Return the weighted mean of the standardised sources, item by item.

    A source that does not know an item (NaN) weighs nothing for it: the mean is taken over the
    weights of those that do, shrunk by their share of all weights, so that an item known to one
    source only must convince it more to come first.

    Parameters
    ----------
    scores
        Source name to (n,) float32 scores; NaN = unknown.
    weights
        Source name to weight >= 0; a source without one weighs nothing.

    Returns
    -------
    ndarray
        (n,) float32; NaN for items that no weighted source knows.
    """
    used = {name: float(weights[name]) for name in scores if weights.get(name, 0.0) > 0.0}
    if not used:
        n_items = len(next(iter(scores.values()))) if scores else 0
        return np.full(n_items, np.nan, dtype=np.float32)
    stacked = np.stack([standardize(scores[name]) for name in used])
    column = np.array(list(used.values()), dtype=np.float32)[:, None]
    known = ~np.isnan(stacked)
    present = (column * known).sum(axis=0)
    weighted = np.where(known, stacked, 0.0) * column
    mean = np.full(len(present), np.nan, dtype=np.float32)
    np.divide(weighted.sum(axis=0), present, out=mean, where=present > 0)
    mean *= np.sqrt(present / column.sum())
    return mean
