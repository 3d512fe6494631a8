from __future__ import annotations

import copy
import dataclasses

import numpy as np

from webapp.exploring import groups, orders


def ids(snapshot, rows):
    return [snapshot.cards[row].anime_id for row in rows]


def test_topics_hold_the_titles_that_they_make_a_good_part_of(snapshot):
    found = {group.label: group for group in groups.topics(snapshot)}
    assert set(found) == {"murder and lamps", "ships in space", "quiet tea"}
    mysteries = groups.topic_rows(snapshot, 0)
    assert set(ids(snapshot, mysteries)) == {1, 2, 3, 30}
    assert ids(snapshot, mysteries)[0] == 1  # nothing but mystery
    assert found["murder and lamps"].words == ("murder", "lamp")
    assert groups.topic_rows(snapshot, 9).tolist() == []


def test_faces_are_of_one_franchise_each_and_fit_for_all(snapshot):
    calm = next(group for group in groups.topics(snapshot) if group.label == "quiet tea")
    assert 40 not in ids(snapshot, calm.faces)
    mystery = next(group for group in groups.genres(snapshot) if group.label == "Mystery")
    assert ids(snapshot, mystery.faces) == [1, 30]


def test_seasons_the_latest_first(snapshot):
    assert groups.seasons(snapshot) == [(2001, [("spring", 1)])]
    assert ids(snapshot, groups.season_rows(snapshot, 2001, "spring")) == [1]
    assert groups.season_of("Spring 2001") == (2001, "spring")
    assert groups.season_of("Monsoon 2001") is None
    assert groups.season_of(None) is None


def test_orders_are_what_they_say(snapshot):
    rows = np.arange(snapshot.n_items)
    newest = ids(snapshot, orders.ordered(snapshot, rows, "newest", 3))
    assert newest == [21, 20, 30]
    assert 40 not in ids(snapshot, orders.ordered(snapshot, rows, "known", 99))
    groups_of = snapshot.franchises.groups
    found = orders.ordered(snapshot, rows, "best", 99)
    assert len({int(groups_of[row]) for row in found}) == len(found)


def test_gems_are_trusted_little_known_and_first_of_their_kind(snapshot):
    found = ids(snapshot, orders.gems(snapshot, 5))
    assert found
    assert not {1, 10} & set(found)  # everybody knows these
    assert not {2, 3, 11, 40, 50} & set(found)  # later seasons, for adults, without a score


def test_a_song_is_no_gem(snapshot):
    (first, *_) = orders.gems(snapshot, 5)
    song = dataclasses.replace(snapshot.cards[first], type="Music")
    cards = [song if row == first else card for row, card in enumerate(snapshot.cards)]
    other = dataclasses.replace(snapshot, cards=cards, titles=copy.copy(snapshot.titles))
    assert first not in orders.gems(other, 5)
