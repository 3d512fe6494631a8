"""The store, for a crawl that must outlive a database that goes away for a moment."""

from __future__ import annotations

import logging
import random
import time
from collections.abc import Callable
from dataclasses import fields
from typing import Any, TypeVar

from scrapy.settings import BaseSettings

import config
import store
from crawler.back_off import backoff
from crawler.errors import StoreAwayError

logger = logging.getLogger(__name__)
T = TypeVar("T")
FIRST_WAIT = 0.5


class PatientStore:
    """One database, asked again with back-off while it is away.

    Its methods block: call them in a thread.

    Parameters
    ----------
    settings
        Where the database is.
    patience
        Seconds for which a call goes on trying.
    connect
        Opens the database; starts the embedded server again if that is the one.
    """

    def __init__(
        self,
        settings: config.Settings,
        patience: float,
        connect: Callable[[config.Settings], store.Database] = store.connect,
    ) -> None:
        self.settings = settings
        self.patience = patience
        self._connect = connect
        self._rng = random.Random()
        self._db: store.Database | None = None

    def open(self) -> None:
        """Connect, once.

        Raises
        ------
        store.StoreError
            When there is no database to be had; not tried again, so that a wrong address shows.
        """
        self._db = self._connect(self.settings)

    def call(self, function: Callable[..., T], *arguments: Any) -> T:
        """Return ``function(db, *arguments)``; `function` must be safe to repeat.

        Raises
        ------
        StoreAwayError
            When the database stayed away for all of `patience`.
        """
        deadline, tries = time.monotonic() + self.patience, 0
        while True:
            try:
                if self._db is None:
                    self.open()
                return function(self._db, *arguments)
            except Exception as error:
                if not (isinstance(error, store.StoreError) and self._db is None) and not (
                    store.is_away(error)
                ):
                    raise
                tries += 1
                self._rest(error, deadline, tries)

    def _rest(self, error: Exception, deadline: float, tries: int) -> None:
        self._db = None
        left = deadline - time.monotonic()
        if left <= 0:
            raise StoreAwayError(
                f"MongoDB stayed away for {self.patience:.0f} s ({_first_words(error)}). What was "
                "stored is safe; start it and run the same command again to go on"
            ) from error
        logger.warning(
            "MongoDB does not answer (%s); trying for another %.0f s", _first_words(error), left
        )
        time.sleep(min(left, backoff(FIRST_WAIT, min(tries, 5), self._rng)))


def store_settings(settings: BaseSettings) -> config.Settings:
    """Return the configuration, with the knobs that Scrapy's ``-s`` sets over it."""
    names = [knob.name for knob in fields(config.Settings)]
    given = {name: settings[name.upper()] for name in names if name.upper() in settings}
    return config.load(**given)


def _first_words(error: Exception) -> str:
    return str(error).split(", Timeout:")[0].split(" (configured")[0][:160]
