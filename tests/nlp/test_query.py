from __future__ import annotations

import subprocess
import sys

import numpy as np
import pytest

from nlp import minilm, minilm_numpy, query, story
from nlp.story import Part
from nlp.wordpiece import WordPiece

PARTS = [
    Part("meaning", 0, 2, 1.0), Part("tags", 2, 5, 0.5), Part("length", 5, 23, 0.15),
    Part("words", 23, 25, 0.3),
]  # fmt: skip
FACTS = {
    "parts": [vars(part) for part in PARTS],
    "tags": ["Slice of Life", "Mecha", "School"],
    "terms": ["shop", "wolf"],
    "stems": {"shop": "shop", "shops": "shop", "wolves": "wolf"},
}
ARRAYS = {
    "glosses": np.zeros((3, 2), dtype=np.float32),
    "mean": np.zeros(2, dtype=np.float32),
    "axes": np.array([[1, 0], [0, 1]], dtype=np.float32),
    "idf": np.array([2, 1], dtype=np.float32),
}


class _Fixed:
    n_dims = 2
    pieces = WordPiece(["[PAD]", "[UNK]", "[CLS]", "[SEP]", "a"])

    @classmethod
    def load(cls, path):
        return cls()

    def embed(self, text):
        return np.array([0.6, 0.8], dtype=np.float32)


@pytest.fixture
def asked(monkeypatch, tmp_path):
    monkeypatch.setattr(minilm, "folder", lambda: tmp_path)
    monkeypatch.setattr(minilm_numpy, "MiniLM", _Fixed)
    return query.open_query(FACTS, ARRAYS)


def test_a_question_says_its_meaning_and_the_tags_it_names(asked):
    found = asked.vector("A quiet slice of life show in two schools")
    assert found.shape == (asked.n_dims,) == (25,)
    assert found.dtype == np.float32
    assert np.linalg.norm(found) == pytest.approx(1)
    parts = story.parts_of(FACTS)
    assert found[:2] / found[0] == pytest.approx([1, 0.8 / 0.6])
    assert parts["tags"].rows(found[None])[0] == pytest.approx([0.7071, 0, 0.7071], abs=1e-4)
    # Meaning to tags as 1 to the root of their weight.
    assert np.linalg.norm(found[2:5]) / np.linalg.norm(found[:2]) == pytest.approx(np.sqrt(0.5))


def test_a_mood_is_read_as_the_kinds_it_means(monkeypatch, tmp_path):
    monkeypatch.setattr(minilm, "folder", lambda: tmp_path)
    monkeypatch.setattr(minilm_numpy, "MiniLM", _Fixed)
    # Cosines .6, .36 and .28 with what is asked: two are too far behind the first.
    glosses = np.array([[1, 0], [-0.6, 0.9], [0.6, -0.1]], dtype=np.float32)
    standing = Part("standing", 25, 27, 2.0)
    facts = {**FACTS, "parts": [*FACTS["parts"], vars(standing)]}
    asked = query.open_query(facts, {**ARRAYS, "glosses": glosses})
    reading = asked.read("something calm")
    assert reading.kinds == {"Slice of Life": 1.0}
    assert asked.read("mecha, but calm").kinds == {"Slice of Life": 1.0, "Mecha": 1.0}
    least, more = query.STANDING_ASKED_FOR
    assert reading.vector[25:] / np.linalg.norm(reading.vector[:2]) == pytest.approx(
        [least + more] * 2
    )
    assert asked.read("").kinds == {}


def test_words_in_any_form_weigh_by_how_rare_they_are(asked):
    part = story.parts_of(FACTS)["words"]
    found = asked.vector("Wolves keep shops, and a shop keeps wolves")
    # Two shops of idf 2 to two wolves of idf 1.
    assert part.rows(found[None])[0] == pytest.approx(np.array([2, 1]) / np.sqrt(5), abs=1e-5)
    assert not asked.vector("a tale of nothing else")[23:].any()


@pytest.mark.parametrize(
    ("question", "told"),
    [
        ("a quiet show about running a shop", "quiet, running a shop"),
        ("An anime where foxes talk", "foxes talk"),
        ("something about a lighthouse", "a lighthouse"),
        ("a sad love story about illness", "a sad love story about illness"),
        ("movie about", "movie about"),
        ("", ""),
    ],
)
def test_what_frames_a_question_goes(question, told):
    assert query.unframed(question) == told


def test_a_question_without_tags_or_words(asked):
    assert not asked.vector("a tale")[2:5].any()
    assert not asked.vector("   ").any()
    assert not asked.vector("").any()


@pytest.mark.parametrize(
    "text", ["\x00", "🦊" * 50, "שלום עולם", "<script>alert(1)</script>", "a " * 100_000, "\ud800"]
)
def test_hostile_questions(asked, text):
    found = asked.vector(text)
    assert np.isfinite(found).all()
    assert np.linalg.norm(found) in (0.0, pytest.approx(1, abs=1e-5))


def test_nothing_to_ask(monkeypatch, tmp_path):
    monkeypatch.setattr(minilm, "folder", lambda: tmp_path)
    assert query.open_query({}, {}) is None
    assert query.open_query(FACTS, {**ARRAYS, "mean": np.zeros(0)}) is None
    monkeypatch.setattr(minilm, "folder", lambda: None)
    assert query.open_query(FACTS, ARRAYS) is None


@pytest.mark.skipif(minilm.folder() is None, reason="the sentence model is not installed")
def test_the_serving_process_needs_no_heavy_package():
    code = (
        "import sys, numpy as np; from nlp.query import open_query\n"
        f"facts = {FACTS!r}\n"
        "arrays = {'mean': np.zeros(2), 'axes': np.eye(2), 'idf': np.ones(2), "
        "'glosses': np.zeros((3, 2))}\n"
        "asked = open_query(facts, arrays)\n"
        "assert asked is not None\n"
        "heavy = {'tensorflow', 'sklearn', 'nltk', 'torch'} & set(sys.modules)\n"
        "assert not heavy, heavy"
    )
    subprocess.run([sys.executable, "-c", code], check=True, timeout=60)
