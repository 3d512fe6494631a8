"""Reads an address into the visitor's state.

What cannot be read is left out and named in the state's notes; a page never fails because of its
address.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from typing import Any, Protocol

from webapp.errors import SiteError, shown
from webapp.question import marks as packed
from webapp.question.link import (
    FRACTIONS,
    LEANINGS,
    LISTS,
    MAX_SHOWN,
    NUMBERS,
    ONLY_SEQUELS,
    PAGE_SIZE,
    LinkState,
    with_note,
)
from webapp.question.marks import MAX_MARKS
from webapp.question.query import DEFAULT_WEIGHTS, LANGUAGES, MAX_WEIGHT, PLANNED_WITH
from webapp.question.shapes import Choice, Number, Whole
from webapp.question.validation import filters_of, weights_of

# What a form adds to a state: a title's mark, a title less, a score changed.
ADD, DROP, SCORE = "add", "drop", "s-"
ANY_NUMBER = Whole(0, 2**31 - 1)


class Fields(Protocol):
    """What Flask's ``request.args`` can do, as far as it is used here."""

    def get(self, key: str, default: str) -> str: ...  # noqa: D102
    def getlist(self, key: str) -> Sequence[str]: ...  # noqa: D102
    def __iter__(self) -> Iterator[str]: ...


def read(arguments: Fields) -> LinkState:
    """Read an address, and apply what a form adds to it: scores changed, a title more or less."""
    state = LinkState()
    if text := arguments.get("l", ""):
        state = _try(state, text, lambda s, t: replace(s, marks=packed.unpack(t)))
    state = _read_marks(state, arguments)
    for change in (_filter, _weigh, _lean, _choose):
        state = _try(state, arguments, change)
    # The last one: a button's value stands after the hidden one it replaces.
    if numbers := arguments.getlist("n"):
        state = _try(state, numbers[-1], _show)
    return state


def _read_marks(state: LinkState, arguments: Fields) -> LinkState:
    """Add the readable marks, then what a form changes."""
    told = [part for part in arguments.get("r", "").split(".") if part]
    changed = [f"{key[len(SCORE) :]}-{arguments.get(key, '')}" for key in arguments
               if key.startswith(SCORE)]  # fmt: skip
    marks = dict(state.marks)
    for token in (*told, *changed, *arguments.getlist(ADD)):
        if token.endswith("-"):
            continue
        try:
            anime_id, mark = packed.read_token(token)
        except ValueError:
            state = with_note(state, _unreadable(token))
            continue
        if anime_id in marks or len(marks) < MAX_MARKS:
            marks[anime_id] = mark
        else:
            note = f"A link holds {MAX_MARKS:,} titles: remove one to add another"
            state = with_note(state, note)
    for dropped in arguments.getlist(DROP):
        if dropped.isascii() and dropped.isdigit():
            marks.pop(int(dropped[:20]), None)
        else:
            state = with_note(state, _unreadable(dropped))
    return replace(state, marks=marks)


def _try(state: LinkState, given: Any, change: Callable[[LinkState, Any], LinkState]) -> LinkState:
    try:
        return change(state, given)
    except SiteError as error:
        note = error.message
    except ValueError:
        note = _unreadable(given)
    return with_note(state, note)


def _unreadable(given: Any) -> str:
    return f"{shown(given)} in the address could not be read and was left out"


def _filter(state: LinkState, arguments: Fields) -> LinkState:
    given: dict[str, Any] = {}
    for name, argument in LISTS.items():
        given[name] = list(filter(None, arguments.getlist(argument)))
    for name, argument in NUMBERS.items():
        if text := arguments.get(argument, "").strip():
            shape = Number(0, 1e9) if name in FRACTIONS else ANY_NUMBER
            given[name] = shape.read_text(text, argument)
    sequels = arguments.get("sequels", "")
    given["include_sequels"] = sequels == "1"
    given["only_sequels"] = sequels == ONLY_SEQUELS
    given["include_adult"] = arguments.get("adult", "") == "1"
    given["age_max"] = arguments.get("age", "") or None
    given["planned"] = arguments.get("planned", "") or PLANNED_WITH
    return replace(state, filters=filters_of(given))


def _weigh(state: LinkState, arguments: Fields) -> LinkState:
    shape = Number(0, MAX_WEIGHT)
    given = {
        kind: shape.read_text(text, kind)
        for kind in DEFAULT_WEIGHTS
        if (text := arguments.get(kind, "").strip())
    }
    return replace(state, weights=weights_of(given))


def _lean(state: LinkState, arguments: Fields) -> LinkState:
    leanings: dict[str, Any] = {
        name: round(Number(least, most).read_text(text, argument), 2) + 0.0
        for name, (argument, least, most) in LEANINGS.items()
        if (text := arguments.get(argument, "").strip())
    }
    return replace(state, **leanings)


def _choose(state: LinkState, arguments: Fields) -> LinkState:
    state = replace(
        state,
        ignore_dislikes=arguments.get("dislikes", "") == "ignore",
        shelf=arguments.get("shelf", "")[:20],
    )
    language = arguments.get("lang", "") or LANGUAGES[0]
    return replace(state, language=Choice(LANGUAGES).read_text(language, "lang"))


def _show(state: LinkState, text: str) -> LinkState:
    return replace(state, shown=Whole(PAGE_SIZE, MAX_SHOWN).read_text(text, "n"))
