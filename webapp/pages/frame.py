"""What all pages share: the visitor's state, read out of the address."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, g, redirect, request, url_for
from flask.typing import ResponseReturnValue

from webapp.question import link
from webapp.question.link import LinkState
from webapp.question.query import TYPES


def page_blueprint(name: str) -> Blueprint:
    """Make a group of pages whose addresses carry the visitor's state, read into ``g.state``."""
    blueprint = Blueprint(name, __name__)
    blueprint.before_request(_read_link)
    blueprint.context_processor(_shared)
    return blueprint


def _read_link() -> ResponseReturnValue | None:
    """Read the state; an address that says it in another way is replaced by the plain one."""
    state = g.state = link.read(request.args)
    own = {"q": q} if (q := request.args.get("q", "")) else {}
    given = {key: request.args.getlist(key) for key in request.args}
    plain = {key: value if isinstance(value, list) else [value]
             for key, value in {**state.arguments, **own}.items()}  # fmt: skip
    if given == plain or state.notes or request.endpoint is None:
        return None
    address: dict[str, Any] = {**(request.view_args or {}), **own, **state.arguments}
    return redirect(url_for(request.endpoint, **address))


def _shared() -> dict[str, Any]:
    state: LinkState = g.get("state", LinkState())
    return {"state": state, "types": TYPES}
