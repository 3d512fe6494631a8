"""What a visitor can be told has gone wrong.

SiteError                an answer with a status, a code, a message and the field it is about
├── Unreadable           400  the request cannot be read at all
├── Forbidden            403  another site's page sent it
├── NotFound             404  no such title, page or address
├── TooLarge             413  the body is over its limit
├── WrongMediaType       415  the body is not JSON
├── Unprocessable        422  the request is readable and breaks a rule
├── TooManyRequests      429  this client asks too often
└── Unavailable          503  the database or the catalogue is away
"""

from __future__ import annotations

from http import HTTPStatus


class SiteError(Exception):
    """An answer that is not the one hoped for.

    Parameters
    ----------
    message
        Names the value, the rule and the remedy, in words fit for a visitor.
    field
        Which part of the request it is about, as ``ratings[3].score``; None for the whole.
    """

    status = HTTPStatus.INTERNAL_SERVER_ERROR
    code = "failed"

    def __init__(self, message: str, field: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.field = field


class Unreadable(SiteError):
    """The request cannot be read."""

    status, code = HTTPStatus.BAD_REQUEST, "unreadable"


class Forbidden(SiteError):
    """The request comes from where it must not come from."""

    status, code = HTTPStatus.FORBIDDEN, "forbidden"


class NotFound(SiteError):
    """Nothing is there."""

    status, code = HTTPStatus.NOT_FOUND, "not_found"


class TooLarge(SiteError):
    """The request is over a limit of size."""

    status, code = HTTPStatus.REQUEST_ENTITY_TOO_LARGE, "too_large"


class WrongMediaType(SiteError):
    """The body is of another kind than the site reads."""

    status, code = HTTPStatus.UNSUPPORTED_MEDIA_TYPE, "wrong_media_type"


class Unprocessable(SiteError):
    """The request is readable, and a value in it breaks a rule."""

    status, code = HTTPStatus.UNPROCESSABLE_ENTITY, "invalid"


class TooManyRequests(SiteError):
    """The client has to wait."""

    status, code = HTTPStatus.TOO_MANY_REQUESTS, "too_many_requests"


class Unavailable(SiteError):
    """The site is up and cannot answer this now."""

    status, code = HTTPStatus.SERVICE_UNAVAILABLE, "unavailable"


def shown(value: object, limit: int = 60) -> str:
    """Return a value as it may stand in a message: quoted, and cut when it is long."""
    text = repr(value)
    return text if len(text) <= limit else f"{text[: limit - 1]}…"
