"""One process and two: the same loss, epoch by epoch."""

import csv
import json
import os
import socket
import subprocess
import sys

import numpy as np
import pytest

from cf import distributed, models, ratings_file
from cf.errors import NoDevices
from cf.interactions import user_items
from cf.models.biased import Biased
from cf.rules import Rules

ALL = Rules(min_user_ratings=0, min_item_ratings=0)
SETTINGS = {"n_factors": 4, "epochs": 3, "batch": 500, "learning_rate": 0.02}


def free_ports(n):
    sockets = [socket.socket() for _ in range(n)]
    for each in sockets:
        each.bind(("127.0.0.1", 0))
    ports = [each.getsockname()[1] for each in sockets]
    for each in sockets:
        each.close()
    return ports


def worker(path, out, config):
    environ = {**os.environ, "TF_CPP_MIN_LOG_LEVEL": "3", "TF_CONFIG": json.dumps(config)}
    words = [sys.executable, "-m", "cf", "train", "--model", "biased", "--strategy", "multiworker"]
    words += ["--ratings", str(path), "--out", str(out), "--min-user", "0", "--min-item", "0"]
    words += [f"{key}={value}" for key, value in SETTINGS.items()]
    return subprocess.Popen(words, env=environ, stdout=subprocess.PIPE, stderr=subprocess.PIPE)


def said(process):
    out, err = process.communicate(timeout=120)
    assert process.returncode == 0, err.decode()[-2000:]
    return out.decode()


@pytest.mark.slow
def test_two_processes_lose_what_one_does_and_the_first_writes(tastes, tmp_path):
    told = tastes.tocoo()
    rows = zip(told.row.tolist(), told.col.tolist(), told.data.tolist(), strict=True)
    lines = [f"{user},{item},{score or -1}" for user, item, score in rows]
    path = tmp_path / "ratings.csv"
    path.write_text("\n".join(["user_id,anime_id,rating", *lines]))
    workers = [f"127.0.0.1:{port}" for port in free_ports(2)]
    pair = [
        worker(path, tmp_path / str(index), {
            "cluster": {"worker": workers}, "task": {"type": "worker", "index": index},
        })
        for index in range(2)
    ]  # fmt: skip
    one = Biased(**SETTINGS).fit(user_items(ratings_file.read(path), ALL).scores)
    first, second = (said(process) for process in pair)
    with (tmp_path / "0" / "history.csv").open() as lines:
        losses = [float(row["loss"]) for row in csv.DictReader(lines)]
    np.testing.assert_allclose(losses, [row["loss"] for row in one.history], rtol=2e-4)
    factors = models.load(tmp_path / "0" / "biased.npz").array("item_factors")
    np.testing.assert_allclose(factors, one.array("item_factors"), atol=1e-3)
    assert "biased.npz" in first
    assert "the first worker writes" in second
    assert not (tmp_path / "1").exists()


@pytest.mark.parametrize("name", ["one", "mirrored"])
def test_one_machine_loses_the_same(tastes, name):
    from cf.distributed import biased_loop, strategies
    from cf.models.biased import BiasedSettings

    arrays, history = biased_loop.train(
        tastes, BiasedSettings(**SETTINGS), strategies.make(name), lambda *_: None
    )
    one = Biased(**SETTINGS).fit(tastes)
    losses = [row["loss"] for row in history]
    np.testing.assert_allclose(losses, [row["loss"] for row in one.history], rtol=2e-4)
    np.testing.assert_allclose(arrays["item_factors"], one.array("item_factors"), atol=1e-3)


@pytest.mark.parametrize(
    ("name", "told"), [("multiworker", "needs TF_CONFIG in every process"), ("tpu", "TPU_NAME")]
)
def test_devices_that_are_not_there_are_named(name, told, monkeypatch):
    from cf.distributed import strategies

    monkeypatch.delenv("TF_CONFIG", raising=False)
    monkeypatch.delenv("TPU_NAME", raising=False)
    with pytest.raises(NoDevices, match=told):
        strategies.make(name)


@pytest.mark.parametrize("text", ["{bad", "[1]"])
def test_a_cluster_that_cannot_be_read_is_named(text, monkeypatch):
    monkeypatch.setenv("TF_CONFIG", text)
    with pytest.raises(NoDevices, match="is no JSON object"):
        distributed.is_chief()


def test_the_first_worker_and_the_only_process_write(monkeypatch):
    monkeypatch.delenv("TF_CONFIG", raising=False)
    assert distributed.is_chief()
    for index, chief in ((0, True), (1, False)):
        task = {"cluster": {}, "task": {"type": "worker", "index": index}}
        monkeypatch.setenv("TF_CONFIG", json.dumps(task))
        assert distributed.is_chief() is chief
