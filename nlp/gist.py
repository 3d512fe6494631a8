"""What a title's reviews say, in two or three of their own sentences.

A sentence is good when it lies near the middle of all that the reviews say, and says something
else than the sentences already chosen (maximal marginal relevance, Carbonell and Goldstein 1998).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

N_SENTENCES = 3
# A sentence of fewer characters says too little, of more too much for a page.
LENGTHS = (40, 240)
MOST_SENTENCES = 400
# How much being near the middle counts next to saying something new.
RELEVANCE = 0.7
# Nearer than this to one already chosen is the same thing said again.
SAME = 0.9
Encode = Callable[[Sequence[str]], NDArray[np.float32]]


@dataclass(frozen=True)
class Sentence:
    """One sentence of a review."""

    review_id: int
    sentence: str


def gist(sentences: Sequence[Sentence], encode: Encode) -> list[Sentence]:
    """Return at most `N_SENTENCES` of a title's sentences, in the order they came.

    Parameters
    ----------
    sentences
        Of all its reviews; those of an unfit length are passed over. A review is quoted once.
    encode
        Texts to rows (n, n_dims) of length 1, or of 0 for a text that says nothing.
    """
    fit = [entry for entry in sentences if LENGTHS[0] <= len(entry.sentence) <= LENGTHS[1]]
    fit = fit[:MOST_SENTENCES]
    if not fit:
        return []
    rows = encode([entry.sentence for entry in fit])
    middle = rows.mean(axis=0)
    near = rows @ (middle / max(float(np.linalg.norm(middle)), 1e-12))
    chosen: list[int] = []
    while len(chosen) < N_SENTENCES:
        best = _next(fit, rows, near, chosen)
        if best is None:
            break
        chosen.append(best)
    return [fit[at] for at in sorted(chosen)]


def _next(
    fit: Sequence[Sentence],
    rows: NDArray[np.float32],
    near: NDArray[np.float32],
    chosen: Sequence[int],
) -> int | None:
    """The best sentence of a review that was not quoted yet; None when none says anything new."""
    again = (rows @ rows[list(chosen)].T).max(axis=1) if chosen else np.zeros(len(fit))
    scores = RELEVANCE * near - (1.0 - RELEVANCE) * again
    quoted = {fit[at].review_id for at in chosen}
    barred = np.array([entry.review_id in quoted for entry in fit])
    scores = np.where(barred | ~rows.any(axis=1) | (again > SAME), -np.inf, scores)
    best = int(scores.argmax())
    return best if np.isfinite(scores[best]) else None
