"""What workers know of one another; two boards are two workers."""

from __future__ import annotations

import time
import uuid

import pytest

from crawler.errors import ArgumentError
from crawler.shared import board
from crawler.shared.board import Board

pytestmark = pytest.mark.redis


@pytest.fixture
def boards(redis_url):
    name = uuid.uuid4().hex
    made = [Board(redis_url, name), Board(redis_url, name)]
    for each in made:
        each.join()
    yield made
    for each in made:
        each.close()


def test_what_was_seen_is_queued_once_and_the_most_urgent_comes_first(boards):
    one, other = boards
    assert one.add("a", b"A", 0, is_once=True)
    assert not other.add("a", b"A", 0, is_once=True)
    assert other.add("b", b"B", 10, is_once=True)
    assert one.add("c", b"C", 0, is_once=True)
    taken = [one.take(), other.take(), one.take(), other.take()]
    assert taken == [("b", b"B"), ("a", b"A"), ("c", b"C"), None]


def test_a_request_that_is_asked_again_is_queued_again(boards):
    one, other = boards
    for _ in range(2):
        assert one.add("a", b"A", 0, is_once=False)
    names = {one.take()[0], other.take()[0]}
    assert len(names) == 2


def test_the_crawl_is_done_when_no_worker_has_an_open_request(boards, monkeypatch):
    monkeypatch.setattr(board, "READ_AFTER", 0.2)
    one, other = boards
    assert one.is_done
    one.add("a", b"A", 0, is_once=True)
    assert not other.is_done
    one.take()
    assert not other.is_done  # one waits for its answer
    one.answered("a")
    assert not one.is_done  # one may be reading it
    time.sleep(0.3)
    assert one.is_done
    assert not other.is_done  # one may die before it is stored
    monkeypatch.setattr(board, "STORED_AFTER", 0.2)
    one.beat()
    assert other.is_done


def test_what_a_dead_worker_had_in_hand_is_asked_for_by_another(boards, monkeypatch):
    monkeypatch.setattr(board, "LONGEST_SILENCE", 0.2)
    monkeypatch.setattr(board, "STORED_AFTER", 0.1)
    dead, other = boards
    for name in "abc":
        dead.add(name, name.encode(), 0, is_once=True)
        dead.take()
    dead.answered("a")
    time.sleep(0.2)
    dead.beat()  # what came of "a" is stored
    dead.answered("b")
    time.sleep(0.3)
    other.beat()
    assert other.put_back_silent() == 1
    assert {other.take()[0], other.take()[0]} == {"b", "c"}
    assert other.take() is None


def test_turns_keep_one_delay_and_one_number_for_all(boards):
    one, other = boards
    assert one.turn(1, 0.3, "x") == 0
    assert 0 < other.turn(1, 0.3, "y") <= 0.3
    time.sleep(0.35)
    assert other.turn(1, 0.3, "y") > 0  # the first is not answered yet
    one.end_turn("x")
    assert other.turn(1, 0.3, "y") == 0


def test_a_dead_worker_has_no_turns(boards, monkeypatch):
    monkeypatch.setattr(board, "LONGEST_SILENCE", 0.1)
    dead, other = boards
    dead.beat()
    assert dead.turn(1, 0, "x") == 0
    assert other.turn(1, 0, "y") > 0
    time.sleep(0.2)
    other.beat()
    assert other.put_back_silent() == 1
    assert other.turn(1, 0, "y") == 0


def test_rest_and_stop_hold_for_all(boards):
    one, other = boards
    one.rest(0.3)
    assert 0 < other.turn(16, 0, "x") <= 0.3
    time.sleep(0.35)
    assert other.turn(16, 0, "x") == 0
    one.stop()
    assert other.turn(16, 0, "y") == -1


def test_refusals_of_all_workers_are_one_run(boards):
    one, other = boards
    assert [one.refused("a"), other.refused("b"), other.refused("b")] == [1, 2, 2]
    one.let_in()
    assert other.refused("c") == 1


def test_the_last_worker_of_a_whole_crawl_clears_the_board(boards, redis_url, monkeypatch):
    monkeypatch.setattr(board, "READ_AFTER", 0)
    one, other = boards
    one.add("a", b"A", 0, is_once=True)
    one.take()
    one.answered("a")
    one.leave(is_whole=True)
    assert not other.add("a", b"A", 0, is_once=True)
    other.leave(is_whole=True)
    assert other.add("a", b"A", 0, is_once=True)


def test_what_a_stopped_worker_had_in_hand_is_put_back(boards):
    one, other = boards
    one.add("a", b"A", 0, is_once=True)
    one.take()
    one.leave(is_whole=False)
    assert other.take() == ("a", b"A")


def test_a_redis_that_is_not_there_is_named_with_the_remedy():
    with pytest.raises(ArgumentError, match=r"CRAWL_QUEUE=redis://127\.0\.0\.1:1.*start it"):
        Board("redis://127.0.0.1:1/0", "x")
