"""In which sense two titles are alike, in plain words."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from webapp.catalogue.snapshot import Snapshot

Rows = NDArray[np.int64]

# What a kind says when it has nothing more specific to say.
PLAIN_WORDS = {
    "story": "Similar stories",
    "topics": "Similar themes",
    "look": "Posters alike in colour and composition",
    "audience": "Liked by the same people",
    "reviews": "Reviewed in the same words",
}
# Kinds that can name the words that two titles share.
TELLING = frozenset({"story", "topics"})
N_WORDS = 3
# A shared topic must be a good part of both titles (product of their unit vectors).
LEAST_TOPIC = 0.4
N_LABELS = 2


def of_likeness(snapshot: Snapshot, kind: str, row: int, other: int) -> str:
    """Say in which sense the title in row `other` is like the one in `row`."""
    if kind == "topics" and (theme := shared_topic(snapshot, row, other)):
        return with_theme(theme)
    if kind in TELLING and (words := shared_words(snapshot, *_pair(row, other))[0]):
        return with_words(words)
    return PLAIN_WORDS[kind]


def with_theme(theme: str) -> str:
    """A shared topic as a reason."""
    return f"Shared theme: {theme}"


def with_words(words: Sequence[str]) -> str:
    """Shared words as a reason."""
    return f"Both tell of {listed(words)}"


def shared_words(snapshot: Snapshot, rows: Rows, others: Rows, n: int = N_WORDS) -> list[list[str]]:
    """Up to `n` words that mark both titles of each pair, the most telling of `others` first."""
    return snapshot.topics.keywords.shared(others, rows, n)


def shared_topic(snapshot: Snapshot, row: int, other: int) -> str | None:
    """Label of the topic that matters most to both, if one does and is fit to be a reason."""
    return shared_topics(snapshot, *_pair(row, other), np.True_)[0]


def shared_topics(
    snapshot: Snapshot,
    rows: Rows,
    others: Rows,
    asked: NDArray[np.bool_] | np.bool_,
) -> list[str | None]:
    """The same for (n_pairs,) titles and as many others, of those pairs that are asked for."""
    topics = snapshot.kinds.get("topics")
    if topics is None:
        return [None] * len(rows)
    places, their_places = topics.positions[rows], topics.positions[others]
    together = topics.units[places] * topics.units[their_places]
    strongest = together.argmax(axis=1)
    matters = together[np.arange(len(rows)), strongest] >= LEAST_TOPIC
    matters &= (places >= 0) & (their_places >= 0) & asked
    return [
        snapshot.topics.reason(topic) if is_fit else None
        for topic, is_fit in zip(strongest.tolist(), matters.tolist(), strict=True)
    ]


def shared_labels(snapshot: Snapshot, rows: Rows, others: Rows) -> list[list[str]]:
    """The rarest genres and themes of both titles of each pair."""
    return snapshot.telling_labels.shared(rows, others, N_LABELS)


def look_alike(snapshot: Snapshot, row: int, others: Sequence[int], least: float) -> int | None:
    """The row among `others` whose poster is most like that of `row`, if any is so much alike."""
    look = snapshot.kinds.get("look")
    if look is None or not look.knows(row):
        return None
    places = np.array([o for o in others if look.knows(o) and o != row], dtype=np.int64)
    if not len(places):
        return None
    cosines = look.likeness[look.positions[places]] @ look.likeness[look.positions[row]]
    best = int(cosines.argmax())
    return int(places[best]) if cosines[best] >= least else None


def _pair(row: int, other: int) -> tuple[Rows, Rows]:
    return np.array([row]), np.array([other])


def listed(words: Sequence[str]) -> str:
    """Words as a sentence lists them: a, b and c."""
    return " and ".join(filter(None, [", ".join(words[:-1]), *words[-1:]]))
