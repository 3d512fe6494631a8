"""``make run``'s steps: what it says, and what it leaves behind when it is stopped."""

import os
import signal
import socket
import subprocess
import sys

import pytest

from store import mongod


@pytest.fixture
def environment(tmp_path):
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    unset = {"MONGODB_URI", "MAL_BASE_URL", "MONGODB_DATABASE"}
    inherited = {name: value for name, value in os.environ.items() if name not in unset}
    yield {**inherited, "DATA_DIR": str(tmp_path / "data"), "PORT": str(port)}
    mongod.stop(tmp_path / "data")


def test_a_port_in_use_is_named_before_anything_starts(environment, tmp_path):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", int(environment["PORT"])))
        taken.listen()
        finished = subprocess.run(
            [sys.executable, "run.py"], env=environment, capture_output=True, text=True, check=False
        )
    assert finished.returncode == 1
    assert f"port {environment['PORT']} of 127.0.0.1 is in use" in finished.stderr
    assert "make run" in finished.stderr
    assert not (tmp_path / "data").exists()


@pytest.mark.mongo
def test_ctrl_c_in_the_crawl_writes_what_was_read_and_leaves_no_process(environment, tmp_path):
    with subprocess.Popen(
        [sys.executable, "run.py"],
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    ) as run:
        told = ""
        while "Crawling the 240" not in told:
            told += run.stdout.readline() or pytest.fail(told)
        os.killpg(run.pid, signal.SIGINT)  # as a terminal does
        told += run.stdout.read()
    assert run.returncode == 0, told
    assert "Crawl stopped (shutdown)" in told
    assert "Stopped. What was stored stays" in told
    with pytest.raises(ProcessLookupError):
        os.killpg(run.pid, 0)
    assert mongod.running(tmp_path / "data") is None
