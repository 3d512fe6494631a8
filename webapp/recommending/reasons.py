"""Why a title is there: which rated titles earned its place, how much each did, and how."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from webapp.catalogue.snapshot import Snapshot
from webapp.question.query import LANGUAGES
from webapp.recommending.likeness import (
    PLAIN_WORDS,
    listed,
    of_likeness,
    shared_labels,
    shared_topics,
    shared_words,
    with_theme,
    with_words,
)
from webapp.recommending.taste import Taste

MAX_REASONS = 3
# A rated title is named when it did at least this share of what the strongest one did.
WORTH_NAMING = 0.25
# What did less did nothing.
LEAST_PART = 1e-9
# A kind may speak for a pair of titles when it did at least this share of what the strongest did.
WORTH_SAYING = 0.3


class Share(NamedTuple):
    """What one rated title did for a recommendation.

    Attributes
    ----------
    row
        Catalogue row of the rated title.
    score
        The score it has from the visitor; 0 when it was seen and has none.
    part
        What it did beside the one that did most, 0 to 1.
    how
        In which sense, in words.
    """

    row: int
    score: float
    part: float
    how: str

    def because(self, snapshot: Snapshot, language: str = LANGUAGES[0]) -> str:
        """The share as a sentence."""
        title = snapshot.cards[self.row].named(language)
        gave = f"gave {title} {with_article(self.score)}" if self.score else f"watched {title}"
        return f"Because you {gave} · {self.how[0].lower()}{self.how[1:]}"


class Why(NamedTuple):
    """Why one title is there.

    Attributes
    ----------
    shares
        Up to three rated titles, the one that did most first.
    n_speaking
        How many of the rated titles did at least a quarter of what the first one did.
    """

    shares: tuple[Share, ...] = ()
    n_speaking: int = 0


@lru_cache(maxsize=128)
def with_article(score: float) -> str:
    """A score as a sentence has it: a 9, an 8."""
    return f"{'an' if int(score) == 8 else 'a'} {score:g}"


def of_blend(
    snapshot: Snapshot, strengths: Mapping[str, float], row: int, other: int
) -> tuple[str, ...]:
    """Say how the title in row `other` is like the one in `row`, for several kinds.

    Parameters
    ----------
    snapshot
        The catalogue.
    strengths
        Kind to how much it speaks for the title; the strongest comes first, and kinds that speak
        against it are silent.
    row, other
        Rows of the two titles.
    """
    ranked = sorted(strengths, key=lambda kind: -strengths[kind])
    spoken = [of_likeness(snapshot, kind, row, other) for kind in ranked if strengths[kind] > 0]
    return tuple(dict.fromkeys(spoken))[:MAX_REASONS]


def of_taste(
    snapshot: Snapshot,
    taste: Taste,
    contributions: Mapping[str, NDArray[np.float32]],
    rows: NDArray[np.int64],
) -> list[Why]:
    """Name the rated titles that earned each of `rows` its place, and how.

    Titles that were disliked are never named, though they count.

    Parameters
    ----------
    snapshot, taste
        The catalogue, and what the visitor said.
    contributions
        Kind to (n_rows, n_rated) float32, weighed: what each rating did for each of the rows.
    rows
        (n_rows,) of the titles that are recommended.
    """
    kinds = list(contributions)
    if not kinds or not len(rows):
        return [Why()] * len(rows)
    shares = np.stack([contributions[kind] for kind in kinds])
    # Where nothing was liked, what was disliked least speaks.
    liked = taste.weights > 0 if (taste.weights > 0).any() else taste.weights >= taste.weights.max()
    totals = shares.sum(axis=0) * liked
    order = _largest(totals)
    every = np.arange(len(rows))[:, None]
    did = totals[every, order]
    least = np.maximum(WORTH_NAMING * did[:, :1], LEAST_PART)
    n_speaking = (totals >= least).sum(axis=1).tolist()
    # The shares that are told, one card after the other.
    card, place = np.nonzero(did >= least)
    rated = order[card, place]
    parts = (did[card, place] / did[card, 0]).tolist()
    scores, rated_rows = taste.scores[rated].tolist(), taste.rows[rated]
    how = _most_telling(snapshot, kinds, shares[:, card, rated], rated_rows, rows[card])
    told = map(Share, rated_rows.tolist(), scores, parts, how)
    named: list[list[Share]] = [[] for _ in n_speaking]
    for place_of_card, share in zip(card.tolist(), told, strict=True):
        named[place_of_card].append(share)
    return [Why(tuple(own), n) for own, n in zip(named, n_speaking, strict=True)]


def _largest(totals: NDArray[np.float32]) -> NDArray[np.int64]:
    """(n_rows, at most `MAX_REASONS`) places of the largest of each row, ties by lower place."""
    left, every = totals.copy(), np.arange(len(totals))
    places = np.empty((len(totals), min(MAX_REASONS, totals.shape[1])), dtype=np.int64)
    for place in places.T:
        place[:] = left.argmax(axis=1)
        left[every, place] = -np.inf
    return places


def _most_telling(
    snapshot: Snapshot,
    kinds: Sequence[str],
    by_kind: NDArray[np.float32],
    rows: NDArray[np.int64],
    others: NDArray[np.int64],
) -> list[str]:
    """What the strongest kind says of each pair, or one nearly as strong that is more specific.

    Parameters
    ----------
    snapshot
        The catalogue.
    kinds, by_kind
        (n_kinds, n_pairs) what each kind did.
    rows, others
        (n_pairs,) rows of the titles.
    """
    strongest, most = by_kind.argmax(axis=0).tolist(), by_kind.max(axis=0)
    did = dict(zip(kinds, by_kind, strict=True))
    story, topics = (did.get(kind, np.zeros_like(most)) for kind in ("story", "topics"))
    story_speaks, topics_speak = story >= WORTH_SAYING * most, topics >= WORTH_SAYING * most
    words_speak, words_first = story_speaks | topics_speak, story_speaks & (story > topics)
    themes = shared_topics(snapshot, rows, others, topics_speak)
    words = shared_words(snapshot, rows, others)
    labels = shared_labels(snapshot, rows, others)
    told = zip(
        strongest, themes, words, labels, words_speak.tolist(), words_first.tolist(), strict=True
    )
    return [
        _said(kinds[kind], theme, marks if speak and (first or not theme) else (), common)
        for kind, theme, marks, common, speak, first in told
    ]


def _said(kind: str, theme: str | None, words: Sequence[str], labels: Sequence[str]) -> str:
    """The most specific thing that may be said of a pair."""
    if words:
        return with_words(words)
    if theme:
        return with_theme(theme)
    return f"{PLAIN_WORDS[kind]}; both {listed(labels)}" if labels else PLAIN_WORDS[kind]
