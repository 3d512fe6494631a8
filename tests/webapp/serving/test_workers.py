"""Two workers under gunicorn, with a real database: shared, swapped, left alone, stopped."""

from __future__ import annotations

import http.client
import json
import os
import signal
import socket
import subprocess
import sys
import threading
import time

import numpy as np
import pytest

pytestmark = pytest.mark.mongo
BODY = json.dumps({"ratings": [{"anime_id": 60, "score": 10}]})
PATIENCE = 30.0


class Site:
    def __init__(self, settings, log):
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        self.process = subprocess.Popen(
            [sys.executable, "-m", "gunicorn", "webapp:create_app()", "--workers", "2",
             "--bind", f"127.0.0.1:{self.port}", "--log-level", "info"],
            env={**os.environ, "DATA_DIR": str(settings.data_dir), "API_REQUESTS_PER_MINUTE": "0",
                 "MONGODB_DATABASE": settings.mongodb_database, "VECTOR_POLL_SECONDS": "0.2"},
            stderr=log,
        )  # fmt: skip

    def ask(self, path, body=None):
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=10)
        try:
            how = "POST" if body else "GET"
            connection.request(how, path, body, {"Content-Type": "application/json"})
            answer = connection.getresponse()
            return answer.status, answer.read()
        finally:
            connection.close()

    def wait_until(self, is_so):
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline:
            try:
                if is_so():
                    return
            except OSError:
                pass
            time.sleep(0.05)
        raise AssertionError("it did not happen in time")


@pytest.fixture
def site(real_db, real_settings, fill_world, tmp_path):
    fill_world(real_db)
    with (tmp_path / "log").open("wb") as log:
        made = Site(real_settings, log)
        made.log = tmp_path / "log"
        try:
            made.wait_until(lambda: made.ask("/readyz")[0] == 200)
            yield made
        finally:
            made.process.kill()
            made.process.wait()


def test_a_swap_under_load_loses_no_request_and_a_stop_finishes_what_is_under_way(
    site, real_db, publish_set
):
    statuses, is_over = [], threading.Event()

    def ask_on():
        while not is_over.is_set():
            statuses.append(site.ask("/api/v1/recommendations", BODY)[0])

    askers = [threading.Thread(target=ask_on) for _ in range(3)]
    for asker in askers:
        asker.start()
    set_id = publish_set(real_db, "look", [1, 10], np.eye(2))

    def are_all_swapped():
        told = [json.loads(site.ask("/healthz")[1])["sets"]["look"]["set"] for _ in range(8)]
        return set(told) == {set_id}

    site.wait_until(are_all_swapped)
    is_over.set()
    for asker in askers:
        asker.join()
    assert set(statuses) == {200}
    workers = {
        json.loads(line)["process"]
        for line in site.log.read_text().splitlines()
        if line.startswith("{") and "answered" in line
    }
    assert len(workers) == 2
    told = site.ask("/metrics")[1].decode()
    counted = sum(
        float(line.split()[-1])
        for line in told.splitlines()
        if line.startswith('animematcher_requests_total{endpoint="api.recommendations"')
    )
    assert counted == len(statuses)  # of both workers together
    site.process.send_signal(signal.SIGTERM)
    assert site.process.wait(20) == 0
