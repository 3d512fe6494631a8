"""What keeps pages and visitors to themselves: headers, and no orders from other sites."""

from __future__ import annotations

from urllib.parse import urlsplit

from flask import Flask, Response, request

from webapp.errors import Forbidden

POLICY = (
    "default-src 'self'; img-src 'self' data: blob:; object-src 'none'; base-uri 'none'; "
    "form-action 'self'; frame-ancestors 'none'"
)
HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    # The visitor's list stands in the address: it is nobody else's to see.
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}
_READING = frozenset({"GET", "HEAD", "OPTIONS"})


def guard(app: Flask) -> None:
    """Refuse orders that another site's page sends, and put the headers on every answer."""
    app.before_request(_refuse_orders_from_elsewhere)
    app.after_request(add_headers)


def add_headers(response: Response) -> Response:
    """Put the headers on every answer."""
    for name, value in HEADERS.items():
        response.headers.setdefault(name, value)
    return response


def _refuse_orders_from_elsewhere() -> None:
    """Take what changes or costs anything only from the site's own pages, or from programs.

    Notes
    -----
    The site knows no sessions, so a token in a form would be bound to nothing: whoever forges the
    form could fetch one. Browsers say where a request comes from (Fetch Metadata; Origin), and no
    page can make them say otherwise; a program says nothing, and nobody can be tricked into it.
    """
    if request.method in _READING:
        return
    site = request.headers.get("Sec-Fetch-Site")
    if site is not None:
        is_foreign = site not in ("same-origin", "none")
    else:
        origin = request.headers.get("Origin")
        is_foreign = origin is not None and urlsplit(origin).netloc != request.host
    if is_foreign:
        raise Forbidden("This form was sent by a page of another site: use the one here")
