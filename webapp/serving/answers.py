"""How answers look from outside: JSON in our form, errors as JSON or as a page."""

from __future__ import annotations

import logging
from http import HTTPStatus
from typing import Any

import orjson
from flask import Flask, Response, render_template, request
from flask.json.provider import JSONProvider
from flask.typing import ResponseReturnValue
from pymongo.errors import PyMongoError
from werkzeug.exceptions import HTTPException

from webapp.errors import SiteError, Unavailable
from webapp.question.link import LinkState
from webapp.serving.watch import current_serving

log = logging.getLogger(__name__)
# The reader is told when to come back.
RETRY_SECONDS = 5
# Keys that are numbers, and numbers and arrays of numpy.
_ANYTHING = orjson.OPT_NON_STR_KEYS | orjson.OPT_SERIALIZE_NUMPY
_CODES = {404: "not_found", 405: "method_not_allowed", 413: "too_large", 415: "wrong_media_type"}
_WORDS = {
    400: ("That address cannot be read", "Part of it is missing or mistyped."),
    403: ("That did not come from here", "Forms are taken from this site's own pages."),
    404: ("Nothing is here", "The page moved, or the address has a typing error."),
    405: ("That cannot be done here", "The page is for reading."),
    413: ("That is too much at once", "The site reads 256 kB at a time."),
    429: ("That was quick", "The site answers so often in a minute, and then asks for a pause."),
    503: ("Not ready yet", "The site is up, and its catalogue or database is not."),
}
_UNEXPECTED = ("Something broke on this side", "It has been written down. Try again in a moment.")


class SiteJSON(JSONProvider):
    """JSON by orjson: times in ISO 8601, fields in the order they were written."""

    def dumps(self, obj: Any, *, sort_keys: bool = False, indent: int = 0, **_: Any) -> str:
        """Return the JSON of an object; templates ask for sorted keys and lines of their own."""
        options = orjson.OPT_SORT_KEYS * sort_keys | orjson.OPT_INDENT_2 * bool(indent)
        return _written(obj, options).decode()

    def loads(self, s: str | bytes, **_: Any) -> Any:
        """Read JSON."""
        return orjson.loads(s)

    def response(self, *args: Any, **kwargs: Any) -> Response:
        """Answer with JSON, as ``jsonify`` does."""
        told = as_json(self._prepare_response_obj(args, kwargs))
        return Response(told, mimetype="application/json")


def as_json(obj: Any) -> bytes:
    """An answer's JSON, and a line's end."""
    return _written(obj, orjson.OPT_APPEND_NEWLINE)


def _written(obj: Any, options: int) -> bytes:
    return orjson.dumps(obj, _plain, _ANYTHING | options)


def _plain(value: Any) -> list[Any]:
    """A tuple with names as the list that it is; orjson knows bare tuples only."""
    if isinstance(value, tuple):
        return list(value)
    raise TypeError(f"JSON has no form for {type(value).__name__}")


def register_errors(app: Flask) -> None:
    """Turn every error into an answer that says what to do."""
    app.register_error_handler(SiteError, _site_error)
    app.register_error_handler(HTTPException, _http_error)
    app.register_error_handler(PyMongoError, _database_error)
    app.register_error_handler(Exception, _unexpected)


def shared_words() -> dict[str, Any]:
    """What the frame of every page shows: the state of the catalogue."""
    serving = current_serving()
    return {"serving": serving, "held": serving.held, "state": LinkState(), "q": ""}


def _site_error(error: SiteError) -> ResponseReturnValue:
    if _wants_json():
        return _as_json(error.status, error.code, error.message, error.field)
    return _as_page(error.status, error.message)


def _http_error(error: HTTPException) -> ResponseReturnValue:
    if error.code is None or error.code < 400:  # a redirect is no error
        return error.get_response()
    if _wants_json():
        code = _CODES.get(error.code, "unreadable" if error.code < 500 else "failed")
        return _as_json(error.code, code, error.description or error.name)
    # The library's own words are for programs.
    return _as_page(error.code)


def _database_error(error: PyMongoError) -> ResponseReturnValue:
    log.warning("the database did not answer %s: %s", request.path, type(error).__name__)
    return _site_error(Unavailable("The database does not answer. Try again in a moment."))


def _unexpected(error: Exception) -> ResponseReturnValue:
    log.error("no answer to %s", request.path, exc_info=error)
    status = HTTPStatus.INTERNAL_SERVER_ERROR
    return _as_json(status, "failed", _UNEXPECTED[0]) if _wants_json() else _as_page(status)


def _wants_json() -> bool:
    return request.path.startswith("/api/") or request.path in ("/healthz", "/readyz")


def _as_json(status: int, code: str, message: str, field: str | None = None) -> ResponseReturnValue:
    error = {"code": code, "message": message, "field": field}
    return {"error": error}, status, _headers(status)


def _as_page(status: int, message: str | None = None) -> ResponseReturnValue:
    heading, hint = _WORDS.get(status, _UNEXPECTED)
    page = render_template(
        "error.html", heading=heading, hint=hint, message=message, status=int(status)
    )
    return page, status, _headers(status)


def _headers(status: int) -> dict[str, str]:
    return {"Retry-After": str(RETRY_SECONDS)} if status in (429, 503) else {}
