from __future__ import annotations

import numpy as np
import pytest

from nlp import lda, topics


@pytest.fixture(scope="module")
def fitted(reader, story_texts):
    documents = reader.corpus(story_texts).documents
    _, terms, idf = topics.fit_terms(documents)
    rows = lda.term_rows(documents, terms, idf)
    return rows, terms, *lda.fit(rows, 3, seed=1)


def test_rows_are_counts(fitted):
    _, terms, _, _ = fitted
    rows = lda.term_rows([[terms[2], terms[2], "unheard"], []], terms, np.zeros(0))
    assert rows[0, 2] == 2
    assert rows.sum() == 2


def test_shares_sum_to_one_and_the_largest_topic_comes_first(fitted):
    _, terms, weights, components = fitted
    assert components.shape == (3, len(terms))
    assert weights.sum(axis=1) == pytest.approx(np.ones(24), abs=1e-5)
    means = weights.mean(axis=0)
    assert list(means) == sorted(means, reverse=True)


def test_known_topics_read_a_text_as_they_did(fitted):
    rows, terms, weights, components = fitted
    again = lda.encode(rows, components)
    assert np.abs(again - weights).max() < 0.05
    nothing = lda.encode(lda.term_rows([[]], terms, np.zeros(0)), components)
    assert nothing.tolist() == [[0, 0, 0]]
