"""Where a title's story lies: one embedding per synopsis, in parts that stand side by side.

What a text means: MiniLM's embedding, the mean over windows cut at sentence ends, less the mean of
all texts. Which words it uses, names left out (`nlp.words`): a sentence model knows little of
youkai and mecha. What the page says beside it: its tags, how it is told, and its standing
(`nlp.facets`). Without the model's weights the first part is absent, and the set's model says so.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

import store
from nlp.minilm import WINDOW
from nlp.wordpiece import WordPiece
from ranking.similarity import normalize_rows

Matrix = NDArray[np.float32]
NAME = "all-MiniLM-L6-v2 sentence embedding + TF-IDF words (SVD) + tags, telling and standing"
FALLBACK_NAME = (
    "TF-IDF words + SVD + tags, telling and standing (the sentence model's weights are not "
    "installed)"
)
# What members make of a title, not what it tells: the part that `without` leaves out.
STANDING = "standing"
# How much the likeness of each part counts: see docs/model_card_nlp.md for how they were found, and
# benchmarks/nlp_story.py for what each is worth on titles that did not choose it.
WEIGHTS = {
    "meaning": 1.0,
    "words": 0.3,
    "tags": 0.4,
    "rating": 0.1,
    "source": 0.1,
    "type": 0.1,
    "running time": 0.15,
    "length": 0.15,
    # Of the best known and best rated; nothing of little-known titles.
    STANDING: 2.0,
}
PRIOR_TEXTS = 20
# Pieces of a window without its start and end.
ROOM = WINDOW - 2
Split = Callable[[str], list[str]]


class Encoder(Protocol):
    """A sentence model, whatever computes it: see `nlp.minilm.MiniLM` for what each does."""

    pieces: WordPiece
    n_dims: int

    def n_batches(self, texts: Sequence[Sequence[int]], /) -> int:
        """Return how many batches `encode` makes."""

    def encode(
        self, texts: Sequence[Sequence[int]], /
    ) -> Iterable[tuple[NDArray[np.int64], Matrix]]:
        """Yield positions in `texts` and their embeddings."""


def encode(texts: Sequence[str], model: Encoder, sentences: Split) -> Matrix:
    """Return the embeddings (n, n_dims) float32 of `texts`, rows of length 1.

    A text without any piece (empty, or nothing but control characters) gets a row of zeros.
    """
    windows: list[list[int]] = []
    owners: list[int] = []
    for row, text in enumerate(texts):
        for window in cut(text, model.pieces.encode, sentences):
            windows.append(window)
            owners.append(row)
    total = np.zeros((len(texts), model.n_dims), dtype=np.float32)
    owner = np.array(owners, dtype=np.int64)
    weight = np.array([len(window) for window in windows], dtype=np.float32)
    for rows, embeddings in store.progress(
        model.encode(windows), model.n_batches(windows), "story"
    ):
        np.add.at(total, owner[rows], embeddings * weight[rows, None])
    return normalize_rows(total)


def mean_of(embeddings: Matrix) -> Matrix:
    """Return the mean embedding (n_dims,) of texts, drawn towards 0 where they are few.

    All synopses sound alike: what they share says nothing of any of them.
    """
    told = embeddings[np.linalg.norm(embeddings, axis=1) > 0]
    mean: Matrix = (told.sum(axis=0) / (len(told) + PRIOR_TEXTS)).astype(np.float32)
    return mean


def centred(embeddings: Matrix, mean: Matrix) -> Matrix:
    """Return embeddings less the mean, rows of length 1; rows of zeros stay zeros."""
    told = np.linalg.norm(embeddings, axis=1, keepdims=True) > 0
    return normalize_rows(np.where(told, embeddings - mean, np.float32(0.0)))


def cut(text: str, pieces: Callable[[str], list[int]], sentences: Split) -> list[list[int]]:
    """Cut a text's pieces into windows, at sentence ends wherever a sentence fits one."""
    whole = pieces(text)
    if len(whole) <= ROOM:
        return [whole] if whole else []
    windows: list[list[int]] = [[]]
    for sentence in sentences(text):
        own = pieces(sentence)
        for start in range(0, len(own), ROOM):
            part = own[start : start + ROOM]
            if len(windows[-1]) + len(part) > ROOM:
                windows.append([])
            windows[-1].extend(part)
    return [window for window in windows if window]


@dataclass(frozen=True)
class Part:
    """Which columns of a vector say what, and how much they weigh."""

    name: str
    start: int
    end: int
    weight: float

    def rows(self, vectors: Matrix) -> Matrix:
        """Return this part of vectors (n, its dims) float32, rows of length 1 or 0."""
        return normalize_rows(vectors[:, self.start : self.end])


def joined(rows: Mapping[str, Matrix]) -> tuple[Matrix, list[Part]]:
    """Return vectors (n, n_dims) of length 1 or 0, and which of their columns say what.

    Parameters
    ----------
    rows
        Name of a part (see `WEIGHTS`) to its rows (n, its dims), of length 1 or 0; those of
        standing are of any length between.
    """
    parts, start = [], 0
    for name, own in rows.items():
        parts.append(Part(name, start, start + own.shape[1], WEIGHTS[name]))
        start += own.shape[1]
    scaled = [np.float32(np.sqrt(WEIGHTS[name])) * own for name, own in rows.items()]
    return normalize_rows(np.hstack(scaled)), parts


def without(vectors: Matrix, parts: Mapping[str, Part], name: str = STANDING) -> Matrix:
    """Return vectors (n, n_dims) of length 1 or 0 to which one of the parts adds nothing."""
    return weighed(vectors, parts, 0.0, name)


def weighed(
    vectors: Matrix, parts: Mapping[str, Part], factor: float, name: str = STANDING
) -> Matrix:
    """Return vectors (n, n_dims) of length 1 or 0 with the numbers of one part times `factor`."""
    changed = vectors.copy()
    if (part := parts.get(name)) is not None:
        changed[:, part.start : part.end] *= np.float32(factor)
    return normalize_rows(changed)


def shares(parts: Mapping[str, Part], one: Matrix, other: Matrix) -> dict[str, float]:
    """Return how much of the cosine of two vectors (n_dims,) each part brings, most first."""
    total = float(one @ other)
    if total <= 0:
        return {}
    found = {
        name: float(one[part.start : part.end] @ other[part.start : part.end]) / total
        for name, part in parts.items()
    }
    return dict(sorted(found.items(), key=lambda entry: -entry[1]))


def parts_of(facts: Mapping[str, Any]) -> dict[str, Part]:
    """Return the parts that a set was published with, by name; none for a set without them."""
    return {entry["name"]: Part(**entry) for entry in facts.get("parts") or ()}
