from __future__ import annotations

import math

import numpy as np
import pytest
from scipy.sparse import csr_matrix

from nlp import coherence


def _npmi(texts, topics):
    return coherence.npmi(np.array(topics, dtype=np.float32), csr_matrix(np.array(texts, float)))


def test_words_that_always_come_together():
    assert _npmi([[1, 1], [1, 1], [0, 0]], [[1, 1]]) == pytest.approx(1.0)


def test_words_that_never_do():
    assert _npmi([[1, 0], [0, 1]], [[1, 1]]) == -1.0


def test_words_that_meet_by_chance():
    assert _npmi([[1, 1], [1, 0], [0, 1], [0, 0]], [[1, 1]]) == pytest.approx(0.0)


def test_a_case_worked_by_hand():
    # p(a) = 3/4, p(b) = 2/4, p(a, b) = 2/4: log(4/3) / log(2).
    expected = math.log(4 / 3) / math.log(2)
    assert _npmi([[1, 1], [1, 1], [1, 0], [0, 0]], [[2, 1]]) == pytest.approx(expected)


def test_one_word_and_no_topic_say_nothing():
    assert _npmi([[1], [0]], [[1]]) == 0.0
    assert coherence.npmi(np.empty((0, 2), dtype=np.float32), csr_matrix((3, 2))) == 0.0


def test_auto_picks_the_most_coherent_of_those_tried(reader, story_texts):
    from nlp import topics

    rows, _, _ = topics.fit_terms(reader.corpus(story_texts).documents)
    chosen, tried = coherence.choose_n_topics(rows, "auto", seed=1)
    assert tried[str(chosen)] == max(tried.values())
    assert coherence.choose_n_topics(rows, "7", seed=1) == (7, {})
    assert coherence.choose_n_topics(rows, "default", seed=1) == (2, {})


def test_topics_are_carried_by_texts_that_hold_their_words():
    rows = csr_matrix(np.array([[1, 1, 0], [1, 0, 0], [0, 1, 1], [0, 0, 1]], dtype=float))
    weights = np.array([[1, 0], [0.9, 0], [0, 1], [0, 0.5]])
    # All three words count, and all four texts: the first and the third hold two.
    found = coherence.carried(np.ones((2, 3), dtype=np.float32), weights, rows)
    assert found.tolist() == [0.5, 0.5]
