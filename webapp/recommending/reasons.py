"""Why a title is there: which rated titles earned its place, how much each did, and how."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any, NamedTuple

import numpy as np
import orjson
from numpy.typing import NDArray

from webapp.catalogue.cards import Card
from webapp.catalogue.snapshot import Snapshot
from webapp.question.query import LANGUAGES
from webapp.recommending import wording
from webapp.recommending.likeness import N_LABELS, N_WORDS, of_likeness, shared_topics
from webapp.recommending.strongest import MAX_REASONS, liked, strongest
from webapp.recommending.taste import Taste


class Share(NamedTuple):
    """What one rated title did for a recommendation.

    Attributes
    ----------
    row
        Catalogue row of the rated title.
    score
        The score it has from the visitor; 0 when it was seen and has none.
    part
        What it did beside the one that did most, 0 to 1, to three digits.
    how
        In which sense, in words.
    """

    row: int
    score: float
    part: float
    how: str


class Why(NamedTuple):
    """Why one title is there.

    Attributes
    ----------
    told
        As the API sends it, fields of a JSON object: most of it is sent and never looked at here.
    rows
        Catalogue rows of up to three rated titles, the one that did most first.
    n_speaking
        How many of the rated titles did at least a quarter of what the first one did.
    """

    told: bytes
    rows: tuple[int, ...] = ()
    n_speaking: int = 0

    @property
    def because(self) -> tuple[str, ...]:
        """Up to three reasons in sentences, strongest first."""
        return tuple(self._read()["because"])

    @property
    def shares(self) -> tuple[Share, ...]:
        """What each of the rated titles did."""
        told = self._read().get("contributions", ())
        return tuple(
            Share(row, own["rating"] or 0.0, own["share"], own["how"])
            for row, own in zip(self.rows, told, strict=True)
        )

    def beginning_with(self, sentence: str) -> Why:
        """The same with one more sentence before the others."""
        told = self._read()
        return self._replace(told=fields({**told, "because": [sentence, *told["because"]]}))

    def _read(self) -> Any:
        return orjson.loads(b"{%b}" % self.told)


def fields(told: Mapping[str, Any]) -> bytes:
    """Write fields of a JSON object, without its braces."""
    return orjson.dumps(told)[1:-1]


def in_words(*because: str) -> Why:
    """Sentences that no rating earned."""
    return Why(fields({"because": because}))


def contribution(card: Card, score: float, part: float, how: str) -> dict[str, Any]:
    """What a rated title did, as a list of `wording` has it."""
    told = {"anime_id": card.anime_id, "title": card.title, "rating": score or None}
    return {**told, "share": part, "how": how}


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


def nameable(taste: Taste) -> NDArray[np.int64]:
    """Places of the ratings that a reason may name: what was liked.

    Where nothing was, what was disliked least. Others count, and are never named.
    """
    return liked(taste.weights)


def of_taste(
    snapshot: Snapshot,
    taste: Taste,
    weights: Mapping[str, float],
    names: NDArray[np.int64],
    did: NDArray[np.float32],
    rows: NDArray[np.int64],
    language: str = LANGUAGES[0],
) -> list[Why]:
    """Name the rated titles that earned each of `rows` its place, and how; and say it in sentences.

    Parameters
    ----------
    snapshot, taste
        The catalogue, and what the visitor said.
    weights
        How much each kind counts; those that count nothing are silent.
    names
        (n_names,) places of the ratings that may be named.
    did
        (n_kinds, n_rows, n_names) float32: what each of these did for each of the rows, kind by
        kind in the order of the weights.
    rows
        (n_rows,) of the titles that are recommended.
    language
        Of the titles in sentences.
    """
    if not any(weights.values()) or not len(rows):
        return [Why(fields({"because": [], "contributions": []}))] * len(rows)
    kinds = list(weights)
    story, topics = (kinds.index(kind) if kind in kinds else -1 for kind in ("story", "topics"))
    weighed = np.array(list(weights.values()), dtype=np.float32)
    cards, named, parts, speaking, n_speaking = strongest(did, weighed, story, topics)
    rated = names[named]
    earners = taste.rows[rated]
    how = _said(snapshot, kinds, speaking, earners, rows[cards])
    pairs = wording.Pairs(earners, taste.scores[rated], parts, how)
    n_told = np.minimum(n_speaking, MAX_REASONS)
    told = wording.told(wording.book(snapshot), pairs, n_told, language)
    whole, ends = tuple(earners.tolist()), n_told.cumsum().tolist()
    named_rows = map(whole.__getitem__, map(slice, [0, *ends], ends))
    return list(map(_WHY, zip(told, named_rows, n_speaking.tolist(), strict=True)))


# As `Why._make`, less the check of the length.
_WHY = partial(tuple.__new__, Why)


def _said(
    snapshot: Snapshot,
    kinds: Sequence[str],
    speaking: NDArray[np.int64],
    rows: NDArray[np.int64],
    others: NDArray[np.int64],
) -> NDArray[np.int64]:
    """What is said of each pair of titles, as places in the book; see `wording.reasons`."""
    topics = snapshot.topics
    return wording.reasons(
        speaking,
        np.array([wording.phrase_of(kind) for kind in kinds]),
        topics.keywords.shared(others, rows, N_WORDS),
        shared_topics(snapshot, rows, others),
        snapshot.telling_labels.shared(rows, others, N_LABELS),
        topics.fit,
        wording.book(snapshot).sections,
    )
