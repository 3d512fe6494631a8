"""A database that goes away for a moment, and one that stays away."""

from __future__ import annotations

import pytest
from pymongo.errors import AutoReconnect, OperationFailure

import store
from crawler.database import PatientStore, store_settings
from crawler.errors import StoreAwayError


class Flaky:
    """A database whose first calls fail."""

    def __init__(self, *failures: Exception) -> None:
        self.failures = list(failures)
        self.connects = 0

    def connect(self, settings):
        self.connects += 1
        return self

    def ask(self, db, value):
        if self.failures:
            raise self.failures.pop(0)
        return value


def test_a_call_is_repeated_after_connecting_again(settings):
    flaky = Flaky(AutoReconnect("gone"), store.ServerAway("still gone"), AutoReconnect("gone"))
    patient = PatientStore(settings, 20.0, flaky.connect)
    flaky.failures = flaky.failures[:1]
    assert patient.call(flaky.ask, 7) == 7
    assert flaky.connects == 2


def test_patience_ends(settings):
    flaky = Flaky(*[AutoReconnect("gone")] * 100)
    with pytest.raises(StoreAwayError, match="run the same command again"):
        PatientStore(settings, 0.2, flaky.connect).call(flaky.ask, 7)


def test_other_failures_are_not_repeated(settings):
    flaky = Flaky(OperationFailure("no"))
    with pytest.raises(OperationFailure):
        PatientStore(settings, 20.0, flaky.connect).call(flaky.ask, 7)
    assert flaky.connects == 1


def test_scrapys_settings_win_over_the_configuration(monkeypatch):
    from scrapy.settings import Settings

    monkeypatch.setenv("MONGODB_DATABASE", "from_environment")
    assert store_settings(Settings()).mongodb_database == "from_environment"
    assert store_settings(Settings({"MONGODB_DATABASE": "told"})).mongodb_database == "told"
