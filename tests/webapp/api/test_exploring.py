from __future__ import annotations

import csv
import io
import json

import pytest

import store
from webapp.question.link import LinkState
from webapp.question.list_text import written
from webapp.question.marks import Mark

SCORES = [{"anime_id": id_, "score": score} for id_, score in ((1, 9), (2, 9), (30, 8), (10, 3),
                                                               (11, 2))]  # fmt: skip


def told(client, path):
    answer = client.get("/api/v1" + path)
    assert answer.status_code == 200, answer.get_json()
    return answer.get_json()


def ids(answer):
    return [item["anime_id"] for item in answer["items"]]


def table(client, path):
    answer = client.get("/api/v1" + path)
    assert answer.status_code == 200
    assert answer.mimetype == "text/csv"
    return list(csv.reader(io.StringIO(answer.get_data(as_text=True))))


def test_titles_by_id(client):
    assert ids(told(client, "/titles?ids=10,777,1")) == [10, 1]
    assert client.get("/api/v1/titles?ids=1,x").status_code == 400
    assert client.get("/api/v1/titles?ids=0").status_code == 422
    many = ",".join(str(n) for n in range(1, 102))
    assert client.get(f"/api/v1/titles?ids={many}").status_code == 422


def test_topics_genres_seasons_gems_and_random(client):
    topics = told(client, "/topics")["items"]
    assert {topic["label"] for topic in topics} >= {"quiet tea"}
    assert set(ids(told(client, f"/topics/{topics[0]['topic']}"))) <= {
        1,
        2,
        3,
        30,
        10,
        60,
        20,
        21,
        11,
    }
    assert "Hentai" not in {genre["label"] for genre in told(client, "/genres")["items"]}
    assert ids(told(client, "/genres/Sci-Fi?order=newest&k=2")) == [11, 60]
    assert told(client, "/seasons")["items"] == [{"year": 2001, "season": "spring", "n_titles": 1}]
    assert ids(told(client, "/seasons/2001/spring")) == [1]
    assert 40 not in ids(told(client, "/gems"))
    assert len(ids(told(client, "/random?k=3"))) == 3


def test_profile_guesses_and_together(client):
    def asked(path, body):
        answer = client.post("/api/v1" + path, json=body)
        assert answer.status_code == 200, answer.get_json()
        return answer.get_json()

    profile = asked("/profile", {"ratings": SCORES})
    assert profile["n_scores"] == 5
    assert profile["lines"]["genres"][0]["label"] == "Drama" or profile["lines"]["genres"]
    guesses = asked("/guesses", {"ratings": SCORES})
    assert guesses["n_scores"] == 5
    assert len(guesses["worst"]) == 5
    people = [
        {"ratings": [{"anime_id": 60, "score": 10}]},
        {"ratings": [{"anime_id": 30, "score": 9}]},
    ]
    found = asked("/together", {"people": people, "by": "mean", "k": 2})
    assert len(found["items"]) == 2
    assert all(len(item["ranks"]) == 2 for item in found["items"])


@pytest.mark.parametrize(
    ("path", "body", "field"),
    [
        ("/guesses", {"ratings": SCORES[:2]}, "ratings"),
        ("/together", {"people": [{"ratings": SCORES}]}, "people"),
        ("/together", {"people": [{"ratings": SCORES}, {"ratings": []}]}, "people[1].ratings"),
        ("/together", {"people": [{"ratings": SCORES}] * 9}, "people"),
        ("/together", {"people": [{"ratings": SCORES}] * 2, "by": "best"}, "by"),
        ("/profile", {}, "ratings"),
    ],
)
def test_broken_rules_are_named(client, path, body, field):
    answer = client.post("/api/v1" + path, json=body)
    assert answer.status_code == 422
    assert answer.get_json()["error"]["field"] == field


def test_tables_have_the_columns_of_the_seed(client):
    rows = table(client, "/anime/1/similar.csv?k=2")
    assert rows[0] == [
        "Name", "Similarity", "Genres", "Sypnopsis", "Episodes", "Japanese name", "Studios",
        "Premiered", "Score", "Type", "Source", "Rating",
    ]  # fmt: skip
    assert len(rows) == 3
    assert rows[1][3] == "Unknown"  # nobody wrote a synopsis
    rows = table(client, "/recommendations.csv?r=60-10&k=1")
    assert rows[0][:5] == ["Name", "Prediction", "Genres", "Source", "anime_id"]
    assert rows[1][0] == "Tetsu no Hoshi"
    rows = table(client, "/favourites.csv?r=1-9.10-3")
    assert rows == [
        ["eng_version", "Source", "Genres"],
        ["Paper Lanterns", "Unknown", "Mystery, Drama"],
    ]
    long = written(LinkState(dict.fromkeys([60, *range(100, 140)], Mark(score=9.0))))
    assert table(client, f"/recommendations.csv?r={long}&k=1")[1][0] == "Tetsu no Hoshi"
    assert client.get("/api/v1/recommendations.csv?r=abc").status_code == 422
    assert client.get("/api/v1/twins.csv?r=1-9").status_code == 404


def test_a_cell_is_never_a_formula(client, world):
    store.anime.upsert(world, [{"_id": 20, "synopsis": "=HYPERLINK(1)"}])
    rows = table(client, "/anime/21/similar.csv?kind=story&k=1")
    assert rows[1][3] == "'=HYPERLINK(1)"


def test_rows_answer_in_the_shapes_of_animerec(client):
    rows = told(client, "/recommendations?anime_code=1&n_recommendations=2")
    assert set(rows) == {
        "similarly_described", "hot", "beloved", "similar_synopsis", "genre_match",
        "characters_match",
    }  # fmt: skip
    show = rows["similar_synopsis"][0]
    assert set(show) == {
        "show_titles", "code", "score", "image_url", "synopsis", "premiered", "type", "genres",
    }  # fmt: skip
    assert len(rows["beloved"]) == 2
    assert 1 not in [show["code"] for shows in rows.values() for show in shows]
    assert set(told(client, "/recommendations?anime_code=777").keys()) == set(rows)
    missing = client.get("/api/v1/recommendations")
    assert (missing.status_code, missing.get_json()) == (
        400,
        {"Error": "The anime code is missing"},
    )
    assert client.get("/api/v1/recommendations?anime_code=1&n_recommendations=1").status_code == 422


def test_a_title_is_told_in_words_and_in_watch_order(client):
    words = told(client, "/anime/1/words")
    assert "murder and lamps" in words["topics"]
    assert words["keywords"]
    steps = told(client, "/anime/3/relations")["steps"]
    assert [(s["anime_id"], [side["anime_id"] for side in s["sides"]]) for s in steps] == [
        (1, [3]), (2, []),
    ]  # fmt: skip
    for part in ("words", "relations"):
        assert client.get(f"/api/v1/anime/777/{part}").status_code == 404


def test_the_atlas_says_where_posters_stand(judged, client):
    atlas = told(client, "/atlas")
    assert {(one["anime_id"], one["column"], one["line"]) for one in atlas["items"]} == {
        (10, 1, 0), (60, 2, 0), (20, 0, 1),
    }  # fmt: skip
    assert client.get(atlas["sheet"]).mimetype == "image/png"


def test_without_an_atlas_that_is_said(client):
    assert client.get("/api/v1/atlas").status_code == 404


def test_an_export_is_read_and_handed_back(client):
    entries = [{"status": "COMPLETED", "score": 8, "media": {"idMal": 10}}]
    data = json.dumps({"lists": [{"entries": entries}]}).encode()
    sent = {"content_type": "application/octet-stream", "data": data}
    assert client.post("/api/v1/lists", **sent).get_json() == {
        "list": "10-8", "skipped": 0, "left_out": 0,
        "items": [{"anime_id": 10, "state": "w", "score": 8.0}],
    }  # fmt: skip
    assert client.post("/api/v1/lists", data=b"hello").status_code == 422


def test_the_row_of_characters_is_filled_where_a_cast_is_known(client, world):
    assert told(client, "/recommendations?anime_code=1")["characters_match"] == []
    voice = {"person_id": 7, "name": "Kana Abe", "language": "Japanese"}
    for anime_id in (1, 30):
        part = {"character_id": anime_id, "name": "Ren", "role": "Main", "voices": [voice]}
        store.anime.upsert(world, [{"_id": anime_id, "characters": [part]}])
    rows = told(client, "/recommendations?anime_code=1")
    assert [show["code"] for show in rows["characters_match"]] == [30]


def test_titles_for_adults_and_hidden_posters_are_for_who_asks(judged, client):
    assert told(client, "/search?q=himitsu")["items"] == []
    (found,) = told(client, "/search?q=himitsu&include_adult=true")["items"]
    assert (found["anime_id"], found["poster"]) == (40, "/posters/40?adult=1")
    by_id = told(client, "/titles?ids=40")["items"]
    assert by_id[0]["poster"] == "/posters/40"


def test_the_other_routes_of_animerec(client, world):
    assert len(told(client, "/random_recommendations?n=3")) == 3
    everything = told(client, "/search_info")
    assert 40 not in {show["code"] for show in everything}
    first = next(show for show in everything if show["code"] == 1)
    assert first["show_titles"] == [
        "Chouchin no Ie", "Paper Lanterns", "提灯の家", "House of Lanterns"
    ]  # fmt: skip
    assert told(client, "/anime?anime_code=1")["synopsis"].startswith("A <b>lamp maker")
    assert client.get("/api/v1/anime?anime_code=777").status_code == 404
    store.anime.upsert(world, [{"_id": 1, "recommendations": [{"anime_id": 30, "votes": 4}]}])
    path = "/user_recommendations?search_anime=30&recommended_anime=1"
    assert told(client, path) == {"relevance": 4, "text": "4 members recommend it"}
    assert client.get("/api/v1/user_recommendations?search_anime=1").status_code == 400


def test_a_map_that_is_not_drawn_is_said(client):
    answer = client.get("/api/v1/map?of=story")
    assert answer.status_code == 404
    assert "python -m maps" in answer.get_json()["error"]["message"]
