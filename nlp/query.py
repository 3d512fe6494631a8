"""A question in plain words as a vector in the space of the stories; numpy, no TensorFlow."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nlp import facets, kinds, minilm, minilm_numpy, story
from nlp.cleaning import clean
from nlp.story import Part

Vector = NDArray[np.float32]
_WORD = re.compile(r"[^\W\d_]+")
MAX_CHARS = 2000
# "A quiet show about running a shop": what frames a question is in no synopsis.
_FRAME = re.compile(
    r"^\s*(?:(?:an?|the|some)\s+)?(?P<kind>[^.,]{0,60}?)\s*\b"
    r"(?:show|anime|series|film|movie|title|something)\s+(?:about|where|in which|on)\s+",
    re.I,
)
# A question is short and would find short synopses: it asks for one that tells a story.
WORDS_ASKED_FOR = 120
# How high a title should stand. The first: what is found is as well known as without that part (0
# would find little-known titles, for those that stand high are long in a direction the question
# lacks). The second comes on top as far as a question asks for a kind: what it tells of a story is
# then little, and of the many titles of the kind those are meant that people like.
STANDING_ASKED_FOR = (0.08, 0.3)


@dataclass(frozen=True)
class Reading:
    """What a question became.

    Attributes
    ----------
    vector
        (n_dims,) float32 of length 1; of 0 for a question that holds no words.
    kinds
        The genres, themes and demographics it was taken to mean, the surest first, each with how
        surely (0 to 1).
    """

    vector: Vector
    kinds: Mapping[str, float]


class StoryQuery:
    """Turns questions into vectors of one story set; share it between threads.

    Parameters
    ----------
    weights
        Folder of the sentence model.
    parts
        Which columns of the set's vectors say what.
    tags
        Names of the tags, in the order of their columns.
    glosses
        (n_tags, n_meaning_dims) float32: what each tag means (`nlp.kinds`).
    words
        A word in any of its forms to its row (n_word_dims,) in the space of words.
    """

    def __init__(
        self,
        weights: Path,
        parts: Mapping[str, Part],
        tags: Sequence[str],
        glosses: NDArray[np.float32],
        words: Mapping[str, Vector],
    ) -> None:
        self._folder = weights
        self._parts = parts
        self._words = words
        self._tags = tags
        self._glosses = glosses
        self._named = [re.compile(rf"\b{re.escape(tag.lower())}s?\b") for tag in tags]
        self.n_dims = max(part.end for part in parts.values())

    @cached_property
    def _model(self) -> minilm_numpy.MiniLM:
        return minilm_numpy.MiniLM.load(self._folder)

    def vector(self, text: str) -> Vector:
        """Return the vector of `read`."""
        return self.read(text).vector

    def read(self, text: str) -> Reading:
        """Return what a text asks for.

        What it means, its words, the tags it names or means, and the wish for a synopsis that
        tells enough: the other parts are 0, and say nothing for or against a title.

        Raises
        ------
        WeightsError
            When the sentence model's files are damaged.
        """
        asked = unframed(clean(text[:MAX_CHARS]).text)
        pieces = self._model.pieces.encode(asked)[: story.ROOM]
        found = np.zeros(self.n_dims, dtype=np.float32)
        if not pieces:
            return Reading(found, {})
        meaning = self._model.embed(pieces)
        self._set(found, "meaning", meaning)
        if told := [
            self._words[word] for word in _WORD.findall(asked.lower()) if word in self._words
        ]:
            self._set(found, "words", np.sum(told, axis=0))
        meant = self._kinds(asked, meaning)
        sure = float(meant.max(initial=0.0))
        self._set(found, "tags", meant, sure)
        self._set(found, "length", facets.length_rows(np.array([WORDS_ASKED_FOR]))[0])
        if (part := self._parts.get(story.STANDING)) is not None:
            least, more = STANDING_ASKED_FOR
            found[part.start : part.end] = np.sqrt(part.weight / 2) * (least + more * sure)
        order = np.argsort(-meant, kind="stable").tolist()
        sure_of = {self._tags[at]: float(meant[at]) for at in order if meant[at] > 0}
        return Reading(found / np.float32(np.linalg.norm(found)), sure_of)

    def _kinds(self, asked: str, meaning: Vector) -> Vector:
        """How surely (n_tags,) each tag is asked for: 1 for one that is named."""
        named = [pattern.search(asked.lower()) is not None for pattern in self._named]
        unit = meaning / max(float(np.linalg.norm(meaning)), 1e-12)
        return np.maximum(kinds.meant(unit, self._glosses), np.array(named, dtype=np.float32))

    def _set(self, found: Vector, name: str, row: Vector, length: float = 1.0) -> None:
        part, size = self._parts.get(name), np.linalg.norm(row)
        if part is not None and size > 0:
            found[part.start : part.end] = length * np.sqrt(part.weight) * row / size


def unframed(question: str) -> str:
    """Return a question without "a .. show about" before it; what stands for .. stays."""
    frame = _FRAME.match(question)
    if frame is None:
        return question
    kind, rest = frame["kind"], question[frame.end() :]
    return f"{kind}, {rest}" if kind else rest


def open_query(facts: Mapping[str, Any], arrays: Mapping[str, NDArray[Any]]) -> StoryQuery | None:
    """Return what asks a story set, or None where its vectors hold no meaning to compare with.

    Parameters
    ----------
    facts, arrays
        As published with the set (`store.vectors.load_model`).
    """
    weights, parts = minilm.folder(), story.parts_of(facts)
    if weights is None or "meaning" not in parts or len(arrays["mean"]) == 0:
        return None
    return StoryQuery(weights, parts, facts["tags"], arrays["glosses"], _words(facts, arrays))


def _words(facts: Mapping[str, Any], arrays: Mapping[str, NDArray[Any]]) -> dict[str, Vector]:
    """Each known word's row: its stem's axis times its idf."""
    rows = (arrays["axes"] * arrays["idf"]).T
    column = {term: at for at, term in enumerate(facts["terms"])}
    return {word: rows[column[stem]] for word, stem in facts["stems"].items()}
