"""The sentence model: numpy's forward pass for few texts, TensorFlow's for many."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from nlp import minilm, minilm_numpy, story

# So few texts are encoded by numpy sooner than TensorFlow has started.
FEW_TEXTS = 150


def embeddings(
    texts: Sequence[str], weights: Path | None, sentences: story.Split
) -> NDArray[np.float32]:
    """Return (n, n_dims) float32, rows of length 1; of no texts or without weights (n, 0).

    Parameters
    ----------
    texts
        Cleaned texts; an empty one gets a row of zeros.
    weights
        Folder of the model (`nlp.minilm.folder`).
    sentences
        Cuts a text that is longer than the model's window.

    Raises
    ------
    WeightsError
        When the model's files are damaged.
    """
    if weights is None or not texts:
        return np.zeros((len(texts), 0), dtype=np.float32)
    engine = minilm_numpy if len(texts) <= FEW_TEXTS else minilm
    model: story.Encoder = engine.MiniLM.load(weights)
    return story.encode(texts, model, sentences)
