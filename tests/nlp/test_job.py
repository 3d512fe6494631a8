"""The two jobs from stored synopses to published sets, with a small stand-in for the model."""

from __future__ import annotations

import json

import numpy as np
import pytest

import store
from nlp import encoder, minilm, minilm_numpy, story, story_job, topics_fit, topics_job
from nlp.errors import NoStories, NotBuilt, NoTopics
from nlp.topics_job import Request
from nlp.wordpiece import WordPiece

FOREIGN = {"_id": 900, "title": "F", "synopsis": "Le loup dort dans la maison et il ne rêve pas."}
EMPTY = {"_id": 901, "title": "E", "synopsis": "N/A"}
SHORT = {"_id": 902, "title": "S", "synopsis": "A witch."}


class _Counted:
    """A model that counts what it is asked, and points where a text's words do."""

    n_dims = 8
    pieces = WordPiece(["[PAD]", "[UNK]", "[CLS]", "[SEP]", *"abcdefghijklmnopqrstuvwxyz"])
    encoded = 0

    @classmethod
    def load(cls, path):
        return cls()

    @staticmethod
    def n_batches(windows):
        return len(windows)

    def encode(self, windows):
        for row, window in enumerate(windows):
            type(self).encoded += 1
            yield np.array([row]), self.embed(window)[None]

    def embed(self, window):
        return np.random.default_rng(window).normal(size=8).astype(np.float32)


@pytest.fixture
def model(monkeypatch, tmp_path):
    monkeypatch.setattr(minilm_numpy, "MiniLM", _Counted)
    monkeypatch.setattr(minilm, "folder", lambda: tmp_path)
    monkeypatch.setattr(_Counted, "encoded", 0)
    return _Counted


@pytest.fixture
def stored(db, titles):
    store.anime.upsert(db, [*titles, FOREIGN, EMPTY, SHORT])
    return db


def _set(db, kind):
    info = store.vectors.current_sets(db)[kind]
    return info, store.vectors.load(db, info), *store.vectors.load_model(db, info)


def test_topics_are_published_with_the_words_that_pages_need(stored, nltk_folder):
    line = topics_job.run(stored, nltk_folder, Request(topics="3"))
    assert line.startswith("topics: 25 titles, 3 topics (20 stories, 5 short")
    assert "1 not in English" in line
    assert "1 without a story" in line
    assert "2 in all without a row" in line
    info, current, arrays, facts = _set(stored, "topics")
    assert current.vectors.sum(axis=1) == pytest.approx(np.ones(25), abs=1e-5)
    assert set(current.ids.tolist()) == {10 * n for n in range(1, 25)} | {902}
    told = {"label", "words", "share", "titles", "coherence", "carried", "reason"}
    assert set(facts["topics"][0]) == told
    assert set(facts["keywords"]) == {str(id_) for id_ in current.ids}
    assert info.metrics["learned_from"] == 27
    assert arrays["components"].shape == (3, len(facts["terms"]))
    json.dumps(facts)


def test_nothing_changed_is_noticed(stored, nltk_folder, monkeypatch):
    first = topics_job.run(stored, nltk_folder, Request(topics="3"))
    monkeypatch.setattr(topics_fit, "learn", None)
    assert topics_job.run(stored, nltk_folder, Request(topics="3")) == (
        "topics: nothing changed (25 rows)"
    )
    assert "learned" in first


def test_a_new_title_is_read_without_learning_anew(stored, nltk_folder, monkeypatch, story_texts):
    topics_job.run(stored, nltk_folder, Request(topics="3"))
    _, before, _, _ = _set(stored, "topics")
    monkeypatch.setattr(topics_fit, "learn", None)
    twin = {"_id": 950, "title": "T", "synopsis": story_texts[3]}
    store.anime.upsert(stored, [twin])
    line = topics_job.run(stored, nltk_folder, Request(topics="3"))
    assert "27 texts as they were, 1 " in line
    assert "read with the model that is there" in line
    info, after, _, facts = _set(stored, "topics")
    assert np.array_equal(after.vectors[: len(before.ids) - 1], before.vectors[:-1])
    row = dict(zip(after.ids.tolist(), after.vectors, strict=True))
    assert row[950] == pytest.approx(row[40], abs=0.1)
    assert facts["keywords"]["950"] == facts["keywords"]["40"]
    assert info.metrics["added_since"] == 1


def test_many_new_titles_are_learned_from(stored, nltk_folder, titles):
    topics_job.run(stored, nltk_folder, Request(topics="3"))
    more = [{**title, "_id": title["_id"] + 1} for title in titles]
    store.anime.upsert(stored, more)
    assert topics_job.run(stored, nltk_folder, Request(topics="3")).endswith("; learned")


def test_no_stories_and_too_few(db, nltk_folder, titles):
    with pytest.raises(NoStories, match="run scrapy crawl mal"):
        topics_job.run(db, nltk_folder, Request())
    with pytest.raises(NoStories):
        story_job.run(db, nltk_folder, seed=1)
    store.anime.upsert(db, titles[:3])
    with pytest.raises(NoTopics):
        topics_job.run(db, nltk_folder, Request())
    assert store.vectors.current_sets(db) == {}


def test_few_stories_still_have_a_meaning(db, nltk_folder, titles, model):
    store.anime.upsert(db, titles[:3])
    story_job.run(db, nltk_folder, seed=1)
    _, _, _, facts = _set(db, "story")
    parts = story.parts_of(facts)
    assert (parts["meaning"].end, parts["words"].end) == (8, 8)


def test_many_texts_are_tensorflows(db, nltk_folder, titles, model, monkeypatch):
    monkeypatch.setattr(minilm_numpy, "MiniLM", None)
    monkeypatch.setattr(minilm, "MiniLM", _Counted)
    monkeypatch.setattr(encoder, "FEW_TEXTS", 2)
    store.anime.upsert(db, titles[:3])
    story_job.run(db, nltk_folder, seed=1)
    assert model.encoded == 3


def test_few_stories_without_the_model_have_nothing(db, nltk_folder, titles, monkeypatch):
    monkeypatch.setattr(minilm, "folder", lambda: None)
    store.anime.upsert(db, titles[:3])
    with pytest.raises(NoTopics):
        story_job.run(db, nltk_folder, seed=1)


def test_story_encodes_a_text_once(stored, nltk_folder, model):
    line = story_job.run(stored, nltk_folder, seed=1)
    assert line.startswith("story: 25 titles, ")
    assert model.encoded == 25
    assert story_job.run(stored, nltk_folder, seed=1) == "story: nothing changed (25 rows)"
    info, before, arrays, facts = _set(stored, "story")
    parts = story.parts_of(facts)
    assert (parts["meaning"].end, parts["words"].end) == (8, 8 + len(arrays["axes"]))
    assert info.n_dims == parts["standing"].end
    assert arrays["axes"].shape[1] == len(facts["terms"])
    store.anime.upsert(
        stored,
        [
            {"_id": 20, "title": "Title 2", "synopsis": "A different tale of a lighthouse keeper."},
            {"_id": 960, "title": "N", "synopsis": "A gardener finds a door below the roses."},
        ],
    )
    assert "26 texts as they were" in story_job.run(stored, nltk_folder, seed=1)
    assert model.encoded == 27
    _, after, again, _ = _set(stored, "story")
    kept = [id_ for id_ in before.ids.tolist() if id_ != 20]
    old = dict(zip(before.ids.tolist(), before.vectors, strict=True))
    new = dict(zip(after.ids.tolist(), after.vectors, strict=True))
    assert all(old[id_] == pytest.approx(new[id_], abs=1e-6) for id_ in kept)
    assert old[20] != pytest.approx(new[20], abs=0.01)
    assert np.linalg.norm(after.vectors, axis=1) == pytest.approx(np.ones(26), abs=1e-5)
    assert np.array_equal(arrays["mean"], again["mean"])


def test_a_tag_that_is_new_on_a_page_moves_its_title_without_encoding(stored, nltk_folder, model):
    tagged = {"genres": ["Sports"], "themes": ["School"], "rating": "PG", "source": "Original"}
    store.anime.upsert(stored, [{"_id": 10, **tagged}, {"_id": 20, "genres": ["Fantasy"]}])
    story_job.run(stored, nltk_folder, seed=1)
    _, before, _, facts = _set(stored, "story")
    encoded, at = model.encoded, before.ids.tolist().index(20)
    store.anime.upsert(stored, [{"_id": 20, "genres": ["Sports"], "episodes": 12, "minutes": 24}])
    assert "27 texts as they were)" in story_job.run(stored, nltk_folder, seed=1)
    assert model.encoded == encoded
    _, after, _, _ = _set(stored, "story")
    parts = story.parts_of(facts)
    tags = parts["tags"].rows(after.vectors)
    assert facts["tags"] == ["Fantasy", "School", "Sports"]
    assert parts["tags"].rows(before.vectors)[at].tolist() == [1, 0, 0]
    assert tags[at].tolist() == [0, 0, 1]
    assert parts["running time"].rows(after.vectors)[at].any()
    meaning = parts["meaning"]
    assert meaning.rows(after.vectors)[at] == pytest.approx(meaning.rows(before.vectors)[at])


def test_a_title_without_a_story_has_no_row_for_its_tags(stored, nltk_folder, model):
    store.anime.upsert(stored, [{"_id": 901, "genres": ["Sports"]}])
    story_job.run(stored, nltk_folder, seed=1)
    assert 901 not in _set(stored, "story")[1].ids


def test_story_without_weights_says_so(stored, nltk_folder, monkeypatch, capsys):
    monkeypatch.setattr(minilm, "folder", lambda: None)
    story_job.run(stored, nltk_folder, seed=1)
    assert "weights are not installed" in capsys.readouterr().err
    info, current, _, _ = _set(stored, "story")
    assert info.model == story.FALLBACK_NAME
    assert info.model.startswith("TF-IDF words")
    assert np.linalg.norm(current.vectors, axis=1) == pytest.approx(
        np.ones(len(current.ids)), abs=1e-5
    )


def test_shown_topics_search_and_neighbours(stored, nltk_folder, model, story_texts):
    from nlp import show

    with pytest.raises(NotBuilt, match="run python -m nlp"):
        list(show.topics(stored))
    topics_job.run(stored, nltk_folder, Request(topics="3"))
    story_job.run(stored, nltk_folder, seed=1)
    lines = list(show.topics(stored, loose=True))
    assert lines[0].startswith("3 topics of 25 titles")
    assert len(lines) == 10
    n_loose = sum(not topic["reason"] for topic in _set(stored, "topics")[3]["topics"])
    assert n_loose > 0
    shown = list(show.topics(stored))
    assert len(shown) == 1 + 3 * (3 - n_loose) + 1
    assert f"in {n_loose} topics too loose to show (--all): " in shown[-1]
    found = list(show.search(stored, story_texts[4], 3))
    assert len(found) == 3
    assert "Title 5" in found[0]
    nearest = [line.split()[1] for line in show.near(stored, "topics", 10, 5)]
    assert len(nearest) == 5
    assert set(nearest) <= {str(10 * n) for n in range(2, 9)}
    with pytest.raises(NotBuilt, match="no row for title 901"):
        list(show.near(stored, "topics", 901, 5))
