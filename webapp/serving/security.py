"""Headers that keep a page to itself: no third parties, no frames, no guessing of types."""

from __future__ import annotations

from flask import Response

POLICY = (
    "default-src 'self'; img-src 'self' data:; object-src 'none'; base-uri 'none'; "
    "form-action 'self'; frame-ancestors 'none'"
)
HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    # The visitor's list stands in the address: it is nobody else's to see.
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}


def add_headers(response: Response) -> Response:
    """Put the headers on every answer."""
    for name, value in HEADERS.items():
        response.headers.setdefault(name, value)
    return response
