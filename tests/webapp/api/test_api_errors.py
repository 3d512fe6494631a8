from __future__ import annotations

import pytest


def post(client, body, **kwargs):
    return client.post("/api/v1/recommendations", json=body, **kwargs)


def error_of(answer):
    error = answer.get_json()["error"]
    assert set(error) == {"code", "message", "field"}
    return error


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ([], None),
        ({}, "ratings"),
        ({"ratings": []}, "ratings"),
        ({"ratings": {}}, "ratings"),
        ({"ratings": [1]}, "ratings[0]"),
        ({"ratings": [{"anime_id": 1}]}, "ratings[0].score"),
        ({"ratings": [{"score": 1}]}, "ratings[0].anime_id"),
        ({"ratings": [{"anime_id": 1, "score": 11}]}, "ratings[0].score"),
        ({"ratings": [{"anime_id": 1, "score": 0}]}, "ratings[0].score"),
        ({"ratings": [{"anime_id": 1, "score": "9"}]}, "ratings[0].score"),
        ({"ratings": [{"anime_id": 1, "score": True}]}, "ratings[0].score"),
        ({"ratings": [{"anime_id": 1.5, "score": 9}]}, "ratings[0].anime_id"),
        ({"ratings": [{"anime_id": 2**63, "score": 9}]}, "ratings[0].anime_id"),
        ({"ratings": [{"anime_id": {"$gt": 0}, "score": 9}]}, "ratings[0].anime_id"),
        ({"ratings": [{"anime_id": 1, "score": 9, "x": 1}]}, "ratings[0].x"),
        ({"ratings": [{"anime_id": 1, "score": 9}] * 2}, "ratings[1].anime_id"),
        ({"ratings": [{"anime_id": 1, "score": 9}], "k": 0}, "k"),
        ({"ratings": [{"anime_id": 1, "score": 9}], "k": 101}, "k"),
        ({"ratings": [{"anime_id": 1, "score": 9}], "k": None}, "k"),
        ({"ratings": [{"anime_id": 1, "score": 9}], "what": 1}, "what"),
        ({"ratings": [{"anime_id": 1, "score": 9}], "filters": []}, "filters"),
        ({"ratings": [{"anime_id": 1, "score": 9}], "filters": {"a": 1}}, "filters.a"),
        ({"ratings": [{"anime_id": 1, "score": 9}], "filters": {"types": "TV"}}, "filters.types"),
        ({"ratings": [{"anime_id": 1, "score": 9}], "filters": {"types": ["tv"]}}, "filters.types"),
        (
            {"ratings": [{"anime_id": 1, "score": 9}], "filters": {"genres_in": ["Cooking"]}},
            "filters.genres_in",
        ),
        (
            {"ratings": [{"anime_id": 1, "score": 9}], "filters": {"genres_out": [""]}},
            "filters.genres_out",
        ),
        (
            {
                "ratings": [{"anime_id": 1, "score": 9}],
                "filters": {"year_min": 2010, "year_max": 2000},
            },
            "filters.year_min",
        ),
        (
            {"ratings": [{"anime_id": 1, "score": 9}], "filters": {"include_adult": 1}},
            "filters.include_adult",
        ),
        ({"ratings": [{"anime_id": 1, "score": 9}], "weights": {"taste": 1}}, "weights.taste"),
        ({"ratings": [{"anime_id": 1, "score": 9}], "weights": {"look": -1}}, "weights.look"),
        (
            {
                "ratings": [{"anime_id": 1, "score": 9}],
                "weights": {"look": 0, "story": 0, "audience": 0, "topics": 0},
            },
            "weights",
        ),
    ],
)
def test_a_broken_rule_is_422_and_names_its_field(client, body, field):
    answer = post(client, body)
    assert answer.status_code == 422
    assert error_of(answer)["code"] == "invalid"
    assert error_of(answer)["field"] == field


def test_too_many_ratings_are_422(client):
    many = [{"anime_id": n + 1, "score": 5} for n in range(5001)]
    answer = post(client, {"ratings": many})
    assert answer.status_code == 422
    assert "5000" in error_of(answer)["message"]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{",
        '{"ratings": [}',
        "\x00",
        "[" * 50_000,
        '{"ratings": ' + "9" * 5000 + "}",
        b"\xff\xfe{",
    ],
)
def test_what_is_not_json_is_400(client, text):
    answer = client.post("/api/v1/recommendations", data=text, content_type="application/json")
    assert answer.status_code == 400
    assert error_of(answer)["code"] == "unreadable"


@pytest.mark.parametrize("number", ["NaN", "Infinity", "-Infinity", "1e999", "9" * 400])
def test_numbers_that_are_none_are_422(client, number):
    text = f'{{"ratings": [{{"anime_id": 1, "score": {number}}}]}}'
    answer = client.post("/api/v1/recommendations", data=text, content_type="application/json")
    assert answer.status_code == 422


def test_another_media_type_is_415(client):
    answer = client.post("/api/v1/recommendations", data="{}", content_type="text/plain")
    assert answer.status_code == 415
    assert error_of(answer)["code"] == "wrong_media_type"


def test_a_large_body_is_413(client):
    answer = client.post(
        "/api/v1/recommendations", data=b" " * 300_000, content_type="application/json"
    )
    assert answer.status_code == 413
    assert error_of(answer)["code"] == "too_large"


@pytest.mark.parametrize(
    ("path", "status", "field"),
    [
        ("/api/v1/search", 400, "q"),
        ("/api/v1/search?q=%20", 400, "q"),
        ("/api/v1/search?q=a&limit=x", 400, "limit"),
        ("/api/v1/search?q=a&limit=0", 422, "limit"),
        ("/api/v1/anime/777", 404, "anime_id"),
        ("/api/v1/anime/99999999999999999999", 404, "anime_id"),
        ("/api/v1/anime/0", 404, "anime_id"),
        ("/api/v1/anime/abc", 404, None),
        ("/api/v1/anime/-1", 404, None),
        ("/api/v1/anime/777/similar", 404, "anime_id"),
        ("/api/v1/anime/99999999999999999999/similar", 404, "anime_id"),
        ("/api/v1/anime/1/similar?kind=smell", 422, "kind"),
        ("/api/v1/anime/1/similar?k=0", 422, "k"),
        ("/api/v1/anime/1/similar?k=101", 422, "k"),
        ("/api/v1/anime/1/similar?k=ten", 400, "k"),
        ("/api/v1/nothing", 404, None),
    ],
)
def test_bad_questions(client, path, status, field):
    answer = client.get(path)
    assert answer.status_code == status
    assert error_of(answer)["field"] == field


def test_a_wrong_method_is_405_in_json(client):
    answer = client.delete("/api/v1/recommendations")
    assert answer.status_code == 405
    assert error_of(answer)["code"] == "method_not_allowed"


def test_messages_name_the_value_and_the_rule(client):
    answer = post(client, {"ratings": [{"anime_id": 1, "score": 11}]})
    assert error_of(answer)["message"] == "11 is not between 1 and 10"
