"""Texts that nobody should write, through the whole room: counted, and never a crash."""

from __future__ import annotations

import numpy as np
import pytest

import store
from nlp import minilm, reviews_job, story_job, topics_job
from nlp.topics_job import Request

HOSTILE = {
    "one word": "Fox",
    "spaces": " \t \n ",
    "a million characters": "the wolf runs over the hill. " * 35_000,
    "emoji": "🦊🌙⚓" * 30,
    "right to left": "הזאב ישן בבית ליד הים הגדול והירח זורח מעל היער " * 3,
    "mixed directions": "A fox \u202e kcab semoc \u202c to the den.",
    "html": "<div onclick='x()'><p>A fox &amp; a <b>den</b></p></div>",
    "unclosed html": "<a <b <c " * 400,
    "controls": "A\x00 fox\x07 in\x1b[31m a den",
    "brackets": "(" * 500 + "[" * 500,
    "another language": "Le loup dort dans la maison et il ne rêve pas de la forêt.",
    "no spaces": "x" * 30_000,
    "combining marks": "f" + "\u0301" * 500 + "ox",
    "placeholder": "No synopsis information has been added to this title.",
}


@pytest.fixture
def hostile_db(mock_db, titles):
    rows = [
        {"_id": 1000 + at, "title": name, "synopsis": text}
        for at, (name, text) in enumerate(HOSTILE.items())
    ]
    store.anime.upsert(mock_db, [*titles, *rows])
    return mock_db


def test_every_text_is_counted_and_every_row_is_finite(hostile_db, nltk_folder, monkeypatch):
    monkeypatch.setattr(minilm, "folder", lambda: None)
    topics_line = topics_job.run(hostile_db, nltk_folder, Request(topics="3"))
    story_line = story_job.run(hostile_db, nltk_folder, seed=1)
    for line in (topics_line, story_line):
        counts = line[line.index("(") + 1 :]
        assert "2 cut at 20000 characters" in counts
        assert "not in English" in counts
        assert "without a story" in counts
    sets = store.vectors.current_sets(hostile_db)
    for kind in ("topics", "story"):
        current = store.vectors.load(hostile_db, sets[kind])
        assert np.isfinite(current.vectors).all()
        assert current.vectors.any(axis=1).all()


@pytest.mark.skipif(minilm.folder() is None, reason="the sentence model is not installed")
def test_the_sentence_model_takes_them_all(hostile_db, nltk_folder):
    hostile_db.anime.update_many(
        {"title": "a million characters"}, {"$set": {"synopsis": "x. " * 900}}
    )
    line = story_job.run(hostile_db, nltk_folder, seed=1)
    assert "not in English" in line
    info = store.vectors.current_sets(hostile_db)["story"]
    vectors = store.vectors.load(hostile_db, info).vectors
    assert np.linalg.norm(vectors, axis=1) == pytest.approx(np.ones(len(vectors)), abs=1e-5)


def test_hostile_reviews(mock_db, nltk_folder, titles):
    store.anime.upsert(mock_db, titles)
    store.reviews.upsert(
        mock_db,
        [
            {"_id": at, "anime_id": 10, "user": "u", "text": text}
            for at, text in enumerate(HOSTILE.values())
        ],
    )
    assert reviews_job.run(mock_db, nltk_folder, seed=1).startswith("reviews: ")
