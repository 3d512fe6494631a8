"""What the site writes down: one JSON object a line, each request with an id.

A line never holds the query of an address, where a visitor's list stands, nor any header.
"""

from __future__ import annotations

import json
import logging
import re
import secrets
import time
from datetime import UTC, datetime
from typing import Any

from flask import Flask, Response, g, has_request_context, request

log = logging.getLogger(__name__)

REQUEST_ID = "X-Request-ID"
# An id from outside is taken if it can stand in a log and a header as it is.
_FIT_FOR_A_LOG = re.compile(r"[A-Za-z0-9._-]{8,64}")
# Facts of a line, where a record carries them.
_FACTS = ("method", "path", "endpoint", "status", "ms", "bytes")


class JSONLines(logging.Formatter):
    """Writes a record as one line of JSON."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the line."""
        line: dict[str, Any] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage(),
            "process": record.process,
        }
        if has_request_context() and "request_id" in g:
            line["request_id"] = g.request_id
        line |= {name: record.__dict__[name] for name in _FACTS if name in record.__dict__}
        if record.exc_info:
            line["error"] = self.formatException(record.exc_info)
        return json.dumps(line, ensure_ascii=False)


def write_json_lines(level: str) -> None:
    """Send what the process logs from `level` on to standard error, a line of JSON each."""
    handler = logging.StreamHandler()
    handler.setFormatter(JSONLines())
    logging.basicConfig(level=level.upper(), handlers=[handler], force=True)
    # The driver tells of each command; gunicorn has a handler of its own, in another form.
    logging.getLogger("pymongo").setLevel(logging.WARNING)
    for name in ("gunicorn.error", "gunicorn.access"):
        logging.getLogger(name).handlers = []
        logging.getLogger(name).propagate = True


def note_requests(app: Flask) -> None:
    """Give each request an id, take the one it came with, and write a line for its answer."""
    app.before_request(_begin)
    app.after_request(_end)


def _begin() -> None:
    given = request.headers.get(REQUEST_ID, "")
    g.request_id = given if _FIT_FOR_A_LOG.fullmatch(given) else secrets.token_hex(8)
    g.begun = time.perf_counter()


def _end(response: Response) -> Response:
    # A request that was refused before it began has no id.
    if "request_id" in g:
        response.headers[REQUEST_ID] = g.request_id
        if log.isEnabledFor(logging.INFO):
            log.info("answered", extra=_facts(response))
    return response


def _facts(response: Response) -> dict[str, Any]:
    return {
        "method": request.method,
        "path": request.path,
        "endpoint": request.endpoint,
        "status": response.status_code,
        "ms": round(1000 * (time.perf_counter() - g.begun), 2),
        "bytes": response.calculate_content_length(),
    }
