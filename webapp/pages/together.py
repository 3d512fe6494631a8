"""``/together``: two or more lists, and what to watch together."""

from __future__ import annotations

from typing import Any

from flask import g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from webapp.catalogue.snapshot import Snapshot
from webapp.pages.frame import page_blueprint
from webapp.question.link import LinkState, with_note
from webapp.question.list_text import list_of, written
from webapp.serving.watch import current_serving
from webapp.visitor.together import LEAST, MAX_PEOPLE, RULES, Shared, together

group = page_blueprint("group", own=("with", "by"))

N_SHOWN = 24


@group.get("/together")
def watch_together() -> ResponseReturnValue:
    """The visitor's list and others', and what suits all."""
    snapshot = current_serving().require_snapshot()
    given = [text for text in request.args.getlist("with") if text.strip()]
    others = [state for text in given if (state := list_of(text)).marks]
    if len(others) < len(given):
        note = "That holds no list: paste the address of a list page, or scores as 1-9.5-7"
        g.state = with_note(g.state, note)
    asked = request.args.get("by", LEAST)
    rule = asked if asked in RULES else LEAST
    plain = [written(state) for state in others[: MAX_PEOPLE - 1]]
    if plain != given and len(others) == len(given):
        return redirect(url_for("group.watch_together", **_arguments(plain, rule)))
    people = [state for state in (g.state, *others) if state.marks]
    found, n_open = _found(snapshot, people, rule)
    return render_template(
        "together.html",
        snapshot=snapshot,
        people=people,
        others=plain,
        without=[[text for text in plain if text != one] for one in plain],
        rule=rule,
        found=found,
        n_open=n_open,
        names=_names(snapshot, people),
        most_people=MAX_PEOPLE,
    )


def _found(
    snapshot: Snapshot, people: list[LinkState], rule: str
) -> tuple[tuple[Shared, ...], int]:
    if len(people) < 2:
        return (), 0
    # The filters are the visitor's, and hold for all.
    queries = [state.query(N_SHOWN)._replace(filters=g.state.filters) for state in people]
    return together(snapshot, queries, rule, N_SHOWN)


def _names(snapshot: Snapshot, people: list[LinkState]) -> list[tuple[str, str]]:
    """(who, what they like best) of each person."""
    found = []
    for number, state in enumerate(people, start=1):
        is_visitor = state is people[0] and bool(g.state.marks)
        best = sorted(state.ratings, key=lambda id_: -state.ratings[id_])
        rows = [row for row in snapshot.id_map.to_index(best).tolist() if row >= 0][:2]
        liked = ", ".join(snapshot.cards[row].named(g.state.language) for row in rows)
        found.append(("You" if is_visitor else f"Person {number}", liked))
    return found


def _arguments(others: list[str], rule: str) -> dict[str, Any]:
    told = {"with": others, **g.state.arguments}
    return told if rule == LEAST else {**told, "by": rule}
