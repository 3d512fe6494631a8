"""Answers of the official API."""

from __future__ import annotations

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crawler import errors, pages
from crawler.pages import AnimePage, ApiAnime, ApiRanking, ApiUserList, StatsPage
from store import schema
from store.documents import AnimeDocument

URL = "https://api.myanimelist.net/v2/anime/70001"
DETAILS = {
    "broadcast": {"day_of_the_week": "saturday", "start_time": "01:00"},
    "id": 70001,
    "title": "Lantern Harbour",
    "main_picture": {"medium": "https://api-cdn.myanimelist.net/images/anime/7000/1.jpg"},
    "alternative_titles": {"synonyms": ["LH", ""], "en": "", "ja": "灯の港"},
    "start_date": "2019-04", "end_date": "2019-06-30",
    "synopsis": "A keeper lights lamps.\n\nShips come.", "background": "",
    "mean": 7.51, "rank": 807, "popularity": 33, "num_list_users": 1200, "num_scoring_users": 300,
    "media_type": "tv", "status": "finished_airing", "num_episodes": 12,
    "genres": [{"id": 8, "name": "Drama"}], "studios": [{"id": 1, "name": "Quay"}],
    "start_season": {"year": 2019, "season": "spring"}, "source": "light_novel",
    "average_episode_duration": 1421, "rating": "pg_13",
    "related_anime": [
        {"node": {"id": 70002, "title": "Kites"}, "relation_type_formatted": "Side story"}
    ],
    "recommendations": [{"node": {"id": 70003, "title": "Salt"}, "num_recommendations": 4}],
    "statistics": {
        "status": {
            "watching": 1, "completed": 2, "on_hold": 3, "dropped": 4, "plan_to_watch": 5,
        },
    },
}  # fmt: skip


def test_details_are_a_document_of_the_same_shape_as_the_page(page_text):
    document = ApiAnime(json.dumps(DETAILS), URL).document()
    expected = {
        "_id": 70001, "title": "Lantern Harbour", "title_english": None,
        "title_japanese": "灯の港", "synonyms": ["LH"], "type": "TV", "source": "Light novel",
        "status": "Finished Airing", "episodes": 12, "minutes": 24, "aired_from": "2019-04",
        "aired_to": "2019-06-30", "season": "Spring 2019",
        "broadcast": "Saturdays at 01:00 (JST)", "rating": "PG-13 - Teens 13 or older",
        "genres": ["Drama"], "studios": ["Quay"], "score": 7.51, "scored_by": 300, "rank": 807,
        "popularity": 33, "members": 1200, "synopsis": "A keeper lights lamps.\n\nShips come.",
        "background": None, "img_url": "https://cdn.myanimelist.net/images/anime/7000/1.jpg",
        "related": [{"relation": "Side Story", "anime_id": 70002, "title": "Kites"}],
        "recommendations": [{"anime_id": 70003, "votes": 4}],
        "watching": {
            "watching": 1, "completed": 2, "on_hold": 3, "dropped": 4, "plan_to_watch": 5,
        },
    }  # fmt: skip
    assert document == expected


def test_each_field_has_the_type_that_the_page_gives_it(page_text):
    told = ApiAnime(json.dumps(DETAILS), URL).document()
    shown = AnimePage(page_text("tv_2025"), URL).document()
    shown |= StatsPage(page_text("stats_2026"), URL).document()
    assert set(told) <= set(shown)
    for document in (told, shown):
        complaints = list(schema.check_of(AnimeDocument)(document, ""))
        assert not complaints
    # What the API does not tell is left out: nothing known of it is overwritten.
    assert set(shown) - set(told) == {
        "producers", "licensors", "themes", "demographics", "favorites", "openings", "endings",
        "score_votes",
    }  # fmt: skip
    for name in ("related", "recommendations"):
        assert {tuple(row) for row in told[name]} == {tuple(row) for row in shown[name]}
    for name, value in told.items():
        if value is not None and shown[name] is not None:
            assert type(value) is type(shown[name]), name


def test_what_the_api_does_not_tell_is_unknown():
    document = ApiAnime('{"id": 1, "title": "x", "num_episodes": 0, "mean": null}', URL).document()
    assert (document["episodes"], document["score"], document["genres"]) == (None, None, [])
    assert "watching" not in document


def test_ranking_and_next_page():
    rows = [{"node": {"id": 5}}, {"node": {"id": "x"}}, 3]
    page = ApiRanking(json.dumps({"data": rows, "paging": {"next": URL + "?offset=500"}}), URL)
    assert (page.ids, page.next_url) == ([5], URL + "?offset=500")
    assert ApiRanking('{"data": [], "paging": {}}', URL).next_url is None


def test_user_list():
    status = {
        "status": "plan_to_watch", "score": 0, "num_episodes_watched": 3,
        "updated_at": "1970-01-02T00:00:00+00:00",
    }  # fmt: skip
    text = json.dumps({"data": [{"node": {"id": 5}, "list_status": status}]})
    assert ApiUserList(text, URL).entries == [
        {"anime_id": 5, "score": 0, "status": 6, "episodes": 3, "updated": 86400}
    ]


@pytest.mark.parametrize(
    ("text", "error"),
    [
        ('{"id": 1', errors.CutPageError),
        ("[1]", errors.FieldError),
        ('{"title": "x"}', errors.FieldError),
        ('{"id": 1}', errors.FieldError),
        ("[" * 99999, errors.PageError),
    ],
)
def test_other_answers_are_errors_that_name_the_url(text, error):
    with pytest.raises(error, match="https://api"):
        ApiAnime(text, URL).document()


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=6),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from([*DETAILS, "node", "name", "data", "paging"]), inner)
    ),
    max_leaves=15,
)


@settings(max_examples=150, deadline=None)
@given(changes=st.dictionaries(st.sampled_from(list(DETAILS)), JSON), whole=JSON)
def test_any_json_gives_plain_data_or_our_own_error(changes, whole):
    problem = None
    for page, answer in (
        (pages.ApiAnime, {**DETAILS, **changes}), (pages.ApiAnime, whole),
        (pages.ApiRanking, {"data": whole}), (pages.ApiUserList, {"data": [whole]}),
    ):  # fmt: skip
        try:
            found = page(json.dumps(answer), URL)
            json.dumps(found.document() if page is pages.ApiAnime else [found.rows, found.next_url])
            assert page is not pages.ApiRanking or all(found.ids)
            assert page is not pages.ApiUserList or all(e["anime_id"] for e in found.entries)
        except errors.PageError as error:
            problem = str(error)
    assert problem is None or URL in problem
