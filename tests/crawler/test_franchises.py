"""Franchises by hand."""

from __future__ import annotations

import pytest

from crawler.franchises import franchise_of
from crawler.title_stems import namesakes, stem


def test_sequels_and_side_stories_join_and_other_links_do_not():
    relations = {
        30: [("Sequel", 31), ("Character", 50)],
        31: [("Prequel", 30), ("Side Story", 7)],
        7: [],
        50: [("Other", 31), ("Adaptation", 30)],
        60: [("Spin-off", 61)],
        61: [("Parent story", 60)],
    }
    assert franchise_of(relations) == {30: 7, 31: 7, 7: 7, 50: 50, 60: 60, 61: 60}


def test_a_title_nobody_crawled_joins_its_namers_but_gives_no_id():
    relations = {20: [("Parent Story", 3)], 21: [("Parent Story", 3)]}
    assert franchise_of(relations) == {20: 20, 21: 20}


def test_long_chains_end_at_the_lowest_id():
    relations = {n: [("Sequel", n + 1)] for n in range(1, 3000)}
    assert set(franchise_of(relations).values()) == {1}


def test_nothing_known():
    assert franchise_of({}) == {}


@pytest.mark.parametrize(
    "crossing",
    [
        {9: [("Parent Story", 1), ("Parent Story", 5)]},
        {1: [("Side Story", 9)], 5: [("Side Story", 9)]},
        {9: [("Prequel", 2), ("Prequel", 6)]},
        {9: [("Alternative Version", 1), ("Alternative Version", 5)]},
    ],
)
def test_a_crossover_joins_one_franchise_and_welds_none(crossing):
    own = {1: [("Sequel", 2)], 2: [], 5: [("Sequel", 6)], 6: [], 9: []}
    relations = {i: [*own[i], *crossing.get(i, [])] for i in own}
    assert franchise_of(relations) == {1: 1, 2: 1, 5: 5, 6: 5, 9: 1}
    titles = {1: "Kites", 2: "Kites 2", 5: "Saltworks", 6: "Saltworks 2", 9: "Saltworks: Kites"}
    assert franchise_of(relations, titles)[9] == 5


def test_a_special_of_two_seasons_stays_with_both():
    relations = {
        1: [("Sequel", 2), ("Side Story", 9)],
        2: [("Prequel", 1), ("Side Story", 9)],
        9: [("Parent Story", 1), ("Parent Story", 2)],
    }
    assert set(franchise_of(relations).values()) == {1}


def test_ids_stay_when_members_arrive_and_franchises_meet():
    before = franchise_of({10: [("Sequel", 11)], 11: [], 30: [], 40: []})
    assert before == {10: 10, 11: 10, 30: 30, 40: 40}
    # A lower id arrives; 30 turns out to be part of it; 40 stays alone.
    relations = {3: [("Sequel", 10)], 10: [("Sequel", 11)], 11: [("Sequel", 30)], 30: [], 40: []}
    after = franchise_of(relations, before=before)
    assert after == {3: 10, 10: 10, 11: 10, 30: 10, 40: 40}


def test_a_franchise_that_falls_apart_keeps_its_id_where_that_title_is():
    before = {1: 1, 2: 1, 3: 1}
    after = franchise_of({1: [], 2: [("Sequel", 3)], 3: []}, before=before)
    assert after == {1: 1, 2: 2, 3: 2}


def test_titles_join_where_relations_are_unknown():
    titles = {
        1: "Lantern Harbour", 2: "Lantern Harbour 2nd Season", 3: "Lantern Harbour: The Movie",
        4: "Lantern Harbour Specials", 5: "Harbour", 6: "Songs: One", 7: "Songs: Two",
    }  # fmt: skip
    assert franchise_of(dict.fromkeys(titles, ()), titles) == {
        1: 1, 2: 1, 3: 1, 4: 1, 5: 5, 6: 6, 7: 7,
    }  # fmt: skip


def test_names_do_not_weld_what_relations_keep_apart():
    relations = {1: [("Sequel", 2)], 2: [], 3: [("Sequel", 4)], 4: []}
    titles = {1: "Kites", 2: "Kites Up", 3: "Kites (TV)", 4: "Kites Down"}
    assert franchise_of(relations, titles) == {1: 1, 2: 1, 3: 3, 4: 3}


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("Lantern Harbour 2nd Season Part 2", "lantern harbour"),
        ("Lantern Harbour: The Final Season", "lantern harbour"),
        ("Lantern Harbour Movie 3", "lantern harbour"),
        ("Lantern Harbour S5", "lantern harbour"),
        ("Lantern Harbour III (TV)", "lantern harbour"),
        ("Lantern☆Harbour!! OVA", "lantern harbour"),
        ("Lantern Harbour (2016)", "lantern harbour"),
        ("Moon (2016)", "moon (2016)"),
        ("Moon (Movie)", "moon (movie)"),
        ("86", "86"),
        ("Final", "final"),
        ("II", "ii"),
    ],
)
def test_stems(title, expected):
    assert stem(title) == expected


def test_a_part_joins_the_longest_whole_that_exists():
    titles = {1: "Kites", 2: "Kites: Summer", 3: "Kites: Summer - Rain", 4: "Salt: Kites"}
    assert sorted(namesakes(titles)) == [(1, 2), (2, 3)]
