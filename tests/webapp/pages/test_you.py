from __future__ import annotations

import numpy as np
import pytest

import store
from webapp import create_app

LIST = "r=1-9.2-9.30-8.10-3.11-2"


def text_of(client, path):
    answer = client.get(path)
    assert answer.status_code == 200, answer.location
    return answer.get_data(as_text=True)


@pytest.fixture
def with_members(quiet, world, publish_set):
    """The site with three members: one for each world."""
    blend = {"name": "blend", "settings": {"weights": {"als": 1.0}}}
    publish_set(
        world, "audience", [1, 2, 30, 10, 11, 20], np.eye(3)[[0, 0, 0, 1, 1, 2]], blend,
        {"als.item_factors": np.eye(3, dtype=np.float32)[[0, 0, 0, 1, 1, 2]]},
    )  # fmt: skip
    publish_set(world, "taste", ["reader", "pilot", "idler"], np.eye(3))
    entry = {"status": 2, "episodes": 0, "updated": None}
    lists = {"reader": [(3, 10), (30, 9)], "pilot": [(60, 10)], "idler": [(20, 10)]}
    store.users.upsert(
        world,
        [{"_id": name, "list_state": "public",
          "list": [{"anime_id": id_, "score": score, **entry} for id_, score in entries]}
         for name, entries in lists.items()],
    )  # fmt: skip
    return create_app(quiet, world).test_client()


def test_without_scores_it_says_how_to_begin(client):
    assert "There are none yet" in text_of(client, "/you")
    assert "There are none yet" in text_of(client, "/you?r=1-p")


def test_the_page_tells_taste_histogram_and_guesses(client):
    page = text_of(client, "/you?" + LIST)
    for told in (
        "6.20", "stricter by", "9: 2 of yours", "Mystery", "2000s", "Kite Works",
        "Leaving out each of your 5 scores", "The worst guesses", "score each time is off by",
    ):  # fmt: skip
        assert told in page
    assert " style=" not in page


def test_the_figure_is_the_one_of_the_library(client, snapshot):
    from webapp.question.query import Rating
    from webapp.visitor.guessing import guesses_of

    scores = ((1, 9), (2, 9), (30, 8), (10, 3), (11, 2))
    found = guesses_of(snapshot, [Rating(id_, float(score)) for id_, score in scores])
    assert f"<strong>{found.error:.2f}</strong>" in text_of(client, "/you?" + LIST)


def test_twins_are_named_with_what_they_love(with_members):
    page = text_of(with_members, "/you?" + LIST)
    assert "reader" in page
    assert 'href="/anime/3?' in page
    told = with_members.post(
        "/api/v1/twins",
        json={"ratings": [{"anime_id": i, "score": s} for i, s in ((1, 9), (2, 9), (30, 8), (10, 3),
                                                                  (11, 2))]},
    ).get_json()  # fmt: skip
    assert told["twins"][0]["name"] == "reader"
    assert told["items"][0]["anime_id"] == 3
    table = with_members.get("/api/v1/twins.csv?" + LIST).get_data(as_text=True).splitlines()
    assert table[0] == "similar_users,similarity,favorite_animes"
    assert table[1].startswith("reader,")
    loved = with_members.get("/api/v1/twins/recommendations.csv?" + LIST).get_data(as_text=True)
    assert loved.startswith("anime_id,Name,n_user_prefs,Source,Genres,Sypnopsis")


def test_without_the_database_the_rest_is_told(client, monkeypatch):
    from pymongo.errors import ServerSelectionTimeoutError

    def fail(*args, **kwargs):
        raise ServerSelectionTimeoutError("nobody there")

    monkeypatch.setattr(store.anime, "find_many", fail)
    page = text_of(client, "/you?" + LIST)
    assert "votes are not at hand" in page
    assert "Leaving out each" in page
