"""Keeps the snapshot that answers are made from, and notices when a newer one can be had.

A daemon thread looks at the database whenever `changes` says so. What it loads replaces the old
snapshot at one stroke; until then, and whenever the database is away, the old one answers.
"""

from __future__ import annotations

import logging
import threading
import time
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import pymongo
from flask import current_app
from pymongo.errors import PyMongoError

import store
from config import Settings
from store import StoreError
from webapp.catalogue import loading
from webapp.catalogue.remembered import work_out_everything
from webapp.catalogue.snapshot import Snapshot
from webapp.errors import Unavailable
from webapp.serving import memory
from webapp.serving.changes import TITLE_LOOK_SECONDS, Changes

log = logging.getLogger(__name__)

# A request never waits longer than this for the database.
ANSWER_SECONDS = 1.0
# The first visitor after a start waits this long for the catalogue before being asked to come back.
FIRST_LOAD_SECONDS = 3.0


@dataclass(frozen=True)
class _Held:
    """What the site has now, replaced as one."""

    snapshot: Snapshot | None = None
    trouble: str | None = "the catalogue is being loaded"


class Serving:
    """The current snapshot and the way to the database.

    Parameters
    ----------
    settings
        Of these: vector_poll_seconds; 0 loads at the first request and never looks again.
    db
        An open database; None opens the one that `settings` name, as often as needed.
    shared
        Folder of the arrays that several workers share; None keeps them in this process.
    """

    def __init__(
        self, settings: Settings, db: store.Database | None = None, shared: Path | None = None
    ) -> None:
        self._settings = settings
        self._given_db = db
        self._db = db
        self._shared = shared
        self._held = _Held()
        self.swaps = 0
        self._titles_looked_at = 0.0
        self._looking = threading.Lock()
        self._starting = threading.Lock()
        self._first_look = threading.Event()
        self._stopped = threading.Event()
        self._changes = Changes(settings.vector_poll_seconds, self._stopped)
        self._thread: threading.Thread | None = None

    def start(self) -> None:
        """Begin to look; a worker that was forked from a running one begins anew."""
        if self._stopped.is_set() or (self._thread and self._thread.is_alive()):
            return
        with self._starting:
            if self._thread and self._thread.is_alive():
                return
            if self._settings.vector_poll_seconds > 0:
                self._thread = threading.Thread(target=self._look_forever, daemon=True)
                self._thread.start()
            elif not self._first_look.is_set():
                self.look()

    def stop(self) -> None:
        """Look no more; what is in memory still answers."""
        self._stopped.set()
        if self._thread:
            self._thread.join()

    def rest(self, seconds: float) -> None:
        """Before a fork: wait for the first look at most so long, then close what cannot be shared.

        Threads and connections do not survive a fork; what is in memory does.
        """
        self.start()
        self._first_look.wait(seconds)
        self.stop()
        self._disconnect()

    def wake(self) -> None:
        """After a fork: look again, with a connection of one's own."""
        self._stopped.clear()
        self.start()

    @property
    def mode(self) -> str:
        """How the site learns of new vector sets."""
        return self._changes.mode

    @property
    def trouble(self) -> str | None:
        """Why the database could not be read at the last look; None when it could."""
        return self._held.trouble

    @property
    def held(self) -> Snapshot | None:
        """What is there now, without waiting for the first load."""
        return self._held.snapshot

    @property
    def snapshot(self) -> Snapshot | None:
        """What answers are made from; None before anything was loaded."""
        self.start()
        if self._held.snapshot is None:
            self._first_look.wait(FIRST_LOAD_SECONDS)
        return self._held.snapshot

    def require_snapshot(self) -> Snapshot:
        """Return the snapshot.

        Raises
        ------
        Unavailable
            When nothing was loaded yet.
        """
        snapshot = self.snapshot
        if snapshot is None:
            raise Unavailable(f"There is no catalogue to answer from: {self.trouble}.")
        return snapshot

    def database(self) -> store.Database:
        """Return the database for one question, to be asked within `answer_time`.

        Raises
        ------
        Unavailable
            When the last look found it away.
        """
        db, trouble = self._db, self.trouble
        if db is None or trouble:
            raise Unavailable(f"The database does not answer: {trouble}.")
        return db

    def ping(self) -> str | None:
        """Ask the database for a sign of life; the reason when there is none."""
        db = self._db  # the looking thread may let go of it meanwhile
        if db is None:
            return self.trouble
        try:
            with pymongo.timeout(ANSWER_SECONDS):
                db.command("ping")
        except PyMongoError as error:
            return f"MongoDB does not answer ({type(error).__name__})"
        return None

    def look(self) -> None:
        """Look once at the database, and load what has changed."""
        with self._looking:
            try:
                self._load_if_changed(self._open())
            except (StoreError, PyMongoError) as error:
                self._note_trouble(error)
            finally:
                self._first_look.set()

    def _look_forever(self) -> None:
        while not self._stopped.is_set():
            try:
                self.look()
            except Exception:  # a thread that dies would leave the site with yesterday's vectors
                log.exception("could not load the catalogue; trying again")
            self._changes.wait(None if self.trouble else self._db)
        self._changes.close()

    def _open(self) -> store.Database:
        if self._db is None:
            self._db = store.connect(self._settings)
        return self._db

    def _load_if_changed(self, db: store.Database) -> None:
        old = self._held.snapshot
        sets = loading.set_versions(db)
        versions = {**sets, "titles": self._title_version(db, old)}
        if old is not None and versions == old.versions:
            self._held = _Held(old, trouble=None)
            return
        snapshot = loading.load(db, versions, self._shared, old)
        # Before the workers are forked, so that none has to work it out for itself.
        _work_out(snapshot, *snapshot.kinds.values())
        work_out_everything(snapshot)
        self._held = _Held(snapshot, trouble=None)
        self.swaps += 1
        del old, snapshot
        memory.keep()

    def _title_version(self, db: store.Database, old: Snapshot | None) -> str:
        """The titles' version, asked anew only now and then once there are titles."""
        now = time.monotonic()
        if old and old.n_items and now - self._titles_looked_at < TITLE_LOOK_SECONDS:
            return old.versions["titles"]
        self._titles_looked_at = now
        return loading.title_version(db)

    def _note_trouble(self, error: Exception) -> None:
        if not self._held.trouble:
            log.warning("the database is away, answering from memory: %s", _reason(error))
        self._held = _Held(self._held.snapshot, trouble=_reason(error))
        # The embedded server may have been stopped or moved: find or start it at the next look.
        self._disconnect()

    def _disconnect(self) -> None:
        self._changes.close()
        if self._given_db is None and self._db is not None:
            self._db.client.close()
            self._db = None


def _work_out(*holders: object) -> None:
    """Have everything in memory that is worked out when it is first asked for."""
    for holder in holders:
        for name, told in vars(type(holder)).items():
            if isinstance(told, cached_property):
                getattr(holder, name)


def _reason(error: Exception) -> str:
    """The error for a visitor: our own say what to do, the driver's are long."""
    return str(error) if isinstance(error, StoreError) else "MongoDB does not answer"


def current_serving() -> Serving:
    """Return the `Serving` of the site that answers this request."""
    serving: Serving = current_app.extensions["serving"]
    return serving
