"""One score from several sources, each of which may not know every item."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

Vector = NDArray[np.float32]
Matrix = NDArray[np.float32]
# Scores that deviate less than this from one another are all equal.
SMALLEST = 1e-9
LOWEST = np.finfo(np.float32).min


def standardize(scores: Vector) -> Vector:
    """Return scores with mean 0 and deviation 1 over the items that are known; NaN stays NaN.

    Scores that are all equal say nothing and become 0.
    """
    centred, rates, _ = _centred(scores[None])
    standardized: Vector = np.where(np.isnan(scores), scores, centred[0] * rates[0])
    return standardized


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
    used = [name for name in scores if weights.get(name, 0.0) > 0.0]
    n_items = len(next(iter(scores.values()))) if scores else 0
    blended = np.full(n_items, np.nan, dtype=np.float32)
    if not used:
        return blended
    weight = np.array([weights[name] for name in used], dtype=np.float32)
    centred, rates, is_known = _centred(np.stack([scores[name] for name in used]))
    total, present = (weight * rates) @ centred, weight @ is_known
    # mean over what is present, times the root of its share: t/p * sqrt(p/w) = t / sqrt(p*w)
    np.divide(total, np.sqrt(present * weight.sum()), out=blended, where=present > 0)
    return blended


def _centred(scores: Matrix) -> tuple[Matrix, Vector, Matrix]:
    """Take its mean over the known items from each row of (n_sources, n_items) scores.

    Also returned are the rates that bring the rows to deviation 1, 0 for a row of equal scores, and
    (n_sources, n_items) 1 for what is known and 0 for what is not; the latter scores 0.
    """
    known = ~np.isnan(scores)
    is_known = known.astype(np.float32)
    n_known = np.maximum(is_known.sum(axis=1), 1)
    # NaN yields to any number, and a product takes half the time of a choice item by item.
    centred = np.fmax(scores, LOWEST) * is_known
    centred -= (centred.sum(axis=1) / n_known)[:, None]
    centred *= is_known
    deviation = np.sqrt(np.vecdot(centred, centred) / n_known)
    rates = np.divide(1.0, deviation, out=np.zeros_like(deviation), where=deviation >= SMALLEST)
    return centred, rates, is_known
