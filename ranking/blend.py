"""One score from several sources, each of which may not know every item."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from ranking.compiled import compiled

Vector = NDArray[np.float32]
Rows = NDArray[np.integer[Any]]
Mask = NDArray[np.bool_]
Bits = NDArray[np.uint8]
N_BITS = 8
# Scores that deviate less than this from one another are all equal.
SMALLEST = 1e-9


class Source(NamedTuple):
    """What one source says, and how much it counts.

    Attributes
    ----------
    scores
        (n_known,) float32, higher is better.
    weight
        At 0 and below the source says nothing.
    rows
        (n_known,) whole numbers: the items that it knows, each once; None when it knows all.
    bit
        Which bit of `known` tells the items of `rows`; None when it knows all.
    """

    scores: Vector
    weight: float
    rows: Rows | None = None
    bit: int | None = None


def blend(sources: Sequence[Source], is_open: Mask, known: Bits) -> Vector:
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
    known
        (n_items,) uint8 which sources know an item, a bit for each that does not know all.

    Returns
    -------
    ndarray
        (n_items,) float32; NaN for items that are not open or that no weighted source knows.
    """
    total = np.zeros(len(is_open), dtype=np.float32)
    for_all, for_some = 0.0, np.zeros(N_BITS)
    for scores, weight, rows, bit in sources:
        if weight > 0:
            _add(total, scores, rows, is_open, weight)
            if bit is None:
                for_all += weight
            else:
                for_some[bit] += weight
    _settle(total, is_open, known, for_all, for_some)
    return total


def standardize(scores: Vector) -> Vector:
    """Return scores with mean 0 and deviation 1 over the items that are known; NaN stays NaN.

    Scores that are all equal say nothing and become 0.
    """
    mean, deviation = moments(scores[~np.isnan(scores)])
    rate = 1.0 / deviation if deviation >= SMALLEST else 0.0
    standardized: Vector = (scores - np.float32(mean)) * np.float32(rate)
    return standardized


@compiled
def moments(scores: Vector) -> tuple[float, float]:
    """Return mean and deviation of (n,) scores; 0 and 0 of none."""
    if len(scores) == 0:
        return 0.0, 0.0
    # From the first score, so that equal ones deviate by nothing at all.
    first, total, squares = np.float64(scores[0]), 0.0, 0.0
    for place in range(len(scores)):
        above = scores[place] - first
        total += above
        squares += above * above
    mean = total / len(scores)
    return first + mean, math.sqrt(max(squares / len(scores) - mean * mean, 0.0))


@compiled
def _moments_of(scores: Vector, rows: Rows | None, is_open: Mask) -> tuple[float, float]:
    """Return mean and deviation of the scores of those items that are open; 0 and 0 of none."""
    first = 0.0
    for place in range(len(scores)):
        if is_open[place if rows is None else rows[place]]:
            first = np.float64(scores[place])
            break
    n, total, squares = 0, 0.0, 0.0
    for place in range(len(scores)):
        # Not a branch, which the processor would often guess wrong.
        counts = int(is_open[place if rows is None else rows[place]])
        above = (scores[place] - first) * counts
        n += counts
        total += above
        squares += above * above
    if n == 0:
        return 0.0, 0.0
    mean = total / n
    return first + mean, math.sqrt(max(squares / n - mean * mean, 0.0))


@compiled
def _add(total: Vector, scores: Vector, rows: Rows | None, is_open: Mask, weight: float) -> None:
    """Add what one source says, standardised over the items that are open."""
    mean, deviation = _moments_of(scores, rows, is_open)
    rate = np.float32(weight / deviation if deviation >= SMALLEST else 0.0)
    middle = np.float32(mean)
    for place in range(len(scores)):
        total[place if rows is None else rows[place]] += (scores[place] - middle) * rate


@compiled
def _settle(
    total: Vector, is_open: Mask, known: Bits, for_all: float, for_some: NDArray[np.float64]
) -> None:
    """Take the mean over what is present, times the root of its share; NaN where nothing is.

    t/p * sqrt(p/w) = t / sqrt(p*w), whose divisor is one for each way in which bits can be set.
    """
    all_weight, n_patterns = for_all + for_some.sum(), 1 << N_BITS
    # Beyond the patterns stands what is not open.
    rate = np.full(2 * n_patterns, np.nan, dtype=np.float32)
    for pattern in range(n_patterns):
        present = for_all
        for bit in range(N_BITS):
            present += for_some[bit] * (pattern >> bit & 1)
        if present > 0:
            rate[pattern] = 1.0 / math.sqrt(present * all_weight)
    for row in range(len(total)):
        total[row] *= rate[known[row] + n_patterns * (not is_open[row])]
