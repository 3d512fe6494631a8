from __future__ import annotations

import numpy as np
import pytest
from scipy.sparse import csr_matrix

from nlp import topics
from nlp.errors import NoTopics


@pytest.fixture(scope="module")
def corpus(reader, story_texts):
    return reader.corpus(story_texts)


@pytest.fixture(scope="module")
def fitted(corpus):
    rows, terms, idf = topics.fit_terms(corpus.documents)
    weights, components = topics.fit(rows, 3, seed=1)
    model = topics.TopicModel(terms, idf, components, corpus.words)
    return rows, topics.as_distribution(weights), model


def test_each_theme_becomes_a_topic(fitted):
    _, distribution, _ = fitted
    strongest = distribution.argmax(axis=1).reshape(3, 8)
    assert all(len(set(theme.tolist())) == 1 for theme in strongest)
    assert len(set(strongest[:, 0].tolist())) == 3


def test_rows_and_shares_sum_to_one(fitted):
    _, distribution, _ = fitted
    assert distribution.sum(axis=1) == pytest.approx(np.ones(24), abs=1e-5)
    shares = topics.shares(distribution)
    assert shares.sum() == pytest.approx(1.0, abs=1e-5)
    assert list(shares) == sorted(shares, reverse=True)


def test_labels_are_words_and_none_serves_twice(fitted):
    _, distribution, model = fitted
    told = topics.describe(model, distribution)
    words = [word for topic in told for word in topic["label"].split(" · ")]
    assert len(words) == len(set(words)) == 9
    assert {"witch", "starship", "football"} <= {word for t in told for word in t["words"]}


def test_keywords_mark_a_text_best_first(fitted):
    rows, _, model = fitted
    found = topics.keywords(model, rows)
    assert all(0 < len(words) <= topics.KEYWORDS for words in found)
    row = rows[0].toarray().ravel()
    assert found[0][0] == model.words[model.terms[int(row.argmax())]]


def test_the_same_seed_gives_the_same_topics(fitted):
    rows, _, model = fitted
    _, again = topics.fit(rows, 3, seed=1)
    assert np.array_equal(again, model.components)


def test_known_texts_are_encoded_as_they_were_learned(fitted, corpus):
    _, distribution, model = fitted
    rows = topics.term_rows(corpus.documents, model.terms, model.idf)
    again = topics.as_distribution(topics.encode(rows, model.components))
    assert np.abs(again - distribution).max() < 0.1
    assert np.array_equal(again.argmax(axis=1), distribution.argmax(axis=1))


def test_a_word_of_too_few_texts_makes_no_topic():
    rows = csr_matrix(np.array([[1, 2, 0]] * 4 + [[0, 3, 0]] * 96, dtype=np.float32))
    # One text in fifty of 100: two; of 250 and more: five.
    assert topics.frequent(rows).toarray()[0].tolist() == [1, 2, 0]
    many = csr_matrix(np.vstack([rows.toarray(), np.zeros((150, 3))]).astype(np.float32))
    assert topics.frequent(many).toarray()[0].tolist() == [0, 2, 0]


def test_rows_of_zeros_stay_zeros():
    rows = topics.as_distribution(np.array([[0.0, 0.0], [1.0, 3.0]], dtype=np.float32))
    assert rows.tolist() == [[0.0, 0.0], [0.25, 0.75]]


@pytest.mark.parametrize(("n_texts", "n_topics"), [(1, 2), (120, 4), (240, 8), (480, 12)])
def test_more_topics_for_each_doubling(n_texts, n_topics):
    assert topics.default_n_topics(n_texts) == n_topics


@pytest.mark.parametrize("documents", [[], [["a"]] * 9, [[]] * 50, [[f"w{n}"] for n in range(50)]])
def test_too_little_to_learn_from(documents):
    with pytest.raises(NoTopics, match="crawl more titles"):
        topics.fit_terms(documents)


def test_more_topics_than_texts_are_cut():
    rows = csr_matrix(np.eye(4, dtype=np.float32))
    weights, components = topics.fit(rows, 99, seed=1)
    assert weights.shape[1] == len(components) <= 4
