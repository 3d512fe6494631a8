"""Lists from elsewhere: a file that is read and handed back, a member whose list is crawled."""

from __future__ import annotations

from typing import Any

import pymongo
from flask import current_app, request
from flask.typing import ResponseReturnValue

import store
from webapp.api import schemas
from webapp.api.blueprint import PREFIX, api_blueprint
from webapp.api.contract import Body, described
from webapp.errors import NotFound, Unprocessable, shown
from webapp.importing.files import MAX_FILE, Brought, brought, read_file
from webapp.importing.members import CRAWL_COST, DONE, NAME, STATES_OF_CRAWL, Asked, MemberLists
from webapp.question.link import LinkState
from webapp.question.list_text import written
from webapp.question.marks import STATES
from webapp.question.shapes import or_null
from webapp.serving.watch import ANSWER_SECONDS, current_serving

importing = api_blueprint("importing")

FILE = "application/octet-stream"
_LISTED = schemas.record(
    {
        "anime_id": schemas.ANIME_ID,
        "state": {"type": "string", "enum": list(STATES)},
        "score": or_null(schemas.NUMBER),
    },
    "Listed",
)


_LIST = {
    "list": schemas.TEXT,
    "skipped": schemas.INTEGER,
    "left_out": schemas.INTEGER,
    "items": schemas.list_of(_LISTED),
}
_MEMBER = schemas.record(
    {
        "name": schemas.TEXT,
        "state": {"type": "string", "enum": list(STATES_OF_CRAWL)},
        "n_before": schemas.INTEGER,
        "n_read": schemas.INTEGER,
        "list_state": or_null(schemas.TEXT),
        **_LIST,
    },
    "Member",
)
_NAMED = {"name": "Name of a member of MyAnimeList."}


@importing.post(f"{PREFIX}/lists")
@described(
    schemas.record(_LIST), body=Body(None, FILE, {"type": "string", "contentMediaType": FILE})
)
def read_list() -> ResponseReturnValue:
    """Read an export of MyAnimeList (.xml, .xml.gz) or AniList (JSON): a list for a link.

    States are w for watched, c for watching, d for dropped, p for planned.
    """
    request.max_content_length = MAX_FILE
    return _told(read_file(request.get_data()))


@importing.post(f"{PREFIX}/members/<name>")
@described(_MEMBER, path=_NAMED, errors=(Unprocessable,))
def ask_for_member(name: str) -> ResponseReturnValue:
    """Have the public list of a member read from MyAnimeList; ask with GET how far it is."""
    lists: MemberLists = current_app.extensions["member_lists"]
    current_app.extensions["rate_limit"].spend(request.remote_addr or "", cost=CRAWL_COST)
    lists.ask(name)
    return _member(lists.asked(name), name)


@importing.get(f"{PREFIX}/members/<name>")
@described(_MEMBER, path=_NAMED)
def member(name: str) -> ResponseReturnValue:
    """How far the list of a member is, and the list itself when it is there."""
    lists: MemberLists = current_app.extensions["member_lists"]
    return _member(lists.asked(name) if NAME.fullmatch(name) else None, name)


def _member(asked: Asked | None, name: str) -> dict[str, Any]:
    if asked is None:
        raise NotFound(f"Nobody asked for the list of {shown(name)}: POST to this address", "name")
    stored: Any = None
    if asked.state == DONE:
        with pymongo.timeout(ANSWER_SECONDS):
            stored = store.users.find(current_serving().database(), name)
    return {
        "name": name,
        "state": asked.state,
        "n_before": asked.n_before,
        "n_read": asked.n_read,
        "list_state": (stored or {}).get("list_state"),
        **_told(brought((stored or {}).get("list") or ())),
    }


def _told(found: Brought) -> dict[str, Any]:
    return {
        "list": written(LinkState(found.marks)) if found.marks else "",
        "skipped": found.n_skipped,
        "left_out": found.n_left_out,
        "items": [
            {"anime_id": anime_id, "state": mark.state, "score": mark.score}
            for anime_id, mark in found.marks.items()
        ],
    }
