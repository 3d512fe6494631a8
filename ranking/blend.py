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
    n_items = len(next(iter(scores.values()))) if scores else 0
    if not used:
        return np.full(n_items, np.nan, dtype=np.float32)
    total, present = np.zeros((2, n_items), dtype=np.float32)
    for name, weight in used.items():
        known = ~np.isnan(scores[name])
        total += np.float32(weight) * np.where(known, standardize(scores[name]), np.float32(0.0))
        present += np.float32(weight) * known
    # mean over what is present, times the root of its share: t/p * sqrt(p/w) = t / sqrt(p*w)
    blended = np.full(n_items, np.nan, dtype=np.float32)
    np.divide(total, np.sqrt(present * sum(used.values())), out=blended, where=present > 0)
    return blended
