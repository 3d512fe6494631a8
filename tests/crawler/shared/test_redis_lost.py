"""Redis goes away in the middle of a shared crawl."""

from __future__ import annotations

import time
import uuid

import pytest
import redis

import store
from crawler.errors import QueueLostError
from crawler.shared.board import Board

pytestmark = pytest.mark.redis


@pytest.fixture
def redis_url(redis_server):
    """The workers of this module meet at a server that can be stopped."""
    return redis_server.url


def _fetched(site) -> int:
    return sum(count for path, count in site.paths.items() if path.startswith("/anime/"))


def _wait_for(site, n_fetched: int) -> None:
    while _fetched(site) < n_fetched:
        time.sleep(0.02)


@pytest.mark.mongo
def test_the_crawl_rests_and_goes_on_when_redis_is_back(start, long_site, real_db, redis_server):
    workers = [start(long_site, "-a", "limit=120") for _ in range(2)]
    _wait_for(long_site, 40)
    redis_server.stop()
    time.sleep(1.5)
    n_before = _fetched(long_site)
    time.sleep(0.5)
    assert _fetched(long_site) == n_before  # without the queue nobody asks
    redis_server.start()
    logs = [worker.communicate(timeout=100) for worker in workers]
    assert [worker.returncode for worker in workers] == [0, 0], logs
    assert any("Redis does not answer" in log and "goes on" in log for _, log in logs), logs
    assert store.anime.count(real_db) == 120
    # A worker that was answered just then may have to ask for its page again.
    assert _fetched(long_site) <= 120 + 4


@pytest.mark.mongo
def test_a_redis_that_forgot_the_crawl_stops_it_and_it_can_be_resumed(
    start, long_site, real_db, redis_server
):
    workers = [start(long_site, "-a", "limit=120") for _ in range(2)]
    _wait_for(long_site, 40)
    redis_server.stop(forgets=True)
    redis_server.start()
    logs = [worker.communicate(timeout=100) for worker in workers]
    assert [worker.returncode for worker in workers] == [1, 1], logs
    assert all("came back without the queue of this crawl" in log for _, log in logs)
    n_before, n_stored = _fetched(long_site), store.anime.count(real_db)
    # Whatever was fetched is stored, but for what was on its way.
    assert 40 <= n_stored <= n_before < 120
    (again,) = [start(long_site, "-a", "limit=120")]
    again.communicate(timeout=100)
    assert again.returncode == 0
    assert store.anime.count(real_db) == 120
    assert _fetched(long_site) == n_before + 120 - n_stored


def test_patience_ends(redis_server):
    board = Board(redis_server.url, uuid.uuid4().hex, patience=0.4)
    board.join()
    redis_server.stop()
    started = time.monotonic()
    with pytest.raises(QueueLostError, match=r"stayed away for 0 s .*run the same command again"):
        board.take()
    assert 0.3 < time.monotonic() - started < 5
    with pytest.raises(QueueLostError):
        board.beat()  # at once, without waiting again
    redis_server.start()


def test_a_request_lost_on_its_way_from_redis_waits_again(redis_server):
    board = Board(redis_server.url, uuid.uuid4().hex)
    board.join()
    for name in ("known", "lost"):
        board.add(name, name.encode(), 0, is_once=True)
        board.take()
    board.all_answered({"known"})
    assert board.take() == ("lost", b"lost")
    assert board.take() is None


def test_a_request_is_added_whole_or_not_at_all(redis_server):
    board = Board(redis_server.url, "whole")
    board.join()
    assert board.add("a", b"A", 0, is_once=True)
    # The answer was lost and the call repeated: it is on the queue once.
    assert not board.add("a", b"A", 0, is_once=True)
    client = redis.Redis.from_url(redis_server.url)
    assert client.zcard("animematcher:whole:waiting") == 1
    client.close()
    board.close()
