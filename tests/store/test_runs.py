from datetime import UTC, datetime

import pytest

from store import StoreError, runs

BEGUN = {"command": "fit", "model": "blend", "parameters": {"a": {"b": 1}}, "code_version": "abc"}


def test_a_run_is_there_from_its_start_to_its_end(db):
    id_ = runs.begin(db, BEGUN)
    assert runs.find(db, id_)["state"] == "running"
    runs.end(db, id_, "finished", {"seconds": 2.5, "metrics": {"ndcg": 0.5}})
    run = runs.find(db, id_)
    assert (run["state"], run["seconds"], run["metrics"]) == ("finished", 2.5, {"ndcg": 0.5})
    assert run["parameters"] == {"a": {"b": 1}}
    assert run["started"] <= run["ended"]


def test_the_newest_come_first(db):
    ids = [runs.begin(db, BEGUN) for _ in range(3)]
    for day, id_ in enumerate(ids, 1):
        started = datetime(2026, 5, day, tzinfo=UTC)
        db.runs.update_one({"_id": id_}, {"$set": {"started": started}})
    assert [run["_id"] for run in runs.newest(db, 2)] == [ids[2], ids[1]]


@pytest.mark.parametrize("start", ["zzz", ""])
def test_an_id_that_names_no_single_run_is_refused(db, start):
    runs.begin(db, BEGUN)
    runs.begin(db, BEGUN)
    with pytest.raises(StoreError, match="give an id as the list of runs shows it"):
        runs.find(db, start)
