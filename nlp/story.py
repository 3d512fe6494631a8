"""Where a title's story lies: one embedding per synopsis.

A vector has two parts. What a text means: MiniLM's embedding, the mean over windows cut at
sentence ends, less the mean of all texts. Which words it uses, names left out (`nlp.words`): a
sentence model knows little of youkai and mecha. Without the model's weights the words stand alone,
and the set's model says so.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

import store
from nlp.minilm import WINDOW
from ranking.similarity import normalize_rows

if TYPE_CHECKING:
    from nlp.minilm import MiniLM

Matrix = NDArray[np.float32]
NAME = "all-MiniLM-L6-v2 sentence embedding + TF-IDF words (SVD)"
FALLBACK_NAME = "TF-IDF words + SVD (the sentence model's weights are not installed)"
# How much the likeness of words counts next to that of meaning. On MAL members' recommendations
# 0.3 and 0.5 did equally well, 0 and 1 worse.
WORDS_WEIGHT = 0.4
PRIOR_TEXTS = 20
# Pieces of a window without its start and end.
ROOM = WINDOW - 2
Split = Callable[[str], list[str]]


def encode(texts: Sequence[str], model: MiniLM, sentences: Split) -> Matrix:
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


def joined(meanings: Matrix, words: Matrix) -> Matrix:
    """Return both parts side by side (n, n_dims + n_word_dims), rows of length 1 or 0."""
    return normalize_rows(np.hstack([meanings, np.float32(np.sqrt(WORDS_WEIGHT)) * words]))
