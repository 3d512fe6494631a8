"""Franchises by hand."""

from __future__ import annotations

from crawler.franchises import franchise_of


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
