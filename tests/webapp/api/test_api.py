from __future__ import annotations

import json
import re

import pytest

from webapp import create_app


def post(client, body, **kwargs):
    return client.post("/api/v1/recommendations", json=body, **kwargs)


def ids(answer):
    return [item["anime_id"] for item in answer.get_json()["items"]]


def test_health_names_titles_and_sets(client):
    answer = client.get("/healthz")
    body = answer.get_json()
    assert answer.status_code == 200
    assert body["status"] == "ok"
    assert body["titles"] == 11
    assert set(body["sets"]) == {"story", "audience", "topics", "look"}
    assert body["sets"]["look"]["rows"] == 3
    assert re.match(r"\d{4}-\d\d-\d\dT", body["sets"]["look"]["created"])


def test_health_without_any_vector_set_is_503(quiet, mock_db):
    answer = create_app(quiet, mock_db).test_client().get("/healthz")
    assert answer.status_code == 503
    assert "python -m nlp" in answer.get_json()["reason"]


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("Chouchin no Ie", 1),
        ("paper lantrens", 1),
        ("提灯", 1),
        ("house of lanterns", 1),
        ("iron comit", 10),
        ("tea at n", 20),
    ],
)
def test_search_finds_by_any_name(client, typed, found):
    answer = client.get("/api/v1/search", query_string={"q": typed})
    assert ids(answer)[0] == found


def test_search_items_have_the_fields_of_the_contract(client):
    item = client.get("/api/v1/search?q=paper&limit=1").get_json()["items"][0]
    assert item["anime_id"] == 1
    assert item["title"] == "Chouchin no Ie"
    assert item["title_english"] == "Paper Lanterns"
    assert (item["type"], item["year"], item["score"]) == ("TV", 2001, 8.5)
    assert item["poster"] == "/posters/1"
    assert item["img_url"] is None


def test_a_title_without_picture_has_no_poster(client):
    item = client.get("/api/v1/search?q=star+ferry").get_json()["items"][0]
    assert item["poster"] is None


def test_anime_is_the_document_with_times_in_iso(client):
    body = client.get("/api/v1/anime/1").get_json()
    assert body["_id"] == 1
    assert body["synopsis"] == "A <b>lamp maker</b> looks for her brother."
    assert body["crawled_at"] == "2024-05-01T00:00:00+00:00"
    assert body["franchise_id"] == 1


def test_similar_by_story_is_plain_cosine_with_its_reason(client):
    answer = client.get("/api/v1/anime/1/similar?kind=story&k=3")
    assert ids(answer) == [2, 3, 30]
    last = answer.get_json()["items"][2]
    # The cosine of (1, 0, 0) and (1, 0, 0.3).
    assert last["score"] == pytest.approx(1 / 1.09**0.5, abs=1e-4)
    assert last["because"] == ["Both tell of murder"]


@pytest.mark.parametrize(
    ("kind", "reason"),
    [
        ("topics", "Shared theme: murder and lamps"),
        ("look", "Posters alike in colour and composition"),
        ("audience", "Liked by the same people"),
    ],
)
def test_each_kind_says_its_reason(client, kind, reason):
    items = client.get(f"/api/v1/anime/1/similar?kind={kind}").get_json()["items"]
    assert items[0]["because"] == [reason]


def test_blended_similar_leaves_out_the_own_franchise(client):
    assert ids(client.get("/api/v1/anime/1/similar?kind=blend"))[0] == 30
    assert not {1, 2, 3} & set(ids(client.get("/api/v1/anime/1/similar")))


def test_blended_similar_shows_one_card_a_franchise_with_where_to_start(client):
    items = client.get("/api/v1/anime/60/similar").get_json()["items"]
    assert items[0]["anime_id"] == 10
    assert items[0]["franchise_entries"] == 2
    assert 11 not in [item["anime_id"] for item in items]


def test_a_kind_without_a_set_answers_with_nothing(client):
    assert client.get("/api/v1/anime/1/similar?kind=reviews").get_json() == {"items": []}


def test_adult_titles_stand_beside_adult_titles_only(client):
    assert 40 not in ids(client.get("/api/v1/anime/20/similar?kind=story"))
    assert 20 in ids(client.get("/api/v1/anime/40/similar?kind=story"))


def test_recommendations_follow_the_taste_and_say_why(client):
    answer = post(client, {"ratings": [{"anime_id": 60, "score": 10}]})
    first = answer.get_json()["items"][0]
    assert first["anime_id"] == 10
    assert first["because"][0].startswith("Because you gave Hoshi no Watashibune a 10 · ")
    assert answer.get_json()["ignored"] == []


def test_rated_titles_and_their_franchise_do_not_come_back(client):
    found = ids(post(client, {"ratings": [{"anime_id": 1, "score": 10}]}))
    assert found[0] == 30
    assert not {1, 2, 3} & set(found)


def test_include_sequels_brings_the_next_entry_of_what_was_liked(client):
    body = {"ratings": [{"anime_id": 1, "score": 10}], "filters": {"include_sequels": True}}
    found = ids(post(client, body))
    assert 2 in found
    assert not {1, 3} & set(found)


def test_include_sequels_brings_nothing_of_what_was_disliked(client):
    body = {"ratings": [{"anime_id": 1, "score": 2}], "filters": {"include_sequels": True}}
    assert 2 not in ids(post(client, body))


def test_a_disliked_title_pushes_its_like_down(client):
    liked = post(client, {"ratings": [{"anime_id": 60, "score": 9}]})
    both = post(client, {"ratings": [{"anime_id": 60, "score": 9}, {"anime_id": 30, "score": 1}]})
    assert ids(liked).index(1) <= ids(both).index(1)
    assert ids(both)[-1] == 1


def test_unknown_ids_are_named(client):
    body = {"ratings": [{"anime_id": 60, "score": 9}, {"anime_id": 777, "score": 9}]}
    assert post(client, body).get_json()["ignored"] == [777]


def test_only_unknown_ids_answer_with_nothing(client):
    body = post(client, {"ratings": [{"anime_id": 777, "score": 9}]}).get_json()
    assert (body["items"], body["ignored"]) == ([], [777])


@pytest.mark.parametrize(
    ("filters", "left"),
    [
        ({"types": ["Movie"]}, {3, 60}),
        ({"genres_in": ["Action", "Sci-Fi"]}, {10}),
        ({"genres_out": ["Sci-Fi", "Mystery"]}, {21}),
        ({"year_min": 2005}, {21, 30}),
        ({"year_max": 1990}, {60}),
        ({"score_min": 8.05}, {1, 10}),
        ({"members_min": 500_000}, {1, 10}),
        ({"include_adult": True, "genres_in": ["Hentai"]}, {40}),
        ({"year_min": None, "types": ["OVA"]}, {21}),
    ],
)
def test_filters(client, filters, left):
    body = {"ratings": [{"anime_id": 20, "score": 9}], "filters": filters}
    assert set(ids(post(client, body))) == left


def test_weights_choose_what_counts(client):
    ratings = [{"anime_id": 1, "score": 10}]
    only_look = {"story": 0, "topics": 0, "audience": 0, "look": 1}
    answer = post(client, {"ratings": ratings, "weights": only_look})
    assert ids(answer)[0] == 60
    assert answer.get_json()["items"][0]["because"][0].endswith("alike in colour and composition")


def test_k_bounds_the_answer(client):
    assert len(ids(post(client, {"ratings": [{"anime_id": 1, "score": 10}], "k": 2}))) == 2


def test_an_answer_of_the_recommender_is_json_without_nan(client):
    text = post(client, {"ratings": [{"anime_id": 1, "score": 10}], "k": 100}).get_data(
        as_text=True
    )
    assert "NaN" not in text
    json.loads(text)


def test_each_recommendation_says_who_earned_it_and_how_much(client):
    ratings = [{"anime_id": 60, "score": 10}, {"anime_id": 20, "score": 8}]
    first = post(client, {"ratings": ratings}).get_json()["items"][0]
    assert first["anime_id"] == 10
    told = first["contributions"][0]
    assert (told["anime_id"], told["rating"], told["share"]) == (60, 10.0, 1.0)
    assert told["how"].split(";")[0] in {"Shared theme: ships in space", "Both tell of ship"}


def test_what_remains_and_what_closed_it(client):
    ratings = [{"anime_id": 60, "score": 10}]
    assert post(client, {"ratings": ratings}).get_json()["remaining"] > 3
    body = post(client, {"ratings": ratings, "filters": {"year_min": 2090}}).get_json()
    assert (body["remaining"], body["closed_by"]) == (0, "year_min")


def test_shelves_have_headings_and_say_how_sure_they_are(client):
    body = {"ratings": [{"anime_id": 1, "score": 10}], "k": 3}
    answer = client.post("/api/v1/shelves", json=body).get_json()
    keys = [shelf["key"] for shelf in answer["shelves"]]
    assert keys[:2] == ["for-you", "next"]
    item = answer["shelves"][0]["items"][0]
    assert item["anime_id"] == 30
    assert item["sureness"]["level"] in {"Quite sure", "Fairly sure", "A guess"}
    assert answer["shelves"][1]["items"][0]["anime_id"] == 2
