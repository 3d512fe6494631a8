from __future__ import annotations

import re
import struct

import numpy as np
import pytest

from webapp import create_app


@pytest.fixture
def mapped(quiet, world, publish_set):
    """The site with a map of the stories."""
    ids = [1, 10, 20, 40, 60]
    points = np.array([[0, 0], [1, 1], [0.5, 0.25], [0.1, 0.1], [0.9, 0.9]])
    facts = {"of": "story", "labels": ["murder and lamps", "ships in space", "quiet tea"]}
    groups = np.array([0, 1, 2, -1, 1], dtype=np.int32)
    publish_set(world, "map_story", ids, points, facts, {"group": groups})
    publish_set(world, "map_look", ids, points, {"labels": []})
    return create_app(quiet, world).test_client()


def text_of(client, path):
    answer = client.get(path)
    assert answer.status_code == 200, answer.location
    return answer.get_data(as_text=True)


def test_explore_leads_to_topics_genres_seasons_and_gems(client):
    page = text_of(client, "/explore?r=10-9")
    for told in (
        "murder and lamps", "/explore/topic/0?r=10-9", "/explore/genre/Mystery?r=10-9",
        "/explore/season/2001/spring?r=10-9", "Hidden gems", "/random?r=10-9",
    ):  # fmt: skip
        assert told in page
    assert "Hentai" not in page
    assert "/map" not in page  # not drawn yet


@pytest.mark.parametrize(
    ("path", "heading", "shown"),
    [
        ("/explore/topic/1", "ships in space", 10),
        ("/explore/genre/Mystery", "Mystery", 1),
        ("/explore/genre/Slice%20of%20Life", "Slice of Life", 20),
        ("/explore/season/2001/spring", "Spring 2001", 1),
        ("/explore/gems", "Hidden gems", 30),
    ],
)
def test_each_has_a_page(client, path, heading, shown):
    page = text_of(client, path)
    assert f"<h1>{heading}" in page
    assert f'href="/anime/{shown}"' in page


@pytest.mark.parametrize(
    "path",
    [
        "/explore/topic/99",
        "/explore/genre/Cooking",
        "/explore/season/2001/fall",
        "/explore/season/1/x",
        "/map/story.points",
        "/map/x.points",
    ],
)
def test_what_is_not_there_is_a_404(client, path):
    assert client.get(path).status_code == 404


def test_an_order_stays_in_the_address(client):
    page = text_of(client, "/explore/genre/Sci-Fi?order=newest")
    order = re.findall(r'href="/anime/(\d+)"', page)
    assert order[:2] == ["11", "60"]
    assert re.search(r'order=newest"[^>]* aria-current="true"', page)
    assert "best known" in text_of(client, "/explore/genre/Sci-Fi?order=nonsense&page=x")


def test_a_random_title_is_another_each_time_and_never_for_adults(client):
    answers = [client.get("/random?r=10-9") for _ in range(30)]
    assert {answer.status_code for answer in answers} == {302}
    places = {answer.location for answer in answers}
    assert len(places) > 1
    assert all(place.endswith("?r=10-9") and "/anime/40" not in place for place in places)
    assert answers[0].headers["Cache-Control"] == "no-store"


def test_the_map_has_titles_for_adults_for_who_asks(mapped):
    n_safe = np.frombuffer(mapped.get("/map/story.points").data[:4], "<u4")[0]
    n_all = np.frombuffer(mapped.get("/map/story.points?adult=1").data[:4], "<u4")[0]
    assert n_all == n_safe + 1
    assert 'data-map="/map/story.points?adult=1"' in text_of(mapped, "/map?adult=1")
    told = mapped.get("/api/v1/map?of=story").get_json()["items"]
    assert len(told) == n_safe


def test_the_map_says_in_words_what_it_shows(mapped):
    page = text_of(mapped, "/map?r=10-9")
    assert 'data-map="/map/story.points"' in page
    assert 'data-mine="10"' in page
    assert re.search(r'data-group="1" data-label="ships in space"', page)
    assert "Hoshi no Watashibune" in page
    assert 'aria-current="true">Story' in page
    assert 'aria-current="true">Look' in text_of(mapped, "/map?of=look")


def test_points_are_packed_as_the_script_reads_them(mapped):
    answer = mapped.get("/map/story.points")
    data = answer.get_data()
    (n,) = struct.unpack_from("<I", data)
    assert n == 4  # the one for adults is not on it
    assert len(data) == 4 + n * (4 + 2 + 2 + 1 + 1)
    assert struct.unpack_from("<4I", data, 4) == (1, 10, 20, 60)
    assert struct.unpack_from("<4H", data, 20) == (0, 65535, 32768, 58982)
    assert struct.unpack_from("<4B", data, 36) == (0, 1, 2, 1)
    again = mapped.get("/map/story.points", headers={"If-None-Match": answer.headers["ETag"]})
    assert again.status_code == 304


def test_without_a_map_the_page_says_how_to_make_one(client):
    assert "python -m maps" in text_of(client, "/map")
