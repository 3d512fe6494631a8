"""The tabs of a title's page: statistics, recommendations, reviews, characters, ..."""

from __future__ import annotations

import pytest

from crawler import errors, pages

URL = "https://myanimelist.net/anime/70001/x/tab"


def test_statistics(page_text):
    page = pages.StatsPage(page_text("stats_2026"), URL)
    assert page.anime_id == 70001
    assert page.total == 26637
    assert page.document() == {
        "watching": {
            "watching": 1204, "completed": 20400, "on_hold": 0, "dropped": 33,
            "plan_to_watch": 5000,
        },
        "score_votes": [1, 0, 0, 0, 0, 0, 1200, 0, 0, 300],
    }  # fmt: skip


def test_statistics_without_votes_are_unknown(page_text):
    text = page_text("stats_2026").replace("score-stats", "none")
    assert pages.StatsPage(text, URL).score_votes is None


def test_statistics_without_a_label_name_it(page_text):
    text = page_text("stats_2026").replace("Dropped:", "Gone:")
    with pytest.raises(errors.FieldError, match="dark_text of dropped"):
        pages.StatsPage(text, URL).document()


def test_recommendations(page_text):
    page = pages.RecommendationsPage(page_text("userrecs_2024"), URL)
    assert page.recommendations == [
        {"anime_id": 70002, "votes": 2, "text": "Both are slow\nand kind."},
        {"anime_id": 70003, "votes": 1, "text": "Rain in both."},
    ]
    assert page.texts[70002] == ["Both are slow\nand kind.", "Same sea."]


def test_pictures(page_text):
    page = pages.PicturesPage(page_text("pics_2021"), URL)
    base = "https://cdn.myanimelist.net/images/anime/7000/"
    assert page.document() == {"pictures": [base + "1l.jpg", base + "2l.jpg"]}


@pytest.mark.parametrize(
    ("name", "role", "language", "roles"),
    [
        ("characters_2026", "Main", "Japanese", ["Director", "Script"]),
        ("characters_2017", "Supporting", "English", ["Producer"]),
    ],
)
def test_characters(page_text, name, role, language, roles):
    page = pages.CharactersPage(page_text(name), URL)
    voice = {"person_id": 501, "name": "Brook, Ann", "language": language}
    ida = {"character_id": 900, "name": "Sato, Ida", "role": role, "voices": [voice]}
    assert page.characters == [ida]
    assert page.staff == [{"person_id": 601, "name": "Dunn, Cleo", "roles": roles}]


def test_episodes_shown_twice_are_one(page_text):
    page = pages.EpisodesPage(page_text("episodes_2018"), URL)
    assert page.episodes == [
        {"number": 1, "title": "The Quay", "aired": "2018-01-04"},
        {"number": 2, "title": "Fog", "aired": None},
    ]
    assert page.next_offset == 100
    assert pages.EpisodesPage(page_text("episodes_2018"), URL + "?offset=100").next_offset is None


def test_reviews_of_2024(page_text):
    page = pages.ReviewsPage(page_text("reviews_2024"), URL)
    first, second = page.reviews
    assert first == {
        "_id": 880001, "anime_id": 70001, "user": "mira_q", "score": 7,
        "verdict": "Mixed Feelings", "episodes": 3, "preliminary": True, "spoiler": False,
        "text": "It begins and ends.", "date": "2023-08-24",
        "reactions": {
            "nice": 1, "love_it": 2, "funny": 0, "confusing": 0, "informative": 0,
            "well_written": 0, "creative": 0,
        },
    }  # fmt: skip
    assert (second["_id"], set(second["reactions"].values())) == (880002, {0})
    assert page.next_page == 2


def test_reviews_of_2021(page_text):
    page = pages.ReviewsPage(page_text("reviews_2021"), URL + "?p=3")
    (review,) = page.reviews
    assert (review["_id"], review["score"], review["episodes"]) == (770001, 8, 4)
    assert review["text"] == "Calm.\nVery calm."
    assert review["reactions"] == {"helpful": 17}
    assert page.next_page == 4
    # A link backwards is no next page.
    assert pages.ReviewsPage(page_text("reviews_2021"), URL + "?p=4").next_page is None


@pytest.mark.parametrize(
    "page", [pages.RecommendationsPage, pages.PicturesPage, pages.CharactersPage,
             pages.EpisodesPage, pages.ReviewsPage],
)  # fmt: skip
def test_another_tab_is_refused_with_its_title(page_text, page):
    with pytest.raises(errors.FieldError, match="'Lantern Harbour Stats"):
        page(page_text("stats_2026"), URL)


FACTS = '<div><span class="dark_text">Type:</span> TV</div>'
NOTHING = '<div class="badresult">Nothing has been added to this title yet.</div>'


@pytest.mark.parametrize(
    ("page", "title", "document"),
    [
        (pages.PicturesPage, "Pictures", {"pictures": []}),
        (pages.RecommendationsPage, "Recommendations", {"recommendations": []}),
        (pages.CharactersPage, "Characters & Staff", {"characters": [], "staff": []}),
    ],
)
def test_a_tab_without_anything_is_empty_and_not_gone(page, title, document):
    head = f"<html><head><title>Kelp - {title}</title></head>"
    for said in ("", NOTHING):
        assert page(f"{head}<body>{FACTS}{said}</body></html>", URL).document() == document
    with pytest.raises(errors.GonePageError, match="Nothing has been added"):
        page(f"{head}<body>{NOTHING}</body></html>", URL)


def test_a_title_without_reviews_and_episodes_has_none():
    body = f"<body>{FACTS}{NOTHING}</body></html>"
    reviews = pages.ReviewsPage(f"<html><title>Kelp - Reviews</title>{body}", URL)
    assert (reviews.reviews, reviews.next_page) == ([], None)
    episodes = pages.EpisodesPage(f"<html><title>Kelp - Episodes</title>{body}", URL)
    assert (episodes.episodes, episodes.next_offset) == ([], None)


def test_episodes_of_a_long_title(page_text):
    rows = "".join(
        f'<tr class="episode-list-data"><td class="episode-number">{number}</td>'
        f'<td class="episode-title"><a href="/x">No. {number}</a></td>'
        '<td class="episode-aired">N/A</td></tr>'
        for number in range(1101, 1201)
    )
    pager = "".join(f'<a href="?offset={offset}">x</a>' for offset in range(0, 1300, 100))
    text = f"<html><title>Kelp - Episodes</title><body>{pager}<table>{rows}</table></html>"
    page = pages.EpisodesPage(text, URL + "?offset=1100")
    assert (page.episodes[0]["number"], len(page.episodes)) == (1101, 100)
    assert page.episodes[0] == {"number": 1101, "title": "No. 1101", "aired": None}
    assert page.next_offset == 1200


def test_characters_without_voices_are_characters():
    row = (
        '<table class="js-anime-character-table"><tr><td><div class="picSurround">'
        '<a href="/character/901/x"><img></a></div></td><td><div><a href="/character/901/x">'
        '<h3 class="h3_character_name">Sato, Ida</h3></a></div><div>Supporting</div></td>'
        "<td><table></table></td></tr></table>"
    )
    text = f"<html><title>Kelp - Characters & Staff</title><body>{FACTS}{row}</body></html>"
    (ida,) = pages.CharactersPage(text, URL).characters
    assert ida == {
        "character_id": 901, "name": "Sato, Ida", "role": "Supporting", "voices": [],
    }  # fmt: skip
