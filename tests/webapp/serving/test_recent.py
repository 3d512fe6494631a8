import gc

import pytest

from webapp.recommending import recommender
from webapp.serving.recent import RecentAnswers

URL = "/api/v1/recommendations"


class Moment:
    """A snapshot as far as answers go: something that is or is not the same."""


@pytest.fixture
def recent():
    return RecentAnswers(most=2)


def test_the_one_asked_for_longest_ago_is_forgotten(recent):
    snapshot = Moment()
    recent.keep(snapshot, b"a", b"1")
    recent.keep(snapshot, b"b", b"2")
    assert recent.find(snapshot, b"a") == b"1"
    recent.keep(snapshot, b"c", b"3")
    assert [recent.find(snapshot, key) for key in (b"a", b"b", b"c")] == [b"1", None, b"3"]


def test_answers_of_another_snapshot_are_none(recent):
    old, new = Moment(), Moment()
    recent.keep(old, b"a", b"1")
    assert recent.find(new, b"a") is None
    recent.keep(new, b"b", b"2")
    assert recent.find(new, b"a") is None
    assert recent.find(old, b"a") is None


def test_the_snapshot_itself_is_not_held(recent):
    snapshot = Moment()
    recent.keep(snapshot, b"a", b"1")
    del snapshot
    gc.collect()
    assert recent.find(Moment(), b"a") is None


@pytest.fixture
def reckoned(monkeypatch):
    """How often recommendations were worked out."""
    calls, work = [], recommender.recommend
    monkeypatch.setattr(recommender, "recommend", lambda *args: calls.append(args) or work(*args))
    return calls


def test_the_same_question_is_worked_out_once(client, reckoned):
    asked = {"ratings": [{"anime_id": 1, "score": 9}]}
    first, again = client.post(URL, json=asked), client.post(URL, json=asked)
    assert first.data == again.data
    assert first.headers["Content-Type"] == again.headers["Content-Type"]
    assert len(reckoned) == 1
    client.post(URL, json={**asked, "k": 3})
    assert len(reckoned) == 2
    assert b"animematcher_answered_again_total" in client.get("/metrics").data


def test_a_question_that_is_refused_is_refused_again(client, reckoned):
    asked = {"ratings": [{"anime_id": 1, "score": 9}], "filters": {"genres_in": ["Fog"]}}
    assert [client.post(URL, json=asked).status_code for _ in range(2)] == [422, 422]
    assert not reckoned


def test_two_routes_keep_their_answers_apart(client):
    asked = {"ratings": [{"anime_id": 1, "score": 9}]}
    for _ in range(2):
        assert "items" in client.post(URL, json=asked).json
        assert "shelves" in client.post("/api/v1/shelves", json=asked).json


def test_a_swapped_set_is_answered_anew(client, app, world, publish_set, reckoned):
    asked = {"ratings": [{"anime_id": 1, "score": 9}]}
    before = client.post(URL, json=asked).json["items"]
    publish_set(world, "story", [1, 20, 21], [[1.0, 0.0], [1.0, 0.1], [0.0, 1.0]])
    app.extensions["serving"].look()
    after = client.post(URL, json=asked).json["items"]
    assert len(reckoned) == 2
    assert before != after
