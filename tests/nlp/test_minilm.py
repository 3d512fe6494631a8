"""The forward pass against the same algebra written in numpy, and against known sentences."""

from __future__ import annotations

import math

import numpy as np
import pytest

from nlp import minilm, minilm_numpy
from nlp.minilm import MiniLM
from nlp.wordpiece import WordPiece

N_WORDS, N_DIMS, N_HEADS, N_INNER, N_LAYERS = 12, 8, 2, 16, 2


@pytest.fixture(scope="module")
def weights():
    rng = np.random.default_rng(3)

    def draw(*shape):
        return rng.normal(0, 0.5, shape).astype(np.float32)

    made = {
        "embeddings.word_embeddings.weight": draw(N_WORDS, N_DIMS),
        "embeddings.position_embeddings.weight": draw(20, N_DIMS),
        "embeddings.token_type_embeddings.weight": draw(2, N_DIMS),
    }
    norms, dense = ["embeddings.LayerNorm."], {}
    for layer in range(N_LAYERS):
        at = f"encoder.layer.{layer}."
        norms += [f"{at}attention.output.LayerNorm.", f"{at}output.LayerNorm."]
        for part in ("self.query", "self.key", "self.value", "output.dense"):
            dense[f"{at}attention.{part}."] = (N_DIMS, N_DIMS)
        dense[f"{at}intermediate.dense."] = (N_INNER, N_DIMS)
        dense[f"{at}output.dense."] = (N_DIMS, N_INNER)
    for name in norms:
        made[f"{name}weight"], made[f"{name}bias"] = draw(N_DIMS), draw(N_DIMS)
    for name, shape in dense.items():
        made[f"{name}weight"], made[f"{name}bias"] = draw(*shape), draw(shape[0])
    return made


@pytest.fixture(scope="module")
def pieces():
    return WordPiece(["[PAD]", "[UNK]", "[CLS]", "[SEP]", *"abcdefgh"])


def _reference(weights, numbers):
    """One text, no padding, loops instead of broadcasts."""

    def normalize(name, x):
        mean, deviation = x.mean(-1, keepdims=True), x.std(-1, keepdims=True)
        return (x - mean) / deviation * weights[f"{name}weight"] + weights[f"{name}bias"]

    def dense(name, x):
        return x @ weights[f"{name}weight"].T + weights[f"{name}bias"]

    x = np.array(
        [
            weights["embeddings.word_embeddings.weight"][number]
            + weights["embeddings.position_embeddings.weight"][at]
            + weights["embeddings.token_type_embeddings.weight"][0]
            for at, number in enumerate(numbers)
        ],
        dtype=np.float64,
    )
    x = normalize("embeddings.LayerNorm.", x)
    width = N_DIMS // N_HEADS
    for layer in range(N_LAYERS):
        at = f"encoder.layer.{layer}."
        parts = {p: dense(f"{at}attention.self.{p}.", x) for p in ("query", "key", "value")}
        mixed = np.zeros_like(x)
        for head in range(N_HEADS):
            own = slice(head * width, (head + 1) * width)
            scores = parts["query"][:, own] @ parts["key"][:, own].T / math.sqrt(width)
            share = np.exp(scores) / np.exp(scores).sum(1, keepdims=True)
            mixed[:, own] = share @ parts["value"][:, own]
        x = normalize(
            f"{at}attention.output.LayerNorm.",
            x + dense(f"{at}attention.output.dense.", mixed),
        )
        inner = dense(f"{at}intermediate.dense.", x)
        inner = inner * 0.5 * (1 + np.vectorize(math.erf)(inner / math.sqrt(2)))
        x = normalize(f"{at}output.LayerNorm.", x + dense(f"{at}output.dense.", inner))
    mean = x.mean(axis=0)
    return mean / np.linalg.norm(mean)


def test_forward_pass_equals_the_algebra(weights, pieces):
    texts = [[4], [5, 6, 7, 8, 9, 10, 11], [7, 4, 4], []]
    model = MiniLM(weights, pieces, n_heads=N_HEADS)
    found = np.zeros((len(texts), N_DIMS))
    for rows, embeddings in model.encode(texts):
        found[rows] = embeddings
    for text, embedding in zip(texts, found, strict=True):
        assert embedding == pytest.approx(_reference(weights, [2, *text, 3]), abs=1e-5)


def test_numpy_says_the_same(weights, pieces):
    texts = [[4], [5, 6, 7, 8, 9, 10, 11], [7, 4, 4], []]
    model = minilm_numpy.MiniLM(weights, pieces, n_heads=N_HEADS)
    found = list(model.encode(texts))
    assert len(found) == model.n_batches(texts) == 4
    for at, (row, embedding) in enumerate(found):
        assert row.tolist() == [at]
        assert embedding[0] == pytest.approx(_reference(weights, [2, *texts[at], 3]), abs=1e-5)


def test_every_text_is_in_one_batch_and_batches_are_bounded(pieces, weights, monkeypatch):
    monkeypatch.setattr(minilm, "BATCH_PIECES", 12)
    model = MiniLM(weights, pieces, n_heads=N_HEADS)
    texts = [[4] * n for n in (9, 1, 5, 2, 0, 1)]
    batches = [rows.tolist() for rows, _ in model.encode(texts)]
    assert sorted(row for batch in batches for row in batch) == list(range(6))
    assert len(batches) == model.n_batches(texts)
    for batch in batches:
        assert len(batch) == 1 or max(len(texts[row]) + 2 for row in batch) * len(batch) <= 12


@pytest.mark.skipif(minilm.folder() is None, reason="the sentence model is not installed")
@pytest.mark.parametrize("engine", [MiniLM, minilm_numpy.MiniLM])
def test_sentences_that_mean_the_same_are_near(engine):
    model = engine.load(minilm.folder())
    texts = [
        "A young ninja trains to become the leader of his village.",
        "A boy learns secret arts of stealth and dreams of ruling his hometown.",
        "Four girls drink tea and play in a school band.",
    ]
    found = np.zeros((3, model.n_dims), dtype=np.float32)
    for rows, embeddings in model.encode([model.pieces.encode(text) for text in texts]):
        found[rows] = embeddings
    likeness = found @ found.T
    assert np.diag(likeness) == pytest.approx(np.ones(3), abs=1e-5)
    assert likeness[0, 1] > 0.3 > max(likeness[0, 2], likeness[1, 2])
