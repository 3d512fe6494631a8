"""What all pages share: the visitor's state, read out of the address."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Any
from urllib.parse import parse_qs, urlsplit

from flask import Blueprint, g, redirect, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.datastructures import MultiDict

from webapp.catalogue.cards import Card
from webapp.question import address
from webapp.question.link import LIST, SAME_LIST, LinkState, with_note
from webapp.question.list_text import written
from webapp.question.query import AGES, LANGUAGES, STATUSES, TYPES
from webapp.serving.watch import current_serving

# What a page's address may say beside the visitor's state.
OWN_ARGUMENTS = ("q", "page", "job", "skipped", "left")


def page_blueprint(name: str, own: Sequence[str] = OWN_ARGUMENTS) -> Blueprint:
    """Make a group of pages whose addresses carry the visitor's state, read into ``g.state``.

    `own` names what their addresses may say beside it.
    """
    blueprint = Blueprint(name, __name__)
    blueprint.before_request(partial(_read_link, own))
    blueprint.context_processor(_shared)
    blueprint.add_app_template_filter(named)
    blueprint.add_app_template_filter(pictured)
    blueprint.add_app_template_filter(written, "as_text")
    return blueprint


def named(card: Card) -> str:
    """The title of a card in the visitor's language of choice."""
    state: LinkState = g.get("state", LinkState())
    return card.named(state.language)


def pictured(card: Card) -> str:
    """Address of a card's poster; of a hidden one as it is, for who asks for titles for adults."""
    state: LinkState = g.get("state", LinkState())
    held = current_serving().held
    if held is None or not state.filters.include_adult:
        return card.poster_url
    row = held.row_of(card.anime_id)
    return card.poster_url if row is None else held.poster_url(row, adult=True)


def _read_link(own_arguments: Sequence[str]) -> ResponseReturnValue | None:
    """Read the state; an address that says it in another way is replaced by the plain one.

    A form that was posted is answered by its view.
    """
    state = g.state = _state()
    if request.method != "GET":
        return None
    own: dict[str, str | list[str]] = {
        key: values if len(values) > 1 else values[0]
        for key in own_arguments
        if (values := [value for value in request.args.getlist(key) if value])
    }
    given = {key: request.args.getlist(key) for key in request.args}
    plain = {key: value if isinstance(value, list) else [value]
             for key, value in {**state.arguments, **own}.items()}  # fmt: skip
    plain_arguments: dict[str, Any] = {**(request.view_args or {}), **own, **state.arguments}
    g.plain_address = url_for(request.endpoint, **plain_arguments) if request.endpoint else None
    # A script that replaces part of a page takes the plain address from its head, at once.
    is_script = request.headers.get("Sec-Fetch-Dest") == "empty"
    if given == plain or state.notes or is_script or not g.plain_address:
        return None
    return redirect(g.plain_address)


def _state() -> LinkState:
    """The state in the address; a list that it only points to is the one of the page before."""
    if request.args.get("l") != SAME_LIST["l"]:
        return address.read(request.args)
    arguments = MultiDict(request.args)
    del arguments["l"]
    before = urlsplit(request.referrer or "")
    told = parse_qs(before.query) if before.netloc == request.host else {}
    arguments.update({name: told[name] for name in LIST if name in told})
    state = address.read(arguments)
    if state.marks:
        return state
    return with_note(state, "Your list stayed behind: go back to the page that has it")


def _shared() -> dict[str, Any]:
    state: LinkState = g.get("state", LinkState())
    return {
        "state": state,
        "plain_address": g.get("plain_address"),
        "n_listed": _n_listed(state),
        "types": TYPES,
        "statuses": STATUSES,
        "ages": AGES,
        "languages": LANGUAGES,
    }


def _n_listed(state: LinkState) -> int:
    """How many titles of the visitor's list the catalogue holds."""
    held = current_serving().held
    return int((held.id_map.to_index(list(state.marks)) >= 0).sum()) if held else len(state.marks)
