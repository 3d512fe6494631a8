"""How sure a mean over users is: resampled users, percentile intervals."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

RESAMPLES = 1000
LEVEL = 0.95


def interval(values: NDArray[np.float64], seed: int) -> tuple[float, float]:
    """Return the 95 % interval of the mean of (n_users,) values; (0, 0) for no user."""
    return _quantiles(_means(values[None], seed)[0])


def relative_gain(
    ours: NDArray[np.float64], theirs: NDArray[np.float64], seed: int
) -> tuple[float, float, float]:
    """Return mean(ours) / mean(theirs) - 1 and its 95 % interval, users resampled in pairs."""
    means = _means(np.stack([ours, theirs]), seed)
    low, high = _quantiles(means[0] / means[1] - 1.0)
    return float(ours.mean() / theirs.mean() - 1.0), low, high


def _means(values: NDArray[np.float64], seed: int) -> NDArray[np.float64]:
    """Return (n_rows, RESAMPLES) means of the same resampled columns."""
    n_users = values.shape[1]
    if n_users == 0:
        return np.zeros((len(values), RESAMPLES))
    rng = np.random.default_rng(seed)
    times = rng.multinomial(n_users, np.full(n_users, 1.0 / n_users), size=RESAMPLES)
    means: NDArray[np.float64] = values @ times.T / n_users
    return means


def _quantiles(means: NDArray[np.float64]) -> tuple[float, float]:
    low, high = np.quantile(means, [(1.0 - LEVEL) / 2, (1.0 + LEVEL) / 2])
    return float(low), float(high)
