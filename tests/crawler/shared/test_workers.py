"""Two workers on one crawl."""

from __future__ import annotations

import signal
import time

import pytest

import store

pytestmark = [pytest.mark.mongo, pytest.mark.redis]


def told(process) -> str:
    out, log = process.communicate(timeout=100)
    assert process.returncode == 0, log
    return out + log


def test_two_workers_fetch_each_page_once(start, long_site, real_db, counts_in):
    pace = ("-s", "CONCURRENT_REQUESTS_PER_DOMAIN=2")
    workers = [start(long_site, "-a", "limit=150", *pace) for _ in range(2)]
    logs = [told(worker) for worker in workers]
    titles = {path: n for path, n in long_site.paths.items() if path.startswith("/anime/")}
    assert len(titles) == 150
    assert set(titles.values()) == {1}
    assert store.anime.count(real_db) == 150
    stored = [counts_in(log).get("titles new", 0) for log in logs]
    assert sum(stored) == 150
    assert all(stored), logs
    # What may be asked for at once holds for the sum of the workers.
    assert long_site.most_at_once == 2


def test_the_pages_of_a_killed_worker_are_stored_by_the_other(start, long_site, real_db):
    killed, other = (start(long_site, "-a", "limit=150") for _ in range(2))
    while len(long_site.paths) < 60:
        time.sleep(0.05)
    killed.send_signal(signal.SIGKILL)
    told(other)
    assert store.anime.count(real_db) == 150


def test_a_run_of_refusals_stops_all_workers(start, long_site):
    for anime_id in range(1, 301):
        long_site.put(f"/anime/{anime_id}", 403)
    settings = ("-s", "CRAWL_BACKOFF=0.05", "-s", "RETRY_TIMES=1")
    workers = [start(long_site, "-a", "limit=300", *settings) for _ in range(2)]
    for worker in workers:
        _, log = worker.communicate(timeout=100)
        assert worker.returncode == 1
        assert "The crawl stops" in log
    assert sum(n for path, n in long_site.paths.items() if path.startswith("/anime/")) < 60
