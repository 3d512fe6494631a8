from __future__ import annotations

import pytest

import store
from webapp.exploring.cast import cast_of, of_the_same_cast


def character(number, *people, role="Main", language="Japanese"):
    voices = [{"person_id": one, "name": f"P{one}", "language": language} for one in people]
    return {"character_id": number, "name": f"C{number}", "role": role, "voices": voices}


@pytest.fixture
def played(world):
    """Title 1 is played by 7 and 8; 30 by 7; 10 has the same character and 8; 60 by 7 aside."""
    casts = {
        1: [character(100, 7), character(101, 8), character(102, 9, role="Supporting")],
        2: [character(100, 7), character(101, 8)],
        10: [character(101, 8)],
        20: [character(300, 9)],
        30: [character(400, 7)],
        40: [character(500, 7)],
        60: [character(600, 7, role="Supporting"), character(601, 8, language="English")],
    }
    store.anime.upsert(world, [{"_id": id_, "characters": cast} for id_, cast in casts.items()])
    return world


def test_the_main_cast_is_read_and_nothing_else(played):
    cast = cast_of(store.anime.find(played, 1))
    assert (cast.characters, cast.voices) == ({100, 101}, {7, 8})
    assert cast_of({"characters": None}).shared_with(cast) == 0


def test_the_same_character_says_more_than_the_same_voice(played, snapshot):
    # 2 is of the same franchise and 40 for adults; in 60 the two have no main part in Japanese.
    rows = of_the_same_cast(played, snapshot, snapshot.row_of(1), 5)
    assert [snapshot.cards[row].anime_id for row in rows] == [10, 30]
    rows = of_the_same_cast(played, snapshot, snapshot.row_of(1), 1)
    assert [snapshot.cards[row].anime_id for row in rows] == [10]


def test_without_a_cast_there_is_nothing(world, snapshot):
    assert of_the_same_cast(world, snapshot, snapshot.row_of(1), 5) == []
