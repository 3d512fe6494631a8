import threading
import time

import pytest

from webapp.recommending.turns import in_turn


def test_one_thread_at_a_time():
    inside, most = [], []

    @in_turn
    def work():
        inside.append(1)
        most.append(len(inside))
        time.sleep(0.005)
        inside.pop()

    threads = [threading.Thread(target=work) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert most == [1] * 8


def test_work_in_turn_may_call_work_in_turn():
    @in_turn
    def inner():
        return 2

    @in_turn
    def outer():
        return inner() + 1

    assert outer() == 3


def test_an_error_gives_the_turn_back():
    @in_turn
    def fail():
        raise ValueError("made up")

    with pytest.raises(ValueError, match="made up"):
        fail()
    done = threading.Thread(target=in_turn(lambda: None))
    done.start()
    done.join(timeout=5)
    assert not done.is_alive()
