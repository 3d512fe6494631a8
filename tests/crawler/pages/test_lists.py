"""Pages that list titles or members: search, seasons, genres, clubs, profiles, users' lists."""

from __future__ import annotations

import pytest

from crawler import errors, pages

URL = "https://myanimelist.net/x"


def test_search(page_text):
    page = pages.SearchPage(page_text("search_2022"), URL + "?o=9&show=50")
    assert page.rows == [
        {"_id": 70001, "title": "Lantern Harbour", "type": "TV", "episodes": 12, "score": 7.51},
        {"_id": 70009, "title": "Later", "type": None, "episodes": None, "score": None},
    ]
    assert page.next_offset == 100


def test_a_page_without_results_is_told_from_another_page(page_text):
    empty = '<html><div class="js-categories-seasonal"><table></table></div></html>'
    assert pages.SearchPage(empty, URL).ids == []
    with pytest.raises(errors.FieldError, match="'rows' are missing"):
        _ = pages.SearchPage(page_text("stats_2026"), URL).rows


def test_season_and_genre(page_text):
    season = pages.SeasonPage(page_text("season_2018"), URL)
    assert season.cards == [
        {"_id": 70001, "title": "Lantern Harbour", "members": 24262, "score": 7.51}
    ]
    assert season.genre_ids == {70001: [1, 8]}
    genre = pages.GenrePage(page_text("genre_2026"), URL)
    assert [(card["_id"], card["members"], card["score"]) for card in genre.cards] == [
        (70001, 30213, None),
        (70002, None, None),
    ]
    assert genre.next_page == 2
    assert pages.GenrePage(page_text("genre_2026"), URL + "?page=2").next_page is None


def test_cards_that_cannot_be_read_are_an_error(page_text):
    text = page_text("season_2018").replace("link-title", "other")
    with pytest.raises(errors.FieldError, match="'cards' are unreadable"):
        _ = pages.SeasonPage(text, URL).ids


def test_members_of_a_club(page_text):
    page = pages.ClubMembersPage(page_text("club_2026"), URL)
    assert page.names == ["-ida", "mira_q", "tomo-7"]
    assert page.next_offset is None


def test_profile(page_text):
    page = pages.ProfilePage(page_text("profile_2026"), URL)
    assert page.document() == {"_id": "mira_q", "joined": "2015-01-05"}
    assert (page.last_online, page.days, page.mean_score) == ("Today, 1:00 PM", 1012.5, 7.25)
    assert list(page.counts.values()) == [2, 1010, 1, 0, 3]


def test_modern_list(page_text):
    page = pages.ListPage(page_text("list_modern_2021"), URL)
    assert page.entries == [
        {"anime_id": 70001, "score": 4, "status": 4, "episodes": 15, "updated": None},
        {"anime_id": 70002, "score": 0, "status": 2, "episodes": 1, "updated": 1618868682},
    ]
    assert (page.n_rows, page.is_last, page.is_private) == (2, True, False)


def test_classic_list(page_text):
    page = pages.ListPage(page_text("list_classic_2021"), URL)
    assert [tuple(entry.values())[:4] for entry in page.entries] == [
        (70001, 7, 1, 9),
        (70002, 0, 2, 12),
        (70003, 0, 6, 0),
    ]


def test_a_page_that_is_no_list(page_text):
    with pytest.raises(errors.FieldError, match="no table"):
        _ = pages.ListPage(page_text("stats_2026"), URL).entries
    hidden = "<html>Access to this list has been restricted by the owner.</html>"
    assert pages.ListPage(hidden, URL).is_private


def test_top_of_2013(page_text):
    page = pages.TopPage(page_text("top_2013"), URL)
    assert page.rows == [
        {"_id": 70001, "title": "Lantern Harbour", "rank": 1, "score": 7.51, "members": 4763}
    ]
    assert page.next_offset == 30
    assert pages.TopPage("<html><h1>Top Anime</h1><table></table></html>", URL).ids == []


def test_anime_of_2013(page_text):
    document = pages.AnimePage(
        page_text("tv_2013"), "http://myanimelist.net/anime/70001/x"
    ).document()
    expected = {
        "_id": 70001, "title": "Lantern Harbour", "title_english": "Harbour of Lanterns",
        "type": "TV", "episodes": 12, "aired_from": "2006-04-04", "aired_to": "2006-06-01",
        "genres": ["Drama", "Slice of Life"], "minutes": 24, "score": 7.94, "scored_by": 9295,
        "rank": 370, "popularity": 812, "members": 21005, "favorites": 77,
        "synopsis": "A keeper lights lamps.\n\nShips come.",
        "openings": ['"Low Tide" by The Buoys', '"High Tide" by The Buoys'],
        "endings": ['"Lamp" by Ida Sato'],
        "img_url": "http://cdn.myanimelist.net/images/anime/7/5.jpg",
    }  # fmt: skip
    assert {name: document[name] for name in expected} == expected
    assert [(row["relation"], row["anime_id"]) for row in document["related"]] == [
        ("Side Story", 70002),
        ("Side Story", 70003),
        ("Sequel", 70004),
    ]
