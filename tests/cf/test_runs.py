"""``python -m cf runs``, asked about records that stand in the database."""

import json
from datetime import UTC, datetime

import pytest

import store
from cf.__main__ import main
from cf.runs.recording import recorded


@pytest.fixture
def db(mock_db, monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(store, "connect", lambda settings: mock_db)
    return mock_db


@pytest.fixture
def two_runs(db):
    with recorded(db, "train", "ease", {"regularization": 5.0}) as run:
        run.data = {"n_ratings": 7}
        run.metrics |= {"left_out_planned": 3.0, "ndcg": 0.25}
    with pytest.raises(ZeroDivisionError), recorded(db, "fit", "blend", {}):
        raise ZeroDivisionError("by nothing")
    # Both may have begun in one millisecond, which is as fine as MongoDB's times are.
    db.runs.update_one({"model": "ease"}, {"$set": {"started": datetime(2026, 1, 1, tzinfo=UTC)}})


def test_runs_are_listed_the_newest_first(two_runs, capsys):
    assert main(["runs"]) == 0
    failed, finished, *_ = capsys.readouterr().out.splitlines()
    assert "failed  fit  blend" in failed
    assert "finished  train  ease" in finished
    assert "7 ratings" in finished
    assert "ndcg 0.25" in finished
    assert "left_out" not in finished
    assert main(["runs", "-k", "1"]) == 0
    assert "train  ease" not in capsys.readouterr().out


def test_one_run_is_shown_whole(two_runs, db, capsys):
    known = db.runs.find_one({"command": "fit"})["_id"]
    assert main(["runs", known]) == 0
    told = json.loads(capsys.readouterr().out.rpartition("\n}")[0] + "\n}")
    assert (told["_id"], told["error"]) == (known, "ZeroDivisionError: by nothing")


@pytest.mark.parametrize(
    ("words", "said"),
    [(["2"], "several runs begin with '2'"), (["x"], "no run begins with 'x'")],
)
def test_an_id_that_names_no_single_run_is_refused(two_runs, capsys, words, said):
    assert main(["runs", *words]) == 1
    assert said in capsys.readouterr().err


def test_without_a_run_the_way_to_one_is_told(db, capsys):
    assert main(["runs"]) == 0
    assert "no run yet" in capsys.readouterr().out


@pytest.mark.parametrize("number", ["0", "-3", "many"])
def test_how_many_is_one_or_more(db, capsys, number):
    with pytest.raises(SystemExit) as ended:
        main(["runs", "-k", number])
    assert ended.value.code == 2
    assert "give a whole number, 1 or more" in capsys.readouterr().err
