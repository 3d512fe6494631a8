"""MiniLM's forward pass in numpy, for a few texts: a question, or the titles of one night.

It is there before TensorFlow has started, and needs no TensorFlow in the process that serves. The
weights stay in the package's file, of which the pages that are read come into memory. One text
for each core at a time, and one BLAS thread for each: no padding, so no mask, and no threads that
wait for one another. The same model as `nlp.minilm`; a test compares the two.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from threadpoolctl import threadpool_limits  # type: ignore[import-untyped]

from nlp.minilm import LAYER_NORM_EPSILON, WORDS, read
from nlp.wordpiece import WordPiece

Matrix = NDArray[np.float32]
# Rows whose numbers stay in a core's cache while a function goes over them.
BLOCK = 32
# Of the complementary error function, error under 2e-7: Abramowitz and Stegun (1964), 7.1.26.
_P = np.float32(0.3275911)
_A = tuple(
    np.float32(a) for a in (1.061405429, -1.453152027, 1.421413741, -0.284496736, 0.254829592)
)


class MiniLM:
    """A BERT encoder with mean pooling; see `nlp.minilm.MiniLM` for the parameters."""

    def __init__(
        self, weights: Mapping[str, NDArray[Any]], pieces: WordPiece, n_heads: int = 12
    ) -> None:
        self.pieces = pieces
        self.n_dims = int(weights[WORDS].shape[1])
        self._weights = weights
        self._n_heads = n_heads
        self._n_layers = len({n.split(".")[2] for n in weights if n.startswith("encoder.layer.")})

    @classmethod
    def load(cls, path: Path) -> MiniLM:
        """Open the model of a folder; see `nlp.minilm.MiniLM.load`.

        Raises
        ------
        WeightsError
            When a file is absent or damaged, or a tensor that BERT has is missing.
        """
        return cls(*read(path))

    @staticmethod
    def n_batches(texts: Sequence[Sequence[int]]) -> int:
        """Return how many batches `encode` makes of `texts`: one each."""
        return len(texts)

    def encode(self, texts: Sequence[Sequence[int]]) -> Iterator[tuple[NDArray[np.int64], Matrix]]:
        """Yield (row, embedding) text by text; see `nlp.minilm.MiniLM.encode`."""
        workers = max(1, min(len(texts), os.cpu_count() or 1))
        with threadpool_limits(1), ThreadPoolExecutor(workers) as pool:
            for row, embedding in enumerate(pool.map(self.embed, texts)):
                yield np.array([row], dtype=np.int64), embedding[None]

    def embed(self, text: Sequence[int]) -> Matrix:
        """Return the embedding (n_dims,) float32 of a text's pieces, of length 1."""
        numbers = [self.pieces.start, *text, self.pieces.end]
        states = self._weights[WORDS][numbers]
        states = states + self._weights["embeddings.position_embeddings.weight"][: len(numbers)]
        states = states + self._weights["embeddings.token_type_embeddings.weight"][0]
        states = self._normalize("embeddings.LayerNorm.", states)
        for layer in range(self._n_layers):
            states = self._layer(f"encoder.layer.{layer}.", states)
        pooled = states.sum(axis=0)
        return np.asarray(pooled / np.linalg.norm(pooled), dtype=np.float32)

    def _layer(self, at: str, states: Matrix) -> Matrix:
        """Attention, then two dense layers; each added to its input and normalised."""
        query, key, value = (
            self._heads(self._dense(f"{at}attention.self.{part}.", states))
            for part in ("query", "key", "value")
        )
        query /= np.float32(np.sqrt(query.shape[-1]))
        mixed = np.empty_like(value)
        for head in range(self._n_heads):
            mixed[head] = _softmax(query[head] @ key[head].T) @ value[head]
        mixed = mixed.transpose(1, 0, 2).reshape(states.shape)
        mixed = self._dense(f"{at}attention.output.dense.", mixed)
        states = self._normalize(f"{at}attention.output.LayerNorm.", states + mixed)
        inner = _gelu(self._dense(f"{at}intermediate.dense.", states))
        outer = self._dense(f"{at}output.dense.", inner)
        return self._normalize(f"{at}output.LayerNorm.", states + outer)

    def _dense(self, at: str, states: Matrix) -> Matrix:
        found: Matrix = states @ self._weights[f"{at}weight"].T
        found += self._weights[f"{at}bias"]
        return found

    def _heads(self, states: Matrix) -> Matrix:
        """(n, d) to (heads, n, d / heads)."""
        return states.reshape(len(states), self._n_heads, -1).transpose(1, 0, 2)

    def _normalize(self, at: str, states: Matrix) -> Matrix:
        mean = states.mean(axis=-1, keepdims=True)
        variance = np.square(states - mean).mean(axis=-1, keepdims=True)
        scaled = (states - mean) / np.sqrt(variance + np.float32(LAYER_NORM_EPSILON))
        found: Matrix = scaled * self._weights[f"{at}weight"] + self._weights[f"{at}bias"]
        return found


def _softmax(scores: Matrix) -> Matrix:
    """Return exp of each row divided by its sum; in place."""
    scores -= scores.max(axis=-1, keepdims=True)
    np.exp(scores, out=scores)
    scores /= scores.sum(axis=-1, keepdims=True)
    return scores


def _gelu(rows: Matrix) -> Matrix:
    """Return x / 2 (1 + erf(x / sqrt 2)) = max(x, 0) - |x| / 2 erfc(|x| / sqrt 2); in place."""
    for start in range(0, len(rows), BLOCK):
        x = rows[start : start + BLOCK]
        size = np.abs(x)
        z = size * np.float32(np.sqrt(0.5))
        t = np.reciprocal(z * _P + np.float32(1.0))
        tail = t * _A[0]
        for a in _A[1:]:
            tail += a
            tail *= t
        z *= z
        np.negative(z, out=z)
        tail *= np.exp(z, out=z)
        size *= np.float32(0.5)
        tail *= size
        np.maximum(x, 0.0, out=x)
        x -= tail
    return rows
