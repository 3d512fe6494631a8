"""The latest answers, for questions that come again: a page shown anew, a link that many open.

An answer depends on the question and on what the site knows, and on nothing else. So it is the same
until something new is known. Of a question only a digest is kept.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from functools import wraps
from hashlib import blake2b
from threading import Lock
from typing import Any
from weakref import ReferenceType, ref

from flask import Response, current_app, request
from flask.typing import ResponseReturnValue

from webapp.catalogue.snapshot import Snapshot
from webapp.serving.answers import as_json
from webapp.serving.metrics import answered_again
from webapp.serving.watch import current_serving

# At some 20 kB each these are 5 MB a worker.
MOST = 256
# Of more than 2,047 bytes at a time the interpreter is let go of, and then waited for.
PIECE = 2047


class RecentAnswers:
    """The answers that were asked for last, all made from one snapshot.

    Parameters
    ----------
    most
        How many are kept.
    """

    def __init__(self, most: int = MOST) -> None:
        self._most = most
        self._answers: OrderedDict[bytes, bytes] = OrderedDict()
        self._snapshot: ReferenceType[Snapshot] | None = None
        self._lock = Lock()

    def find(self, snapshot: Snapshot, question: bytes) -> bytes | None:
        """The answer that was given before, if it was made from this snapshot."""
        with self._lock:
            if self._snapshot is None or self._snapshot() is not snapshot:
                return None
            if question in self._answers:
                self._answers.move_to_end(question)
            return self._answers.get(question)

    def keep(self, snapshot: Snapshot, question: bytes, answer: bytes) -> None:
        """Keep an answer, and forget those of other snapshots and the one asked for longest ago."""
        with self._lock:
            if self._snapshot is None or self._snapshot() is not snapshot:
                self._answers.clear()
                self._snapshot = ref(snapshot)
            self._answers[question] = answer
            if len(self._answers) > self._most:
                self._answers.popitem(last=False)


def _digest(asked: bytes) -> bytes:
    """What tells a question from all others."""
    digest = blake2b(digest_size=16)
    for start in range(0, len(asked), PIECE):
        digest.update(asked[start : start + PIECE])
    return digest.digest()


def answers_again(view: Callable[..., Any]) -> Callable[..., ResponseReturnValue]:
    """Answer a question that was put a moment ago as it was answered then.

    For views that return what becomes JSON, and of which that depends on the address, the body and
    the snapshot alone. They are given the snapshot.
    """

    @wraps(view)
    def answer(**given: Any) -> ResponseReturnValue:
        recent: RecentAnswers = current_app.extensions["recent_answers"]
        snapshot = current_serving().require_snapshot()
        question = _digest(b"\0".join((request.full_path.encode(), request.get_data())))
        told = recent.find(snapshot, question)
        if told is not None:
            answered_again.inc()
            return Response(told, mimetype="application/json")
        told = as_json(view(snapshot=snapshot, **given))
        recent.keep(snapshot, question, told)
        return Response(told, mimetype="application/json")

    return answer
