from __future__ import annotations

import numpy as np
import pytest

from nlp import word_vectors
from nlp.errors import TooFewWords
from nlp.word_vectors import WordVectors

SPACE = WordVectors(
    terms=["fox", "den", "the"],
    vectors=np.array([[1, 0], [0, 1], [1, 1]], dtype=np.float32),
    weights=np.array([1.0, 0.5, 0.1], dtype=np.float32),
    common=np.zeros(2, dtype=np.float32),
)


def test_a_text_is_the_weighted_mean_of_its_words():
    found = SPACE.encode([["fox", "den"], ["unheard"], [], ["fox", "unheard"]])
    assert found[0] == pytest.approx(np.array([2, 1]) / np.sqrt(5))
    assert not found[1:3].any()
    assert found[3].tolist() == [1, 0]


def test_what_all_texts_share_is_taken_off():
    space = WordVectors(SPACE.terms, SPACE.vectors, SPACE.weights, np.array([0, 1], np.float32))
    assert space.encode([["fox", "den"], ["den"]]).tolist() == [[1, 0], [0, 0]]


@pytest.fixture(scope="module")
def learned():
    """Two kinds of texts that share no words but "tale"."""
    rng = np.random.default_rng(5)
    kinds = (["fox", "den", "forest", "moon"], ["boat", "sea", "harbour", "wind"])
    texts = [["tale", *rng.choice(kinds[n % 2], 9)] for n in range(200)]
    return texts, word_vectors.fit(texts, texts, seed=1)


def test_like_texts_are_near_and_the_same_seed_gives_the_same(learned):
    texts, space = learned
    foxes, boats = space.encode([["fox", "moon"], ["den", "forest"], ["sea", "wind"]])[[0, 2]]
    assert space.encode([["den"]])[0] @ foxes > 0.5 > foxes @ boats
    again = word_vectors.fit(texts, texts, seed=1)
    assert again.terms == space.terms
    assert np.array_equal(again.vectors, space.vectors)
    # The most frequent word weighs least: 200 of 2,000 words are "tale".
    assert space.weights[space.terms.index("tale")] == pytest.approx(0.001 / 0.101)


def test_too_few_words():
    with pytest.raises(TooFewWords, match="4 words: word vectors need 1000"):
        word_vectors.fit([["a", "b"], ["c", "d"]], [["a"]], seed=1)
