from __future__ import annotations

import numpy as np
import pytest

from nlp import words
from nlp.errors import NoTopics


def test_like_texts_are_near(reader, story_texts):
    documents = reader.corpus(story_texts).documents
    rows = words.fit(documents, seed=1).encode(documents)
    likeness = rows @ rows.T
    same = np.kron(np.eye(3), np.ones((8, 8))) - np.eye(24)
    other = 1 - same - np.eye(24)
    assert likeness[same > 0].mean() > likeness[other > 0].mean() + 0.2


def test_a_text_without_a_known_word_is_zeros(reader, story_texts):
    space = words.fit(reader.corpus(story_texts).documents, seed=1)
    found = space.encode([[], ["unheard"], [space.terms[0]]])
    assert np.linalg.norm(found, axis=1) == pytest.approx([0, 0, 1], abs=1e-5)


def test_too_few_texts(reader):
    with pytest.raises(NoTopics):
        words.fit([["a", "b"]], seed=1)
    assert words.NOTHING.encode([["a"], []]).shape == (2, 0)
