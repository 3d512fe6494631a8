"""What all groups of API routes share: a limit per client."""

from __future__ import annotations

from flask import Blueprint, current_app, request

from webapp.serving.limits import RateLimit

PREFIX = "/api/v1"


def api_blueprint(name: str) -> Blueprint:
    """Make a group of routes that count against the client's limit."""
    blueprint = Blueprint(name, __name__)
    blueprint.before_request(_limit)
    return blueprint


def _limit() -> None:
    limit: RateLimit = current_app.extensions["rate_limit"]
    limit.spend(request.remote_addr or "")
