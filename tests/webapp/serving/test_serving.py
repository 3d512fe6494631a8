from __future__ import annotations

import dataclasses
import time

import mongomock
import numpy as np
import pytest
from pymongo.errors import ServerSelectionTimeoutError

import store
from webapp import create_app
from webapp.serving import watch as serving
from webapp.serving.watch import Serving


class Away:
    """Makes every question to a mocked database fail, as when the server is gone."""

    def __init__(self, monkeypatch):
        self._patch = monkeypatch

    def __call__(self):
        def fail(*args, **kwargs):
            raise ServerSelectionTimeoutError("nobody there")

        for name in ("find", "find_one", "count_documents"):
            self._patch.setattr(mongomock.Collection, name, fail)
        self._patch.setattr(mongomock.Database, "command", fail)


@pytest.fixture
def go_away(monkeypatch):
    return Away(monkeypatch)


def test_a_new_vector_set_is_swapped_in_whole(quiet, world, publish_set):
    site = Serving(quiet, world)
    before = site.require_snapshot()
    publish_set(world, "look", [1, 10], np.eye(2))
    assert site.require_snapshot() is before
    site.look()
    after = site.require_snapshot()
    assert after is not before
    assert after.kinds["look"].info.n_rows == 2
    assert before.kinds["look"].info.n_rows == 3


def test_nothing_new_keeps_the_snapshot(quiet, world):
    site = Serving(quiet, world)
    before = site.require_snapshot()
    site.look()
    assert site.require_snapshot() is before


def test_new_titles_are_seen_after_a_while(quiet, world, monkeypatch):
    site = Serving(quiet, world)
    assert site.require_snapshot().row_of(70) is None
    store.anime.upsert(world, [{"_id": 70, "title": "Atarashii"}])
    site.look()
    assert site.require_snapshot().row_of(70) is None
    monkeypatch.setattr(serving, "TITLE_LOOK_SECONDS", 0.0)
    site.look()
    assert site.require_snapshot().row_of(70) is not None


def test_the_first_titles_are_seen_at_the_next_look(quiet, mock_db):
    site = Serving(quiet, mock_db)
    assert site.require_snapshot().n_items == 0
    store.anime.upsert(mock_db, [{"_id": 70, "title": "Atarashii"}])
    site.look()
    assert site.require_snapshot().n_items == 1


def test_the_thread_looks_by_itself(settings, world, publish_set):
    fast = dataclasses.replace(settings, vector_poll_seconds=0.02)
    site = Serving(fast, world)
    before = site.require_snapshot()
    publish_set(world, "look", [1, 10], np.eye(2))
    deadline = time.monotonic() + 5
    while site.require_snapshot() is before and time.monotonic() < deadline:
        time.sleep(0.02)
    assert site.require_snapshot() is not before
    site.stop()


def test_with_the_database_away_memory_answers(app, client, go_away):
    assert client.get("/healthz").status_code == 200
    go_away()
    app.extensions["serving"].look()
    health = client.get("/healthz")
    assert health.status_code == 503
    assert health.get_json()["status"] == "unavailable"
    assert health.get_json()["titles"] == 11
    body = {"ratings": [{"anime_id": 60, "score": 10}]}
    assert client.post("/api/v1/recommendations", json=body).get_json()["items"]
    page = client.get("/anime/1").get_data(as_text=True)
    assert "The database is away" in page
    assert "The synopsis is not at hand" in page
    assert client.get("/posters/1").mimetype == "image/svg+xml"
    answer = client.get("/api/v1/anime/1")
    assert answer.status_code == 503
    assert answer.get_json()["error"]["code"] == "unavailable"
    assert answer.headers["Retry-After"]


def test_between_two_looks_a_lost_database_is_a_503_and_no_more(client, go_away):
    assert client.get("/anime/1").status_code == 200
    go_away()
    assert client.get("/api/v1/anime/1").status_code == 503
    assert client.get("/healthz").status_code == 503
    assert client.get("/anime/1").status_code == 200


def test_it_comes_back_by_itself(app, client, monkeypatch):
    client.get("/healthz")
    with monkeypatch.context() as patch:
        Away(patch)()
        app.extensions["serving"].look()
        assert client.get("/healthz").status_code == 503
    app.extensions["serving"].look()
    assert client.get("/healthz").status_code == 200


def test_a_start_without_database_says_so_and_recovers(settings, world, monkeypatch):
    away = dataclasses.replace(settings, vector_poll_seconds=0.02)
    answers = iter([store.ServerAway("MongoDB at mongodb://x does not answer")] * 3)

    def connect(given):
        error = next(answers, None)
        if error:
            raise error
        return world

    monkeypatch.setattr(store, "connect", connect)
    monkeypatch.setattr(serving, "FIRST_LOAD_SECONDS", 0.01)
    app = create_app(away)
    client = app.test_client()
    page = client.get("/")
    if page.status_code == 503:
        assert "Not ready yet" in page.get_data(as_text=True)
    deadline = time.monotonic() + 5
    while client.get("/healthz").status_code != 200 and time.monotonic() < deadline:
        time.sleep(0.02)
    assert client.get("/").status_code == 200
    app.extensions["serving"].stop()


def test_nothing_to_answer_from_is_a_503_page(quiet, monkeypatch):
    def connect(given):
        raise store.ServerAway("MongoDB at mongodb://x does not answer")

    monkeypatch.setattr(store, "connect", connect)
    client = create_app(quiet).test_client()
    for path in ("/", "/anime/1", "/list?r=1-9", "/search?q=a"):
        page = client.get(path)
        assert page.status_code == 503
        assert "Not ready yet" in page.get_data(as_text=True)
    answer = client.get("/api/v1/search?q=a")
    assert answer.status_code == 503
    assert answer.get_json()["error"]["code"] == "unavailable"
    health = client.get("/healthz")
    assert health.status_code == 503
    assert "does not answer" in health.get_json()["reason"]


def test_a_set_removed_while_it_is_read_keeps_the_old_snapshot(quiet, world, publish_set):
    site = Serving(quiet, world)
    before = site.require_snapshot()
    publish_set(world, "look", [1, 10], np.eye(2))
    info = store.vectors.current_sets(world)["look"]
    world.vectors.delete_one({"set": info.set_id, "row": 0})
    site.look()
    assert site.require_snapshot() is before
    assert site.trouble
