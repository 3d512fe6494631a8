"""How far predicted scores are from the ones that were given."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from cf.evaluation.protocols import Split
from cf.evaluation.ranking import CHUNK, Scorer

LOWEST, HIGHEST = 1.0, 10.0


def differences(split: Split, scorer: Scorer) -> NDArray[np.float64]:
    """Return prediction minus truth of each hidden score, in points of the scale 1-10.

    Parameters
    ----------
    split
        What was seen and what is hidden.
    scorer
        Rows of some users to their (n_rows, n_items) predicted scores; those beyond the scale
        count as its end.
    """
    parts: list[NDArray[np.float64]] = [np.empty(0)]
    for start in range(0, split.hidden.shape[0], CHUNK):
        users = np.arange(start, min(start + CHUNK, split.hidden.shape[0]))
        hidden = split.hidden[users]
        rows = np.repeat(np.arange(len(users)), np.diff(hidden.indptr))
        predicted = scorer(users)[rows, hidden.indices]
        parts.append(np.clip(predicted.astype(np.float64), LOWEST, HIGHEST) - hidden.data)
    return np.concatenate(parts)


def figures(missed: NDArray[np.float64]) -> dict[str, float]:
    """Return RMSE and MAE in points, and MSE with the scale 1-10 drawn to 0-1; 0 for no score."""
    if len(missed) == 0:
        return {"rmse": 0.0, "mae": 0.0, "mse01": 0.0}
    mse = float(np.mean(missed**2))
    return {
        "rmse": float(np.sqrt(mse)),
        "mae": float(np.mean(np.abs(missed))),
        "mse01": mse / (HIGHEST - LOWEST) ** 2,
    }
