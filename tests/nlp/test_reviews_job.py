"""From stored reviews to the published set, with a corpus just large enough to learn from."""

from __future__ import annotations

import json

import numpy as np
import pytest

import store
from nlp import reviews_job, word_vectors

SENTENCES = {
    "music": (
        "the music carries every quiet scene and the songs stay in the ear",
        "a melody returns with each chapter and the orchestra never shouts",
        "even the silence between two songs belongs to the music",
    ),
    "fights": (
        "the fights are fast and every sword strikes with weight",
        "a duel lasts half an hour and the sword never feels light",
        "punches land hard and the animation of the duel is fluid",
    ),
}


def _review(number, anime_id, kind, **fields):
    told = SENTENCES[kind]
    text = ". ".join(told[(number + at) % 3].capitalize() for at in range(3)) + "."
    return {"_id": number, "anime_id": anime_id, "user": "u", "text": text, **fields}


@pytest.fixture
def reviewed(mock_db, monkeypatch):
    monkeypatch.setattr(word_vectors, "FEWEST_WORDS", 200)
    rows = [
        _review(100 * anime_id + number, anime_id, kind, spoiler=number == 1)
        for anime_id, kind in ((1, "music"), (2, "fights"), (3, "music"), (4, "fights"))
        for number in range(6)
    ]
    rows.append({"_id": 900, "anime_id": 1, "user": "u", "text": ""})
    rows.append({"_id": 901, "anime_id": 9, "user": "u", "text": "Le loup dort dans la maison et "
                 "il ne rêve pas de la forêt."})  # fmt: skip
    store.reviews.upsert(mock_db, rows)
    return mock_db


def _set(db):
    info = store.vectors.current_sets(db)["reviews"]
    return store.vectors.load(db, info), *store.vectors.load_model(db, info)


def test_titles_reviewed_alike_are_near(reviewed, nltk_folder):
    line = reviews_job.run(reviewed, nltk_folder, seed=1)
    assert line.startswith("reviews: 4 titles (24 reviews, ")
    for told in ("1 without a story", "1 not in English", "4 spoilers, never quoted"):
        assert told in line
    current, arrays, facts = _set(reviewed)
    assert current.ids.tolist() == [1, 2, 3, 4]
    likeness = current.vectors @ current.vectors.T
    assert likeness[0, 2] > 0.8 > likeness[0, 1]
    assert facts["n_reviews"] == {"1": 6, "2": 6, "3": 6, "4": 6}
    assert len(arrays["review_ids"]) == 24
    json.dumps(facts)
    quoted = facts["gist"]["2"]
    assert 1 <= len(quoted) <= 3
    assert all(entry["review_id"] // 100 == 2 and entry["review_id"] != 201 for entry in quoted)


def test_nothing_changed_and_a_new_review_is_read_with_the_same_words(reviewed, nltk_folder):
    reviews_job.run(reviewed, nltk_folder, seed=1)
    _, before, _ = _set(reviewed)
    assert reviews_job.run(reviewed, nltk_folder, 1) == "reviews: nothing changed (4 rows)"
    store.reviews.upsert(reviewed, [_review(700, 7, "music")])
    assert reviews_job.run(reviewed, nltk_folder, 1).endswith("the words that are there")
    current, after, _ = _set(reviewed)
    assert 7 in current.ids
    assert np.array_equal(before["words"], after["words"])
    store.reviews.upsert(reviewed, [_review(800 + n, 8, "fights") for n in range(9)])
    assert "words learned" in reviews_job.run(reviewed, nltk_folder, 1)


def test_few_reviews_learn_from_synopses_too_and_too_few_say_so(
    mock_db, nltk_folder, titles, monkeypatch
):
    assert reviews_job.run(mock_db, nltk_folder, 1).startswith("reviews: no reviews stored yet")
    store.reviews.upsert(mock_db, [_review(1, 10, "music")])
    line = reviews_job.run(mock_db, nltk_folder, 1)
    assert "1 reviews hold too few words, nothing published" in line
    assert "reviews" not in store.vectors.current_sets(mock_db)
    monkeypatch.setattr(word_vectors, "FEWEST_WORDS", 100)
    store.anime.upsert(mock_db, titles)
    assert "with the help of 24 synopses" in reviews_job.run(mock_db, nltk_folder, 1)
