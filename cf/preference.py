"""What a rating says about a title, whatever the temper of the one who gave it."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from ranking.compiled import compiled

# Mean of all scores on MAL, in the round, and how many ratings it counts as for a new user.
USUAL_SCORE = 7.0
USUAL_COUNT = 5.0
LOWEST, HIGHEST = -0.5, 2.0


def usual_scores(
    user_index: NDArray[np.integer[Any]], scores: NDArray[np.number[Any]], n_users: int
) -> NDArray[np.float32]:
    """Return each user's mean score, drawn towards `USUAL_SCORE` where there are few.

    Parameters
    ----------
    user_index
        (n,) row of the user.
    scores
        (n,) 1-10; 0 = no score, which counts for nothing.
    n_users
        How many users.

    Returns
    -------
    ndarray
        (n_users,) float32.
    """
    scored = scores > 0
    total = np.bincount(user_index[scored], weights=scores[scored], minlength=n_users)
    count = np.bincount(user_index[scored], minlength=n_users)
    usual = (total + USUAL_SCORE * USUAL_COUNT) / (count + USUAL_COUNT)
    return usual.astype(np.float32)


@compiled
def preferences(
    scores: NDArray[np.number[Any]], usual: NDArray[np.float32], slope: float
) -> NDArray[np.float32]:
    """Return the target of the factorisation for each rating.

    A title that was seen is preferred to one that was not (target 1 against 0). A score moves that
    by `slope` for each point above or below the user's usual score, between -0.5 and 2.

    Parameters
    ----------
    scores
        (n,) 1-10; 0 = seen without a score, target 1.
    usual
        (n,) float32, the usual score of the user who gave it.
    slope
        Target per point of score; 0 forgets the scores.
    """
    targets = np.empty(len(scores), dtype=np.float32)
    for place in range(len(scores)):
        targets[place] = _target(scores[place], usual[place], slope)
    return targets


@compiled
def preferences_of_one(scores: NDArray[np.float32], slope: float) -> NDArray[np.float32]:
    """Return the same of one user, whose (n,) scores tell the usual one."""
    total, count = USUAL_SCORE * USUAL_COUNT, USUAL_COUNT
    for score in scores:
        total += score
        count += score > 0
    usual = np.float32(total / count)
    targets = np.empty(len(scores), dtype=np.float32)
    for place in range(len(scores)):
        targets[place] = _target(scores[place], usual, slope)
    return targets


@compiled
def _target(score: float, usual: np.floating[Any], slope: float) -> float:
    points = score - usual if score > 0 else 0.0
    return float(min(max(1.0 + slope * points, LOWEST), HIGHEST))
