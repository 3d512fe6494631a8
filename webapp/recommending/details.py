"""What a card says when it is opened: what the titles share, and how sure the site is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain

import numpy as np
from numpy.typing import NDArray

from webapp.question.query import AUDIENCE
from webapp.recommending import likeness, next_season
from webapp.recommending.recommender import Pick
from webapp.recommending.standing import Standing

# Posters stand side by side from this cosine on: one pair in a hundred is so much alike.
LEAST_LOOK = 0.28
MAX_WORDS = 6
# A kind speaks for a title when its score is so many deviations above the mean of all titles.
SPEAKS = 1.0
# The site is right more often the further the audience puts a title above all others, and the more
# titles the visitor named. How many kinds agree tells nothing: benchmarks/site_sureness.py.
SURE_ABOVE, FAIRLY_ABOVE = 8.0, 5.0
MANY_TITLES = 10
NEXT_IN_LINE = ("Next in line", "it directly follows a title that you finished")
SENSES = {"audience": "audience", "story": "story", "topics": "themes", "look": "poster"}
_NUMBERS = ("none", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")


@dataclass(frozen=True, slots=True)
class Detail:
    """The opened card.

    Attributes
    ----------
    theme
        Label of a topic that the title shares with what earned it its place.
    words
        Words that mark it and them.
    look_row
        Row of a rated title with a poster like its own.
    senses
        The kinds that speak for it.
    sureness
        How sure the site is, in a word or two, and what speaks for the title.
    """

    theme: str | None
    words: tuple[str, ...]
    look_row: int | None
    senses: tuple[str, ...]
    sureness: tuple[str, str]


def details_of(standing: Standing, picks: Sequence[Pick]) -> list[Detail]:
    """Open the cards of some picks."""
    rows = np.array([pick.row for pick in picks], dtype=np.int64)
    above = {kind: _deviations_above(standing, kind, rows) for kind in standing.weights}
    return [
        _detail(standing, pick, {kind: float(above[kind][place]) for kind in above})
        for place, pick in enumerate(picks)
    ]


def _deviations_above(
    standing: Standing, kind: str, rows: NDArray[np.int64]
) -> NDArray[np.float32]:
    """(n_rows,) how far above the mean of all titles a kind puts some of them; -inf if unknown."""
    evidence = standing.evidence[kind]
    mean = evidence.mean
    above: NDArray[np.float32] = (evidence.scores_of(rows) - mean) / np.float32(evidence.deviation)
    above[np.isnan(above)] = -np.inf
    return above


def _detail(standing: Standing, pick: Pick, above: dict[str, float]) -> Detail:
    snapshot = standing.snapshot
    rated = pick.why.rows
    themes = (likeness.shared_topic(snapshot, row, pick.row) for row in rated)
    rows = np.array(rated, dtype=np.int64)
    words = likeness.shared_words(snapshot, rows, np.full_like(rows, pick.row), MAX_WORDS)
    senses = tuple(
        SENSES[kind] for kind in sorted(above, key=lambda k: -above[k]) if above[kind] >= SPEAKS
    )
    return Detail(
        theme=next(filter(None, themes), None),
        words=tuple(dict.fromkeys(chain.from_iterable(words)))[:MAX_WORDS],
        look_row=likeness.look_alike(snapshot, pick.row, rated, LEAST_LOOK),
        senses=senses,
        sureness=NEXT_IN_LINE
        if any(share.how == next_season.HOW for share in pick.why.shares)
        else _sureness(
            len(standing.taste.rows), pick.why.n_speaking, senses, above.get(AUDIENCE, -np.inf)
        ),
    )


def _sureness(
    n_seen: int, n_speaking: int, senses: Sequence[str], audience_above: float
) -> tuple[str, str]:
    """A word for it, and the evidence."""
    if audience_above >= SURE_ABOVE and n_seen >= MANY_TITLES:
        level = "Quite sure"
    else:
        level = "Fairly sure" if audience_above >= FAIRLY_ABOVE else "A guess"
    speak = "speaks" if n_speaking == 1 else "speak"
    titles = f"{_in_words(n_speaking)} of your titles {speak} for it"
    if not senses:
        return level, f"{titles}, none of them loudly"
    return level, f"{titles}, by {likeness.listed(senses)}"


def _in_words(number: int) -> str:
    return _NUMBERS[number] if number < len(_NUMBERS) else str(number)
