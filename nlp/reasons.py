"""What two titles have in common, in words: read off the facts of the ``topics`` set.

Nothing heavy is imported: the site calls this for each pair that it shows.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from typing import Any

_SENTENCE_END = re.compile(r"(?<=[.!?])[\"'\u201d\u2019)]*\s+")
_WORD = re.compile(r"[^\W\d_]+")
# Two forms of one word share at least this many first letters: wolf and wolves, fight and fighter.
SAME_START = 4


def shared_words(facts: Mapping[str, Any], anime_id: int, other_id: int) -> list[str]:
    """Return the words that mark both titles, those that mark both most first.

    Parameters
    ----------
    facts
        As published with the set: ``keywords`` holds each title's words, best first.
    anime_id, other_id
        The two titles; one that has no keywords shares none.
    """
    keywords: Mapping[str, Sequence[str]] = facts.get("keywords") or {}
    mine = {word: rank for rank, word in enumerate(keywords.get(str(anime_id), ()))}
    theirs = {word: rank for rank, word in enumerate(keywords.get(str(other_id), ()))}
    return sorted(mine.keys() & theirs.keys(), key=lambda word: (mine[word] + theirs[word], word))


def shared_topics(
    facts: Mapping[str, Any], weights: Sequence[float], other: Sequence[float], least: float = 0.05
) -> list[str]:
    """Return labels of the topics that matter to both titles, most first.

    Parameters
    ----------
    facts
        As published with the set: ``topics`` holds the labels.
    weights, other
        The titles' rows of the set (n_topics,), each summing to 1.
    least
        Share that a topic must have in each of the two.
    """
    both = [min(pair) for pair in zip(weights, other, strict=True)]
    ranked = sorted(range(len(both)), key=lambda topic: -both[topic])
    return [str(facts["topics"][topic]["label"]) for topic in ranked if both[topic] >= least]


def telling_sentence(synopsis: str, words: Collection[str]) -> str | None:
    """Return the sentence of a synopsis that carries most of `words`; None if none does.

    Of sentences that carry as many, the shortest is taken. A word counts in any of its forms.
    """
    starts = {_start(word) for word in words}
    best: tuple[int, int, str] | None = None
    for sentence in _SENTENCE_END.split(synopsis.strip()):
        held = len(starts & {_start(word) for word in _WORD.findall(sentence)})
        if held and (best is None or (held, -len(sentence)) > best[:2]):
            best = (held, -len(sentence), sentence)
    return best[2] if best else None


def _start(word: str) -> str:
    """What the forms of a word have in common, roughly and fast."""
    return word.lower()[: max(SAME_START, len(word) - 3)]
