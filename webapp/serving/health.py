"""What whoever runs the site asks it: is it well, is it ready, what has it done."""

from __future__ import annotations

from typing import Any

from flask import Blueprint
from flask.typing import ResponseReturnValue

from webapp.catalogue.snapshot import Snapshot
from webapp.errors import Unavailable
from webapp.serving.watch import current_serving

health = Blueprint("health", __name__)


@health.get("/healthz")
def healthz() -> ResponseReturnValue:
    """Whether all is well: MongoDB answers a ping, and there is a vector set."""
    serving = current_serving()
    snapshot = serving.snapshot
    reason = serving.ping() or serving.trouble
    if reason is None and (snapshot is None or not snapshot.sets):
        reason = "there is no vector set: run python -m nlp, python -m vision and python -m cf"
    state = {
        "titles": snapshot.n_items if snapshot else 0,
        "sets": _sets(snapshot) if snapshot else {},
    }
    return _answer("ok", "unavailable", reason, state)


@health.get("/readyz")
def readyz() -> ResponseReturnValue:
    """Whether visitors should be sent here: titles in memory, and the database answers."""
    serving = current_serving()
    snapshot = serving.held
    reason = serving.ping() or serving.trouble
    if reason is None and (snapshot is None or not snapshot.n_items):
        reason = "there are no titles in memory"
    return _answer("ready", "not ready", reason, {})


def _answer(good: str, bad: str, reason: str | None, state: dict[str, Any]) -> ResponseReturnValue:
    if reason is None:
        return {"status": good, **state}
    error = {"code": Unavailable.code, "message": reason, "field": None}
    return {"status": bad, "reason": reason, **state, "error": error}, Unavailable.status


def _sets(snapshot: Snapshot) -> dict[str, Any]:
    return {
        kind: {
            "set": info.set_id,
            "rows": info.n_rows,
            "created": info.created,
            "model": info.model,
        }
        for kind, info in snapshot.sets.items()
    }
