from __future__ import annotations

import logging
import threading
import time

import numpy as np
import pytest

import store
from webapp.serving.changes import POLLING, STREAM, Changes


@pytest.fixture
def changes():
    made = Changes(0.01, threading.Event())
    yield made
    made.close()


def test_where_there_is_no_stream_it_polls_and_says_so_once(changes, mock_db, caplog):
    caplog.set_level(logging.WARNING)
    for _ in range(3):
        changes.wait(mock_db)
    assert changes.mode == POLLING
    assert caplog.text.count("no change streams") == 1


def test_without_a_database_it_waits_and_returns(changes):
    started = time.monotonic()
    changes.wait(None)
    assert time.monotonic() - started < 1


@pytest.mark.mongo
def test_a_stream_tells_of_a_set_that_became_current(real_db, monkeypatch):
    monkeypatch.undo()  # the real server has change streams
    changes = Changes(30.0, threading.Event())
    changes.wait(real_db)
    assert changes.mode == STREAM
    told = threading.Event()
    waiting = threading.Thread(target=lambda: (changes.wait(real_db), told.set()))
    waiting.start()
    made = store.VectorSet("look", np.array([1, 2]), np.eye(2, dtype=np.float32), "made up")
    store.vectors.publish(real_db, made)
    assert told.wait(10)
    waiting.join()
    changes.close()
    assert changes.mode == POLLING


@pytest.mark.mongo
def test_a_stop_ends_the_wait_for_a_stream(real_db, monkeypatch):
    monkeypatch.undo()
    stopped = threading.Event()
    changes = Changes(30.0, stopped)
    changes.wait(real_db)
    stopped.set()
    started = time.monotonic()
    changes.wait(real_db)
    assert time.monotonic() - started < 5
    changes.close()
