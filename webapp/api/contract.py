"""How a route of the API is declared: one declaration reads the request and is its documentation.

    @api.get("/api/v1/search")
    @described(FOUND, query={"q": Parameter(Text(200), "Any name of a title.", required=True)})
    def search(*, q: str) -> dict[str, Any]:
        ...

The view gets each parameter, and the body, as a keyword argument that has been checked. The
document at ``/api/v1/openapi.json`` is made from what stands here and nothing else.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from functools import wraps
from typing import Any, NoReturn

import orjson
from flask import request
from flask.typing import ResponseReturnValue

from webapp.errors import (
    NotFound,
    SiteError,
    TooLarge,
    TooManyRequests,
    Unavailable,
    Unprocessable,
    Unreadable,
    WrongMediaType,
    shown,
)
from webapp.question.shapes import Schema, Shape

JSON_TYPE = "application/json"
# Any question may be asked too often, or before there is a catalogue.
_ALWAYS: tuple[type[SiteError], ...] = (TooManyRequests, Unavailable)


@dataclass(frozen=True)
class Parameter:
    """One parameter in the query of an address.

    Attributes
    ----------
    shape
        What it may be.
    about
        One sentence for the reader of the document.
    default
        Its value when it is not given.
    required
        Whether it has to be given, and not be empty.
    example
        A value to try.
    """

    shape: Shape
    about: str
    default: Any = None
    required: bool = False
    example: Any = None

    def value(self, name: str) -> Any:
        """Read the parameter from the current request.

        Raises
        ------
        Unreadable, Unprocessable
        """
        text = request.args.get(name)
        if self.required and not (text or "").strip():
            raise Unreadable(f"{name} is empty: send {self.about[0].lower()}{self.about[1:]}", name)
        return self.default if text is None else self.shape.read_text(text, name)


@dataclass(frozen=True)
class Body:
    """What a request carries.

    Attributes
    ----------
    shape
        What it may be; None for a body that the view reads itself.
    media_type
        Its type.
    schema
        Instead of the shape's, for a body that the view reads.
    example
        A value to try.
    read_plainly
        Reads a body in the form that most have, in less time; None for one that it leaves to the
        library.
    """

    shape: Shape | None
    media_type: str = JSON_TYPE
    schema: Schema | None = None
    example: Any = None
    read_plainly: Callable[[bytes], Any] = lambda _body: None


@dataclass(frozen=True)
class Contract:
    """All that is promised of a route.

    Attributes
    ----------
    answer
        JSON Schema of a good answer; None when it is no JSON.
    media_type
        Type of a good answer.
    query, body
        What is read.
    errors
        The errors that it may answer beside those of every route.
    path
        What the variable parts of its address are, in words.
    others
        Schemas of answers by status that are neither good nor in the usual form of an error.
    """

    answer: Schema | None
    media_type: str = JSON_TYPE
    query: Mapping[str, Parameter] = field(default_factory=dict)
    body: Body | None = None
    errors: Sequence[type[SiteError]] = ()
    path: Mapping[str, str] = field(default_factory=dict)
    others: Mapping[int, Schema] = field(default_factory=dict)

    @property
    def all_errors(self) -> tuple[type[SiteError], ...]:
        """Every error that it may answer, each once."""
        found = [*self.errors, *_ALWAYS]
        # An address with a parameter that is not known is refused on every route.
        found.append(Unreadable)
        if self.query or self.body:
            found.append(Unprocessable)
        if self.body:
            found += [TooLarge, WrongMediaType]
        if self.path:
            found.append(NotFound)
        return tuple(dict.fromkeys(found))


View = Callable[..., ResponseReturnValue]


def described(
    answer: Schema | None,
    *,
    media_type: str = JSON_TYPE,
    query: Mapping[str, Parameter] | None = None,
    body: Body | None = None,
    errors: Sequence[type[SiteError]] = (),
    path: Mapping[str, str] | None = None,
    others: Mapping[int, Schema] | None = None,
) -> Callable[[View], View]:
    """Declare a route: what it reads is checked and handed to the view by name.

    Parameters are those of `Contract`.
    """
    contract = Contract(answer, media_type, query or {}, body, errors, path or {}, others or {})

    def wrap(view: View) -> View:
        @wraps(view)
        def read_then_answer(**path_parts: Any) -> ResponseReturnValue:
            _refuse_unknown(contract.query)
            given = {name: parameter.value(name) for name, parameter in contract.query.items()}
            if body and body.shape:
                given["body"] = body.shape.read(json_body(body.read_plainly), "")
            return view(**path_parts, **given)

        read_then_answer.contract = contract  # type: ignore[attr-defined]
        return read_then_answer

    return wrap


def contract_of(view: Callable[..., Any]) -> Contract | None:
    """The contract of a view; None for one that is no part of the API."""
    return getattr(view, "contract", None)


def json_body(read_plainly: Callable[[bytes], Any] = Body.read_plainly) -> Any:
    """The body of the request as JSON.

    Raises
    ------
    WrongMediaType, Unreadable
    """
    if not request.is_json:
        raise WrongMediaType("The body has to be JSON: send Content-Type: application/json")
    data = request.get_data()
    with suppress(orjson.JSONDecodeError):
        return read_plainly(data) or orjson.loads(data)
    # The other reader is slower, and says more of what is wrong.
    try:
        return json.loads(data, parse_constant=_no_number)
    except (ValueError, RecursionError) as error:
        reason = "it is nested too deeply" if isinstance(error, RecursionError) else str(error)
        raise Unreadable(f"The body is not JSON: {reason[:200]}") from None


def _no_number(name: str) -> NoReturn:
    raise Unprocessable(f"{name} is not a number that JSON has")


def _refuse_unknown(known: Mapping[str, Parameter]) -> None:
    for name in request.args if request.query_string else ():
        if name not in known:
            names = ", ".join(known) or "none"
            raise Unreadable(
                f"{shown(name)} is not a parameter here; those are: {names}", name[:60]
            )
