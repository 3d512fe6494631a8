from __future__ import annotations

import dataclasses

import numpy as np
import pytest

from webapp.errors import NotFound, Unavailable, Unprocessable
from webapp.exploring.asking import by_picture, by_words


class Asked:
    """Reads "ship" as space, and nothing else."""

    def vector(self, text):
        return np.array([0, float("ship" in text), 0], dtype=np.float32)


@pytest.fixture
def asked(snapshot):
    return dataclasses.replace(snapshot, story_query=Asked())


def test_words_find_stories_one_a_franchise(asked):
    found = by_words(asked, "a ship at night", 5)
    assert [asked.cards[row].anime_id for row, _ in found][:2] == [10, 60]
    assert found[0][1] == pytest.approx(1.0)
    assert 40 not in [asked.cards[row].anime_id for row, _ in found]


def test_words_that_say_nothing_are_an_error(asked):
    with pytest.raises(Unprocessable):
        by_words(asked, "qwertz", 5)


def test_without_a_sentence_model_it_is_said(snapshot):
    with pytest.raises(NotFound, match="python -m nlp"):
        by_words(snapshot, "a ship", 5)


def test_a_picture_finds_posters_in_its_own_set_only(snapshot):
    views = np.array([[1, 0]], dtype=np.float32)
    found = by_picture(snapshot, snapshot.kinds["look"].info.set_id, views, 5)
    assert [snapshot.cards[row].anime_id for row, _ in found] == [1, 60]
    with pytest.raises(Unavailable):
        by_picture(snapshot, "look-of-yesterday", views, 5)
