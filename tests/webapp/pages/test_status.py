from __future__ import annotations

from datetime import datetime

from pymongo.errors import ServerSelectionTimeoutError

import store
from webapp import create_app
from webapp.pages.status import figures


def test_it_tells_freshness_and_sets(client):
    page = client.get("/status").get_data(as_text=True)
    for told in ("Status", "within a week", "made-up story", "New vectors are noticed by polling"):
        assert told in page


def test_it_says_when_only_ratings_hide_posters(judged, quiet):
    page = create_app(quiet, judged).test_client().get("/status").text
    assert "rating alone decides" not in page
    judged.vector_sets.delete_many({"kind": "safety"})
    page = create_app(quiet, judged).test_client().get("/status").text
    assert "rating alone decides" in page


def test_without_the_database_it_says_so(client, monkeypatch):
    def fail(*args, **kwargs):
        raise ServerSelectionTimeoutError("nobody there")

    monkeypatch.setattr(store.anime, "fresh_ids", fail)
    assert "The database does not answer" in client.get("/status").get_data(as_text=True)


def test_figures_are_plain_numbers_and_words():
    metrics = {"ndcg_at_10": 0.34567, "users": 5000, "by": {"mae": 1.0}, "curve": [1, 2], "of": "x"}
    assert figures(metrics) == [
        ("ndcg at 10", "0.3457"), ("users", "5,000"), ("by, mae", "1"), ("of", "x")
    ]  # fmt: skip


def test_the_last_evaluation_of_each_model_is_shown(client, world):
    for day, figure in ((1, 0.25), (2, 0.3125)):
        run_id = store.runs.begin(world, {"command": "evaluate", "model": "blend"})
        store.runs.end(world, run_id, "finished", {"metrics": {"ndcg_10": figure, "left_out_x": 7}})
        world.runs.update_one({"_id": run_id}, {"$set": {"started": datetime(2026, 1, day)}})
    store.runs.begin(world, {"command": "evaluate", "model": "als"})
    page = client.get("/status").get_data(as_text=True)
    assert "Evaluate: blend" in page
    assert "0.3125" in page
    assert "0.25<" not in page
    assert "Evaluate: als" not in page
    assert "left out x" not in page
