import dataclasses
import gc
import weakref

import pytest

from webapp.catalogue import remembered as module
from webapp.catalogue.remembered import (
    remembered,
    remembered_of_titles,
    work_out_everything,
)


@pytest.fixture(autouse=True)
def _no_others(monkeypatch):
    monkeypatch.setattr(module, "_EVERY", [])


def test_it_works_once_for_each_snapshot(snapshot):
    asked = []

    @remembered
    def size(given):
        asked.append(given)
        return given.n_items

    assert size(snapshot) == size(snapshot) == snapshot.n_items
    assert size(dataclasses.replace(snapshot)) == snapshot.n_items
    assert len(asked) == 2


def test_it_does_not_keep_a_snapshot_that_was_replaced(snapshot):
    @remembered
    def size(given):
        return given.n_items

    other = dataclasses.replace(snapshot)
    kept = weakref.ref(other)
    size(other)
    del other
    gc.collect()
    assert kept() is None


def test_what_titles_alone_say_is_kept_for_all_snapshots_of_them(snapshot):
    asked = []

    @remembered_of_titles
    def size(given):
        asked.append(given)
        return given.n_items

    assert size(snapshot) == size(dataclasses.replace(snapshot)) == snapshot.n_items
    assert len(asked) == 1


def test_everything_is_worked_out_ahead_and_a_fault_stops_nothing(snapshot, caplog):
    asked = []

    @remembered
    def broken(_given):
        raise ValueError("as a test")

    @remembered
    def size(given):
        asked.append(given)
        return given.n_items

    work_out_everything(snapshot)
    assert asked == [snapshot]
    assert "broken could not be worked out" in caplog.text
