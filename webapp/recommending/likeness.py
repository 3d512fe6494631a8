"""In which sense two titles are alike, in plain words."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from ranking.compiled import compiled
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
TELL_OF, SHARED_THEME, BOTH = "Both tell of ", "Shared theme: ", "; both "
# Kinds that can name the words that two titles share.
TELLING = frozenset({"story", "topics"})
N_WORDS = 3
# A shared topic must be a good part of both titles (product of their unit vectors).
LEAST_TOPIC = 0.4
N_LABELS = 2


def of_likeness(snapshot: Snapshot, kind: str, row: int, other: int) -> str:
    """Say in which sense the title in row `other` is like the one in `row`."""
    if kind == "topics" and (theme := shared_topic(snapshot, row, other)):
        return SHARED_THEME + theme
    if kind in TELLING and (words := shared_words(snapshot, *_pair(row, other))[0]):
        return TELL_OF + listed(words)
    return PLAIN_WORDS[kind]


def shared_words(
    snapshot: Snapshot, rows: Rows, others: Rows, n: int = N_WORDS
) -> list[tuple[str, ...]]:
    """Up to `n` words that mark both titles of each pair, the most telling of `others` first."""
    keywords = snapshot.topics.keywords
    return [keywords.named(places) for places in keywords.shared(others, rows, n).tolist()]


def shared_topic(snapshot: Snapshot, row: int, other: int) -> str | None:
    """Label of the topic that matters most to both, if one does and is fit to be a reason."""
    topic = int(shared_topics(snapshot, *_pair(row, other))[0])
    return snapshot.topics.reason(topic) if topic >= 0 else None


def shared_topics(snapshot: Snapshot, rows: Rows, others: Rows) -> NDArray[np.int64]:
    """(n_pairs,) the topic that matters most to both titles of each pair; -1 where none does."""
    topics = snapshot.kinds.get("topics")
    if topics is None:
        return np.full(len(rows), -1)
    return _strongest(topics.units, topics.positions[rows], topics.positions[others], LEAST_TOPIC)


@compiled
def _strongest(
    units: NDArray[np.float32], places: Rows, others: Rows, least: float
) -> NDArray[np.int64]:
    """The number of which each pair of rows has the largest product, if it is at least `least`."""
    found = np.full(len(places), -1)
    for pair in range(len(places)):
        own, theirs, most = places[pair], others[pair], np.float32(least)
        if own >= 0 and theirs >= 0:
            for topic in range(units.shape[1]):
                together = units[own, topic] * units[theirs, topic]
                if together > most or (together == most and found[pair] < 0):
                    found[pair], most = topic, together
    return found


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
    return f"{', '.join(words[:-1])} and {words[-1]}" if len(words) > 1 else "".join(words)
