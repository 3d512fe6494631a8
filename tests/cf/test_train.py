import csv
import json

import numpy as np
import pytest

from cf import models
from cf.__main__ import main
from cf.models.als import AlsSettings


@pytest.fixture
def ratings(tmp_path, tastes, monkeypatch):
    monkeypatch.chdir(tmp_path)
    told = tastes.tocsr().tocoo()
    rows = zip(told.row, told.col, told.data, strict=True)
    lines = [f"{user},{item},{score or -1}" for user, item, score in rows]
    path = tmp_path / "ratings.csv"
    path.write_text("\n".join(["user_id,anime_id,rating", *lines]))
    return str(path)


def test_weights_history_and_picture_are_kept(ratings, tmp_path):
    words = ["train", "--model", "biased", "--ratings", ratings, "--out", "out"]
    assert main([*words, "--strategy", "one", "n_factors=4", "epochs=2"]) == 0
    names = {path.name for path in (tmp_path / "out").iterdir()}
    assert names == {"biased.npz", "ids.npz", "history.csv", "loss.png", "run.json"}
    with (tmp_path / "out" / "history.csv").open() as lines:
        assert len(list(csv.DictReader(lines))) == 2
    assert models.load(tmp_path / "out" / "biased.npz").array("item_factors").shape[1] == 4


def test_als_is_learned_from_blocks(ratings, tmp_path):
    words = ["train", "--model", "als", "--ratings", ratings, "--out", "out", "--stream", "blocks"]
    assert main([*words, "n_factors=3", "iterations=1"]) == 0
    ids = np.load(tmp_path / "out" / "ids.npz")
    assert len(ids["users"]) == len(np.load(tmp_path / "out" / "users.npy"))


@pytest.mark.parametrize("streamed", [False, True])
def test_the_record_of_a_file_stands_beside_what_came_of_it(ratings, tmp_path, capsys, streamed):
    words = ["train", "--model", "als", "--ratings", ratings, "--out", "out", "n_factors=3"]
    assert main([*words, "iterations=1", *(["--stream", "blocks"] if streamed else [])]) == 0
    assert "the record is out/run.json" in capsys.readouterr().out
    record = json.loads((tmp_path / "out" / "run.json").read_text())
    assert (record["state"], record["command"], record["error"]) == ("finished", "train", None)
    assert record["parameters"]["n_factors"] == 3
    assert record["parameters"]["regularization"] == AlsSettings().regularization
    assert record["data"]["source"] == ratings
    assert record["data"]["n_users"] == len(np.load(tmp_path / "out" / "ids.npz")["users"])
    assert len(record["data"]["fingerprint"]) == 64
    assert record["artifacts"][0] == "out/als.npz"
    assert record["started"] < record["ended"]


def test_what_cannot_be_set_is_refused_before_anything_is_read(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    words = ["train", "--ratings", "none.csv", "--out", "out", "depth=3"]
    for model in ("ease", "embedding_dot"):
        assert main([*words, "--model", model]) == 1
        assert f"{model} has no setting depth" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--model", "ease", "--strategy", "one"], "--strategy trains biased, not ease"),
        (["--model", "ease", "--stream", "b"], "--stream learns als from a file"),
    ],
)
def test_what_cannot_be_trained_so_is_said(ratings, capsys, words, said):
    assert main(["train", *words, "--ratings", ratings, "--out", "out"]) == 1
    assert said in capsys.readouterr().err
