"""How well the site would have guessed a visitor's own scores, each left out in turn.

A guess is MAL's score of the title, moved by how far this visitor is from MAL on the others, more
by those that are like it. Nothing about it is learned from the visitor's score of the title itself.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from webapp.catalogue.kinds import KindVectors
from webapp.catalogue.snapshot import Snapshot
from webapp.exploring.orders import shrunk_scores
from webapp.question.query import AUDIENCE, MAX_RATING, MIN_RATING, Rating
from webapp.visitor.profile import known_scores

LEAST_SCORES = 5
# More than these would make a page wait; the latest count.
MAX_SCORES = 600
# The kinds that say which titles a score carries over to, and how much each counts.
LIKENESS = {AUDIENCE: 0.7, "story": 0.3}
# A visitor is taken to agree with MAL as if on so many titles more; and likes to say as little.
USUAL_COUNT, USUAL_LIKENESS = 2.0, 1.0
N_WORST = 5

Matrix = NDArray[np.float64]


@dataclass(frozen=True)
class Guess:
    """One score and what the site would have guessed."""

    row: int
    score: float
    guess: float

    @property
    def error(self) -> float:
        """How far the guess was off."""
        return abs(self.score - self.guess)


@dataclass(frozen=True)
class Guesses:
    """How well a visitor can be guessed.

    Attributes
    ----------
    n_scores
        How many scores were left out, one after the other.
    error
        Mean absolute error of the guesses, in points of a score.
    error_of_mal, error_of_mean
        The same had MAL's score been guessed each time, or the visitor's mean of the others.
    worst
        The guesses that were farthest off.
    """

    n_scores: int
    error: float
    error_of_mal: float
    error_of_mean: float
    worst: tuple[Guess, ...]


def guesses_of(snapshot: Snapshot, ratings: Sequence[Rating]) -> Guesses | None:
    """Leave each score out, guess it from the others; None for too few scores."""
    rows, scores = known_scores(snapshot, ratings[-MAX_SCORES:])
    if len(rows) < LEAST_SCORES:
        return None
    usual = _usual(snapshot)[rows]
    guess = left_out(scores, usual, _alike(snapshot, rows))
    off = np.abs(scores - guess)
    mean_of_others = (scores.sum() - scores) / (len(scores) - 1)
    worst = np.argsort(-off, kind="stable")[:N_WORST]
    return Guesses(
        len(rows),
        float(off.mean()),
        float(np.abs(scores - usual).mean()),
        float(np.abs(scores - mean_of_others).mean()),
        tuple(Guess(int(rows[i]), float(scores[i]), float(guess[i])) for i in worst),
    )


def left_out(
    scores: NDArray[np.float64], usual: NDArray[np.float64], alike: Matrix
) -> NDArray[np.float64]:
    """Guess each score from the others.

    Parameters
    ----------
    scores
        (n,) the visitor's, 1-10.
    usual
        (n,) MAL's of the same titles.
    alike
        (n, n) at least 0, how much the score of one title says about that of another.

    Notes
    -----
    With e = score - usual, guess i = usual_i + b_i + sum_j w_ij (e_j - b_i) / (sum_j w_ij + 1),
    where j is never i and b_i = sum_j e_j / (n - 1 + 2). Clipped to 1-10.
    """
    w = alike.copy()
    np.fill_diagonal(w, 0.0)
    e = scores - usual
    b = (e.sum() - e) / (len(e) - 1 + USUAL_COUNT)
    near = (w @ e - w.sum(axis=1) * b) / (w.sum(axis=1) + USUAL_LIKENESS)
    guess: NDArray[np.float64] = np.clip(usual + b + near, MIN_RATING, MAX_RATING)
    return guess


def _usual(snapshot: Snapshot) -> NDArray[np.float64]:
    """(n_items,) MAL's score; the catalogue's mean where there is none."""
    scores = shrunk_scores(snapshot)
    mean = np.nanmean(scores) if np.isfinite(scores).any() else (MIN_RATING + MAX_RATING) / 2
    return np.asarray(np.where(np.isfinite(scores), scores, mean))


def _alike(snapshot: Snapshot, rows: NDArray[np.int64]) -> Matrix:
    """(n, n) weighted squares of the cosines above 0."""
    alike = np.zeros((len(rows), len(rows)))
    for kind, weight in LIKENESS.items():
        if kind in snapshot.kinds:
            alike += weight * _cosines(snapshot.kinds[kind], rows) ** 2
    return alike


def _cosines(known: KindVectors, rows: NDArray[np.int64]) -> Matrix:
    places = known.positions[rows]
    vectors = np.where((places >= 0)[:, None], known.likeness[places], 0.0)
    cosines: Matrix = np.clip(vectors @ vectors.T, 0.0, 1.0).astype(np.float64)
    return cosines
