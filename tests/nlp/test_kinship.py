from __future__ import annotations

import numpy as np
import pytest
from scipy.sparse import csr_matrix

import store
from nlp import kinship, minilm, minilm_numpy, topics_fit, topics_job
from nlp.topics_job import Request
from nlp.wordpiece import WordPiece

# Four words in two pairs: what all share lies in the third number, and is taken off.
WORDS = np.array([[1, 0, 5], [0.9, 0.1, 5], [0, 1, 5], [0.1, 0.9, 5]], dtype=np.float32)


def test_kin_are_words_of_one_direction():
    near = kinship.kin(WORDS).toarray()
    assert near[0, 0] == near[3, 3] == 1
    # Less the mean of (.5, .5, 5) the four lie on one line, two to each side.
    assert near[0, 1] == pytest.approx(1)
    assert near[0, 2] == near[1, 3] == 0


def test_a_text_says_a_little_of_its_words_kin():
    kin = csr_matrix(np.array([[1, 0.5, 0], [0.5, 1, 0], [0, 0, 1]], dtype=np.float32))
    rows = csr_matrix(np.array([[1, 0, 0], [0, 0, 2], [0, 0, 0]], dtype=np.float32))
    expected = np.array([[1, 0.5, 0], [0, 0, 1], [0, 0, 0]]) / np.array([[1.25**0.5], [1], [1]])
    assert kinship.spread(rows, kin).toarray() == pytest.approx(expected, abs=1e-6)
    assert kinship.spread(rows, None) is rows


def test_what_is_published_is_what_was_learned():
    kin = kinship.kin(WORDS)
    again = kinship.from_arrays(kinship.to_arrays(kin), 4)
    assert np.array_equal(again.toarray(), kin.toarray())
    assert kinship.to_arrays(None) == {}
    assert kinship.from_arrays({}, 4) is None


class _OneDirectionEach:
    """Every word points its own way, so that none is another's kin."""

    n_dims = 8
    pieces = WordPiece(["[PAD]", "[UNK]", "[CLS]", "[SEP]", *"abcdefghijklmnopqrstuvwxyz"])

    @classmethod
    def load(cls, path):
        return cls()

    @staticmethod
    def n_batches(windows):
        return len(windows)

    @staticmethod
    def encode(windows):
        for row, window in enumerate(windows):
            yield np.array([row]), np.random.default_rng(window).normal(size=(1, 8))


@pytest.fixture
def few(monkeypatch, tmp_path):
    monkeypatch.setattr(kinship, "FEW_TEXTS", 1000)
    monkeypatch.setattr(minilm, "folder", lambda: tmp_path)
    monkeypatch.setattr(minilm_numpy, "MiniLM", _OneDirectionEach)


def test_topics_of_few_texts_join_words(mock_db, nltk_folder, titles, few, monkeypatch):
    store.anime.upsert(mock_db, titles)
    assert topics_job.run(mock_db, nltk_folder, Request(topics="3")).endswith("; learned")
    info = store.vectors.current_sets(mock_db)["topics"]
    assert info.model == "NMF of TF-IDF, words of one meaning joined"
    arrays, facts = store.vectors.load_model(mock_db, info)
    assert arrays["kin_starts"].shape == (len(facts["terms"]) + 1,)
    assert {topic["reason"] for topic in facts["topics"]} <= {True, False}
    monkeypatch.setattr(topics_fit, "learn", None)
    store.anime.upsert(mock_db, [{**titles[0], "_id": 5}])
    topics_job.run(mock_db, nltk_folder, Request(topics="3"))
    current = store.vectors.load(mock_db, store.vectors.current_sets(mock_db)["topics"])
    row = dict(zip(current.ids.tolist(), current.vectors, strict=True))
    assert row[5] == pytest.approx(row[10], abs=0.1)


def test_without_a_sentence_model_it_is_said(mock_db, nltk_folder, titles, monkeypatch, capsys):
    monkeypatch.setattr(kinship, "FEW_TEXTS", 1000)
    monkeypatch.setattr(minilm, "folder", lambda: None)
    store.anime.upsert(mock_db, titles)
    topics_job.run(mock_db, nltk_folder, Request(topics="3"))
    assert "loose without the sentence model" in capsys.readouterr().err
    assert store.vectors.current_sets(mock_db)["topics"].model == "NMF of TF-IDF"
