"""Waiting until there may be something new in the database.

A change stream tells at once that a vector set has become current. Where the server has none (it
is no replica set) the site looks every few seconds, and says so.
"""

from __future__ import annotations

import logging
import threading
import time
from typing import Any

from pymongo.errors import OperationFailure, PyMongoError

import store

log = logging.getLogger(__name__)

STREAM, POLLING = "change stream", "polling"
# Titles come one by one while a crawl runs; a stream of them would never be quiet.
TITLE_LOOK_SECONDS = 60.0
# How long one question to the stream may take, and so the most that a stop has to wait.
AWAIT_SECONDS = 0.5
_BECAME_CURRENT = [{"$match": {"updateDescription.updatedFields.state": "current"}}]


class Changes:
    """Tells when to look again.

    Parameters
    ----------
    poll_seconds
        Time between looks where there is no change stream, and while the database is away.
    stopped
        Ends every wait.
    """

    def __init__(self, poll_seconds: float, stopped: threading.Event) -> None:
        self._poll_seconds = poll_seconds
        self._stopped = stopped
        self._stream: Any = None
        self._has_streams = True
        self.mode = POLLING

    def wait(self, db: store.Database | None) -> None:
        """Return when something changed, or it is time to look anyway."""
        if db is None or not self._has_streams:
            self._stopped.wait(self._poll_seconds)
            return
        try:
            if self._stream is None:
                # What changed before it was open is seen by the look that follows.
                self._open(db)
                return
            self._until_told()
        except PyMongoError as error:
            self._give_up(error)
            self._stopped.wait(self._poll_seconds)

    def close(self) -> None:
        """Let go of the stream."""
        stream, self._stream, self.mode = self._stream, None, POLLING
        if stream is not None:
            try:
                stream.close()
            except PyMongoError as error:
                log.debug("the change stream did not close: %s", error)

    def _open(self, db: store.Database) -> None:
        await_ms = round(1000 * AWAIT_SECONDS)
        self._stream = db.vector_sets.watch(_BECAME_CURRENT, max_await_time_ms=await_ms)
        self.mode = STREAM
        log.info("told of new vector sets by a change stream")

    def _until_told(self) -> None:
        deadline = time.monotonic() + TITLE_LOOK_SECONDS
        while not self._stopped.is_set() and time.monotonic() < deadline:
            if self._stream.try_next() is not None:
                return

    def _give_up(self, error: Exception) -> None:
        if isinstance(error, OperationFailure) and self._stream is None:
            self._has_streams = False
            log.warning(
                "this MongoDB has no change streams (it is no replica set): looking for new "
                "vector sets every %g s", self._poll_seconds,
            )  # fmt: skip
        self.close()
