"""One process and two: the same loss, epoch by epoch."""

import json
import os
import socket
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from cf.errors import NoDevices
from cf.models.biased import Biased

SETTINGS = {"n_factors": 4, "epochs": 3, "batch": 500, "learning_rate": 0.02}
WORKER = """
import json, sys
import numpy as np
from scipy import sparse
from tensorflow_start import load_tensorflow
load_tensorflow()
from cf.distributed import biased_loop, strategies
from cf.models.biased import BiasedSettings
strategy = strategies.make(sys.argv[1])
scores = sparse.load_npz(sys.argv[2])
arrays, history = biased_loop.train(
    scores, BiasedSettings(**json.loads(sys.argv[3])), strategy, lambda *_: None
)
told = {"losses": [row["loss"] for row in history], "chief": strategies.is_chief(),
        "sum": float(np.abs(arrays["item_factors"]).sum())}
print("TOLD", json.dumps(told))
"""


def free_ports(n):
    sockets = [socket.socket() for _ in range(n)]
    for each in sockets:
        each.bind(("127.0.0.1", 0))
    ports = [each.getsockname()[1] for each in sockets]
    for each in sockets:
        each.close()
    return ports


def worker(strategy, path, config=None):
    environ = {**os.environ, "TF_CPP_MIN_LOG_LEVEL": "3", "PYTHONPATH": str(Path.cwd())}
    environ |= {"TF_CONFIG": json.dumps(config)} if config else {}
    words = [sys.executable, "-c", WORKER, strategy, str(path), json.dumps(SETTINGS)]
    return subprocess.Popen(
        words, env=environ, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )


def told(process):
    out, err = process.communicate(timeout=120)
    assert process.returncode == 0, err[-2000:]
    return json.loads(out.split("TOLD ")[1])


@pytest.mark.slow
def test_two_processes_lose_what_one_does(tastes, tmp_path):
    from scipy import sparse

    path = tmp_path / "scores.npz"
    sparse.save_npz(path, tastes)
    workers = [f"127.0.0.1:{port}" for port in free_ports(2)]
    pair = [
        worker("multiworker", path, {
            "cluster": {"worker": workers}, "task": {"type": "worker", "index": index},
        })
        for index in range(2)
    ]  # fmt: skip
    one = Biased(**SETTINGS).fit(tastes)
    first, second = (told(process) for process in pair)
    wanted = [row["loss"] for row in one.history]
    np.testing.assert_allclose(first["losses"], wanted, rtol=2e-4)
    assert first["losses"] == second["losses"]
    assert first["sum"] == second["sum"]
    np.testing.assert_allclose(first["sum"], np.abs(one.array("item_factors")).sum(), rtol=1e-3)
    assert (first["chief"], second["chief"]) == (True, False)


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
    ("name", "said"), [("multiworker", "needs TF_CONFIG in every process"), ("tpu", "TPU_NAME")]
)
def test_devices_that_are_not_there_are_named(name, said, monkeypatch):
    from cf.distributed import strategies

    monkeypatch.delenv("TF_CONFIG", raising=False)
    monkeypatch.delenv("TPU_NAME", raising=False)
    with pytest.raises(NoDevices, match=said):
        strategies.make(name)
