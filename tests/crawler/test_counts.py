"""Counts in words."""

from __future__ import annotations

from crawler.counts import in_words, unknown_in_words


def test_counts_in_words():
    stats = {"anime/new": 1980, "anime/fresh": 10, "anime/failed": 2, "poster/new": 85}
    assert in_words(stats) == (
        "1,990 titles (1,980 new, 10 fresh, 2 failed), 0 users, 85 posters (85 new), 0 reviews"
    )


def test_unknown_fields_in_words_most_first():
    stats = {"anime/read": 1200, "unknown/season": 7, "unknown/broadcast": 1100, "unknown/type": 0}
    assert unknown_in_words(stats) == "broadcast 1,100 of 1,200, season 7 of 1,200"
    assert unknown_in_words({"anime/read": 3}) == ""
