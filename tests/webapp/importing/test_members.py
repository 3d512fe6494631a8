from __future__ import annotations

import threading
import time

import pytest

from webapp.errors import TooManyRequests, Unprocessable
from webapp.importing.members import DONE, FAILED, MAX_WAITING, READING, WAITING, MemberLists


def until(state, lists, name):
    for _ in range(500):
        asked = lists.asked(name)
        if asked and asked.state == state:
            return asked
        time.sleep(0.01)
    raise AssertionError(f"{name} is {asked}, not {state}")


def test_lists_are_read_one_at_a_time(settings):
    go_on, running, most = threading.Semaphore(0), [], []

    def crawl(name, _progress):
        running.append(name)
        most.append(len(running))
        go_on.acquire()
        running.remove(name)
        return True

    lists = MemberLists(settings, crawl)
    # Another worker process has its own object and the same folder.
    other = MemberLists(settings, crawl)
    lists.ask("first_one")
    until(READING, lists, "first_one")
    other.ask("second_one")
    assert until(WAITING, lists, "second_one").n_before == 1
    go_on.release(2)
    until(DONE, lists, "first_one")
    until(DONE, other, "second_one")
    assert max(most) == 1


def test_asking_twice_is_asking_once(settings):
    go_on, asked = threading.Event(), []
    lists = MemberLists(settings, lambda name, _: asked.append(name) or go_on.wait(5))
    lists.ask("kite_flyer")
    lists.ask("kite_flyer")
    go_on.set()
    until(DONE, lists, "kite_flyer")
    assert asked == ["kite_flyer"]


def test_a_crawl_that_fails_is_told(settings):
    def crawl(name, _progress):
        if name == "breaks":
            raise OSError("no process")
        return False

    lists = MemberLists(settings, crawl)
    for name in ("breaks", "refused"):
        lists.ask(name)
        until(FAILED, lists, name)


def test_the_queue_is_bounded(settings):
    go_on = threading.Event()
    lists = MemberLists(settings, lambda *_: go_on.wait(5))
    for number in range(MAX_WAITING):
        lists.ask(f"member_{number}")
    with pytest.raises(TooManyRequests, match="export file"):
        lists.ask("one_more")
    go_on.set()
    until(DONE, lists, f"member_{MAX_WAITING - 1}")


@pytest.mark.parametrize(
    "name", ["", "a", "x" * 17, "../../etc", "two words", "na\u00efve", "a\nb"]
)
def test_only_names_of_the_site_are_asked_for(settings, name):
    with pytest.raises(Unprocessable):
        MemberLists(settings, lambda *_: True).ask(name)


def test_nobody_asked(settings):
    assert MemberLists(settings, lambda *_: True).asked("kite_flyer") is None


def test_how_far_a_list_is_read_is_told(settings):
    began, go_on = threading.Event(), threading.Event()

    def crawl(_name, progress):
        progress.write_text("600", encoding="ascii")
        began.set()
        return go_on.wait(5)

    lists = MemberLists(settings, crawl)
    lists.ask("kite_flyer")
    assert began.wait(5)
    assert lists.asked("kite_flyer").n_read == 600
    go_on.set()
    until(DONE, lists, "kite_flyer")
    assert not list((settings.data_dir / "members").glob("*.read"))
    assert lists.asked("kite_flyer").n_read == 0
