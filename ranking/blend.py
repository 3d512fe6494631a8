"""One score from several sources, each of which may not know every item."""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Vector = NDArray[np.float32]
# Scores that deviate less than this from one another are all equal.
SMALLEST = 1e-9


class Source(NamedTuple):
    """What one source says, and how much it counts.

    Attributes
    ----------
    scores
        (n_items,) float32, higher is better; 0 for an item that is not known.
    weight
        At 0 and below the source says nothing.
    known
        (n_items,) float32, 1 for an item that it knows and 0 for others; None when it knows all.
    """

    scores: Vector
    weight: float
    known: Vector | None = None


def standardize(scores: Vector) -> Vector:
    """Return scores with mean 0 and deviation 1 over the items that are known; NaN stays NaN.

    Scores that are all equal say nothing and become 0.
    """
    is_known = (~np.isnan(scores)).astype(np.float32)
    centred, rate = _centred(np.nan_to_num(scores), is_known)
    standardized: Vector = np.where(is_known > 0, centred * np.float32(rate), scores)
    return standardized


def blend(sources: Iterable[Source], is_open: NDArray[np.bool_]) -> Vector:
    """Return the weighted mean of the standardised sources, item by item.

    A source that does not know an item weighs nothing for it: the mean is taken over the weights
    of those that do, shrunk by their share of all weights, so that an item known to one source
    only must convince it more to come first.

    Parameters
    ----------
    sources
        What is said of the items.
    is_open
        (n_items,) which items are asked about: mean and deviation of a source are taken over these.

    Returns
    -------
    ndarray
        (n_items,) float32; NaN for items that are not open or that no weighted source knows.
    """
    opened = is_open.astype(np.float32)
    total, present = np.zeros((2, len(opened)), dtype=np.float32)
    all_weight = 0.0
    for scores, weight, known in sources:
        if weight <= 0:
            continue
        mine = opened if known is None else opened * known
        centred, rate = _centred(scores, mine)
        centred *= weight * rate
        total += centred
        present += mine * weight
        all_weight += weight
    # mean over what is present, times the root of its share: t/p * sqrt(p/w) = t / sqrt(p*w)
    present *= all_weight
    with np.errstate(invalid="ignore"):  # of what no source knows 0 / 0 is told: NaN
        blended: Vector = np.divide(total, np.sqrt(present, out=present), out=total)
    return blended


def _centred(scores: Vector, is_known: Vector) -> tuple[Vector, float]:
    """Take its mean over the known items from each score; the others become 0.

    Also returned is the rate that brings the scores to deviation 1, 0 for scores that are equal.
    """
    # Of ones and nothing else, the squares add up to their number.
    n_known = float(is_known @ is_known) or 1.0
    centred: Vector = scores - float(scores @ is_known) / n_known
    centred *= is_known
    deviation = math.sqrt(float(centred @ centred) / n_known)
    return centred, 1.0 / deviation if deviation >= SMALLEST else 0.0
