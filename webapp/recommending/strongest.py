"""Which of the ratings did most for each card, and which kinds may speak of it."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from ranking.compiled import compiled

MAX_REASONS = 3
# A rated title is named when it did at least this share of what the strongest one did.
WORTH_NAMING = 0.25
# What did less did nothing.
LEAST_PART = 1e-9
# A kind may speak for a pair of titles when it did at least this share of what the strongest did.
WORTH_SAYING = 0.3


@compiled
def liked(weights: NDArray[np.float32]) -> NDArray[np.int64]:
    """Return the places of the (n_rated,) weights above 0; where none is, of the largest."""
    least = -np.inf
    for weight in weights:
        least = max(least, weight)
    places, n = np.empty(len(weights), dtype=np.int64), 0
    for place in range(len(weights)):
        if weights[place] > 0 or weights[place] == least:
            places[n] = place
            n += 1
    return places[:n]


@compiled
def strongest(
    did: NDArray[np.float32], weights: NDArray[np.float32], story: int, topics: int
) -> tuple[NDArray[Any], ...]:
    """The ratings that are told, one card after the other, the one that did most first.

    Parameters
    ----------
    did
        (n_kinds, n_cards, n_rated) float32: what each rating did for each card, kind by kind.
    weights
        (n_kinds,) float32: how much each kind counts.
    story, topics
        Places of these kinds, -1 where there is none.

    Returns
    -------
    tuple
        (n_told,) card; (n_told,) rating; (n_told,) part of what the strongest rating did, to three
        digits; (n_told, 4) who speaks, see `_speak`; (n_cards,) how many ratings did enough.
    """
    n_kinds, n_cards, n_rated = did.shape
    cards = np.empty(n_cards * MAX_REASONS, dtype=np.int64)
    named, parts = np.empty_like(cards), np.empty(len(cards))
    speaking = np.empty((len(cards), 4), dtype=np.int64)
    n_speaking, n_told = np.zeros(n_cards, dtype=np.int64), 0
    totals = np.empty(n_rated, dtype=np.float32)
    for card in range(n_cards):
        totals[:] = 0.0
        for kind in range(n_kinds):
            for place in range(n_rated):
                totals[place] += weights[kind] * did[kind, card, place]
        most = totals.max()
        least = max(np.float32(WORTH_NAMING) * most, np.float32(LEAST_PART))
        for place in range(n_rated):
            n_speaking[card] += totals[place] >= least
        for _ in range(min(n_speaking[card], MAX_REASONS)):
            best = totals.argmax()
            cards[n_told], named[n_told] = card, best
            parts[n_told] = np.rint(np.float64(totals[best] / most) * 1000.0) / 1000.0
            _speak(speaking, n_told, did, weights, card, best, story, topics)
            totals[best] = -np.inf
            n_told += 1
    return cards[:n_told], named[:n_told], parts[:n_told], speaking[:n_told], n_speaking


@compiled
def _speak(
    speaking: NDArray[np.int64],
    pair: int,
    did: NDArray[np.float32],
    weights: NDArray[np.float32],
    card: int,
    rating: Any,
    story: int,
    topics: int,
) -> None:
    """Who speaks of a pair: the strongest kind; whether words, before a theme; whether a theme."""
    strongest, most = -1, np.float32(0.0)
    for kind in range(len(weights)):
        by_kind = did[kind, card, rating] * weights[kind]
        if weights[kind] > 0 and (strongest < 0 or by_kind > most):
            strongest, most = kind, by_kind
    least = np.float32(WORTH_SAYING) * most
    of_story = did[story, card, rating] * weights[story] if story >= 0 else np.float32(0.0)
    of_topics = did[topics, card, rating] * weights[topics] if topics >= 0 else np.float32(0.0)
    speaking[pair, 0] = strongest
    speaking[pair, 1] = of_story >= least or of_topics >= least
    speaking[pair, 2] = of_story >= least and of_story > of_topics
    speaking[pair, 3] = of_topics >= least
