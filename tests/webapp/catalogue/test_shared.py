from __future__ import annotations

import os
import time

import numpy as np

from webapp.catalogue.shared import OLD_SECONDS, forget_old, shared


def made(calls=None):
    if calls is not None:
        calls.append(1)
    return {"rows": np.arange(3), "empty": np.zeros((0, 4))}, {"name": "ease", "n": 3}


def test_without_a_folder_the_arrays_are_the_process_own():
    arrays, facts = shared(None, "a", made)
    assert arrays["rows"].flags.writeable
    assert facts == {"name": "ease", "n": 3}


def test_the_first_makes_and_the_others_map(tmp_path):
    calls = []
    first, _ = shared(tmp_path, "a", lambda: made(calls))
    second, facts = shared(tmp_path, "a", lambda: made(calls))
    assert len(calls) == 1
    assert facts == {"name": "ease", "n": 3}
    for arrays in (first, second):
        assert arrays["rows"].tolist() == [0, 1, 2]
        assert arrays["empty"].shape == (0, 4)
        assert not arrays["rows"].flags.writeable


def test_a_folder_that_cannot_be_used_is_said_and_passed_by(tmp_path, caplog):
    arrays, _ = shared(tmp_path / "absent", "a", made)
    assert arrays["rows"].tolist() == [0, 1, 2]
    assert "not shared" in caplog.text


def test_what_failed_halfway_leaves_nothing(tmp_path):
    def broken():
        return {"rows": np.array([object()])}, {}

    try:
        shared(tmp_path, "a", broken)
    except ValueError:
        assert not (tmp_path / "a").exists()
    assert [place for place in tmp_path.iterdir() if place.is_dir()] == []


def test_sets_that_were_replaced_are_removed(tmp_path):
    kept, _ = shared(tmp_path, "old", made)
    shared(tmp_path, "new", made)
    long_ago = time.time() - OLD_SECONDS - 10
    os.utime(tmp_path / "old", (long_ago, long_ago))
    forget_old(tmp_path)
    assert not (tmp_path / "old").exists()
    assert (tmp_path / "new").exists()
    assert kept["rows"].tolist() == [0, 1, 2]  # who maps it keeps it
    forget_old(None)
