"""What was trained, on what, how, and how well: collection ``runs``."""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any, TypedDict

from pymongo import DESCENDING

from store.connection import Database
from store.documents import JSON
from store.errors import StoreError

RUNNING = "running"


class RunDocument(TypedDict, total=False):
    """One run; ``_id`` begins with the time it started."""

    _id: str
    command: str
    model: str
    parameters: dict[str, JSON]
    data: dict[str, JSON]
    metrics: dict[str, JSON]
    artifacts: list[str]
    tracked: str | None
    code_version: str
    machine: dict[str, JSON]
    started: datetime
    ended: datetime
    seconds: float
    state: str
    error: str | None


class NoSuchRun(StoreError):
    """No run, or more than one, has that id."""


def begin(db: Database, run: Mapping[str, JSON]) -> str:
    """Store a run that starts and return its id.

    Parameters
    ----------
    db
        The database.
    run
        command, model, parameters, code_version and machine; see `RunDocument`.
    """
    started = datetime.now(UTC)
    run_id = f"{started:%Y%m%dT%H%M%S}-{secrets.token_hex(3)}"
    db.runs.insert_one({"_id": run_id, **run, "started": started, "state": RUNNING})
    return run_id


def end(db: Database, run_id: str, state: str, found: Mapping[str, JSON]) -> None:
    """Store how a run ended.

    Parameters
    ----------
    db
        The database.
    run_id
        From `begin`.
    state
        finished, stopped (by Ctrl-C) or failed.
    found
        seconds, metrics, data, artifacts and, of one that failed, the error.
    """
    told = {**found, "state": state, "ended": datetime.now(UTC)}
    db.runs.update_one({"_id": run_id}, {"$set": told})


def newest(db: Database, limit: int = 20) -> Sequence[RunDocument]:
    """Return the last runs, the newest first."""
    rows: list[Any] = list(db.runs.find().sort("started", DESCENDING).limit(limit))
    return rows


def find(db: Database, start: str) -> RunDocument:
    """Return the run whose id begins so.

    Raises
    ------
    NoSuchRun
        When there is none, or more than one.
    """
    upper = start + "\uffff"
    found: list[Any] = list(db.runs.find({"_id": {"$gte": start, "$lt": upper}}).limit(2))
    if len(found) != 1:
        number = "several runs begin" if found else "no run begins"
        raise NoSuchRun(f"{number} with {start!r}: give an id as the list of runs shows it")
    run: RunDocument = found[0]
    return run
