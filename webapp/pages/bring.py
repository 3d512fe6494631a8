"""``/bring``: a list from elsewhere, by export file or by the name of a MAL member."""

from __future__ import annotations

import time
from dataclasses import replace
from typing import Any

import pymongo
from flask import current_app, g, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

import store
from webapp.errors import NotFound, SiteError, Unprocessable
from webapp.importing.files import MAX_FILE, Brought, brought, read_file
from webapp.importing.members import CRAWL_COST, DONE, FAILED, NAME, MemberLists
from webapp.question.marks import MAX_MARKS
from webapp.serving.watch import ANSWER_SECONDS, current_serving

# How often the waiting page looks again.
LOOK_AGAIN_SECONDS = 2
# Why there is no list to go on with, by what the crawl found. MyAnimeList gives the same answer
# for a hidden list and for a name that nobody has.
PROBLEMS = {
    "private": "MyAnimeList shows no list of {name}: it is private, or nobody has that name. If it "
    "is yours, export it there, where only you can, and choose the file below: it is read here and "
    "kept nowhere.",
    "public": "The list of {name} is public and has no anime on it yet. Pick some titles here.",
    "gone": "MyAnimeList knows no list of {name}. Check the spelling, or take the file.",
}
# Room for the form around the file.
FORM_ROOM = 64 * 1024


def bring() -> str:
    """The forms."""
    return render_template("bring.html", problem=None)


def bring_file() -> ResponseReturnValue:
    """Read an export file and go on to the shelves with it."""
    request.max_content_length = MAX_FILE + FORM_ROOM
    try:
        file = request.files.get("file")
        return _go_on(read_file(file.read(MAX_FILE + 1) if file else b""))
    except SiteError as error:
        return render_template("bring.html", problem=error.message), error.status


def bring_member() -> ResponseReturnValue:
    """Ask for the list of a member, and wait for it on a page of its own."""
    name = request.form.get("name", "").strip()
    try:
        current_app.extensions["rate_limit"].spend(request.remote_addr or "", cost=CRAWL_COST)
        _lists().ask(name)
    except SiteError as error:
        page = render_template("bring.html", problem=error.message, name=name)
        return page, error.status
    return redirect(url_for("pages.waiting", job=name, **g.state.arguments), 303)


def waiting() -> ResponseReturnValue:
    """How far the list is; on to the shelves when it is there."""
    name = request.args.get("job", "")
    asked = _lists().asked(name) if NAME.fullmatch(name) else None
    if asked is None:
        raise NotFound(f"Nobody asked for the list of {name[:16]!r}: ask for it anew.", "job")
    if asked.state == DONE:
        return _arrived(name)
    if asked.state == FAILED:
        problem = (
            "MyAnimeList did not give the list. It may be resting, or know nobody of that name. "
            "The export file below always works."
        )
        return render_template("bring.html", problem=problem, name=name)
    seconds = max(0, int(time.time() - asked.since))
    page = make_response(render_template("waiting.html", asked=asked, seconds=seconds))
    # A header, so that it works without JavaScript and no reader is told of it twice.
    page.headers["Refresh"] = str(LOOK_AGAIN_SECONDS)
    return page


def _arrived(name: str) -> ResponseReturnValue:
    with pymongo.timeout(ANSWER_SECONDS):
        member: Any = store.users.find(current_serving().database(), name)
    state = (member or {}).get("list_state", "gone")
    entries = (member or {}).get("list") or ()
    if state == "public" and entries:
        return _go_on(brought(entries))
    problem = PROBLEMS.get(state, PROBLEMS["gone"]).format(name=name)
    return render_template("bring.html", problem=problem, name=name)


def _go_on(found: Brought) -> ResponseReturnValue:
    """Put what was brought into the visitor's link."""
    if not found.marks:
        raise Unprocessable("There is no anime on that list: choose another one", "file")
    every = {**g.state.marks, **found.marks}
    marks = dict(list(every.items())[-MAX_MARKS:])
    counts = {"skipped": found.n_skipped, "left": found.n_left_out + len(every) - len(marks)}
    told: dict[str, Any] = {name: count for name, count in counts.items() if count}
    state = replace(g.state, marks=marks)
    return redirect(url_for("pages.my_list", **told, **state.arguments), 303)


def _lists() -> MemberLists:
    lists: MemberLists = current_app.extensions["member_lists"]
    return lists
