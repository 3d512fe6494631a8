"""A request becomes a `Query`, or an error that names the field, the value and the rule.

Pure functions: nothing here knows Flask, MongoDB or the catalogue.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import fields
from typing import Any

from webapp.errors import Unprocessable, Unreadable, shown
from webapp.question.query import (
    BLEND,
    DEFAULT_K,
    DEFAULT_WEIGHTS,
    KINDS,
    MAX_ID,
    MAX_K,
    MAX_RATING,
    MAX_RATINGS,
    MAX_WEIGHT,
    MAX_YEAR,
    MIN_RATING,
    MIN_YEAR,
    TYPES,
    Filters,
    Query,
    Rating,
)

MAX_NAMES = 50
MAX_NAME_LENGTH = 60


def recommendation_query(body: Any) -> Query:
    """Check the JSON body of a request for recommendations.

    Raises
    ------
    Unprocessable
        With the field that breaks a rule, as ``ratings[3].score``.
    """
    known = {"ratings": (), "k": DEFAULT_K, "filters": {}, "weights": {}}
    fields_given = {**known, **_object(body, "", known)}
    if "ratings" not in body:
        raise Unprocessable('"ratings" is missing: a list of {"anime_id", "score"}', "ratings")
    return Query(
        ratings=_ratings(fields_given["ratings"]),
        k=whole_number(fields_given["k"], "k", 1, MAX_K),
        filters=filters_of(fields_given["filters"]),
        weights=weights_of(fields_given["weights"]),
    )


def _ratings(value: Any) -> tuple[Rating, ...]:
    if not isinstance(value, list) or not value:
        raise Unprocessable(
            f"{shown(value)} is not a list with at least one rating: "
            'send [{"anime_id": 1, "score": 9}]',
            "ratings",
        )
    if len(value) > MAX_RATINGS:
        raise Unprocessable(
            f"{len(value)} ratings are more than {MAX_RATINGS}: send the latest ones", "ratings"
        )
    ratings: dict[int, Rating] = {}
    for place, entry in enumerate(value):
        rating = _rating(entry, f"ratings[{place}]")
        if rating.anime_id in ratings:
            raise Unprocessable(
                f"title {rating.anime_id} is rated twice: send each title once",
                f"ratings[{place}].anime_id",
            )
        ratings[rating.anime_id] = rating
    return tuple(ratings.values())


def _rating(value: Any, where: str) -> Rating:
    entry = _object(value, where, ("anime_id", "score"))
    for name in ("anime_id", "score"):
        if name not in entry:
            raise Unprocessable(f'"{name}" is missing', f"{where}.{name}")
    return Rating(
        whole_number(entry["anime_id"], f"{where}.anime_id", 1, MAX_ID),
        number(entry["score"], f"{where}.score", MIN_RATING, MAX_RATING),
    )


def filters_of(value: Any, where: str = "filters") -> Filters:
    """Check filters; an unknown name or a year range that is upside down is an error."""
    given = _object(value, where, [f.name for f in fields(Filters)])
    readers: dict[str, Callable[[Any, str], Any]] = {
        "genres_in": _names,
        "genres_out": _names,
        "types": lambda v, w: tuple(choice(t, w, TYPES) for t in _names(v, w)),
        "year_min": lambda v, w: whole_number(v, w, MIN_YEAR, MAX_YEAR),
        "year_max": lambda v, w: whole_number(v, w, MIN_YEAR, MAX_YEAR),
        "score_min": lambda v, w: number(v, w, 0, MAX_RATING),
        "members_min": lambda v, w: whole_number(v, w, 0, MAX_ID),
        "include_sequels": _flag,
        "include_adult": _flag,
    }
    # A null filter is one that is not set.
    read = {
        name: readers[name](entry, f"{where}.{name}")
        for name, entry in given.items()
        if entry is not None
    }
    filters = Filters(**read)
    first, last = filters.year_min, filters.year_max
    if first is not None and last is not None and first > last:
        raise Unprocessable(
            f"the years run from {first} to {last}: the first must not be after the last",
            f"{where}.year_min",
        )
    return filters


def weights_of(value: Any, where: str = "weights") -> dict[str, float]:
    """Check weights; a kind that is not named keeps its default, all at nought is an error."""
    given = _object(value, where, DEFAULT_WEIGHTS)
    weights = dict(DEFAULT_WEIGHTS)
    for kind, weight in given.items():
        weights[kind] = number(weight, f"{where}.{kind}", 0, MAX_WEIGHT)
    if not any(weights.values()):
        raise Unprocessable("every weight is 0: leave at least one above 0", where)
    return weights


def similar_kind(value: str) -> str:
    """Check the name of a kind of likeness."""
    return choice(value, "kind", (*KINDS, BLEND))


def number_in_query(text: str, field: str, least: int, most: int) -> int:
    """Read a whole number from the query string.

    Raises
    ------
    Unreadable
        It is not a number.
    Unprocessable
        It is out of range.
    """
    try:
        value = int(text[:20])
    except ValueError:
        raise Unreadable(f"{field}={shown(text)} is not a whole number", field) from None
    return whole_number(value, field, least, most)


def choice(value: str, field: str, allowed: Collection[str]) -> str:
    """Return `value` if it is one of `allowed`."""
    if value not in allowed:
        names = ", ".join(allowed)
        raise Unprocessable(f"{shown(value)} is not one of {names}", field)
    return value


def whole_number(value: Any, field: str, least: int, most: int) -> int:
    """Return `value` if it is an integer from `least` to `most`."""
    # JSON's true is Python's 1, and nobody means that.
    if isinstance(value, bool) or not isinstance(value, int):
        raise Unprocessable(f"{shown(value)} is not a whole number", field)
    if not least <= value <= most:
        raise Unprocessable(f"{shown(value)} is not between {least} and {most}", field)
    return value


def number(value: Any, field: str, least: float, most: float) -> float:
    """Return `value` if it is a finite number from `least` to `most`."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise Unprocessable(f"{shown(value)} is not a number", field)
    # Written so that NaN, which is on neither side of anything, fails too.
    if not least <= value <= most:
        raise Unprocessable(f"{shown(value)} is not between {least} and {most}", field)
    return float(value)


def _flag(value: Any, field: str) -> bool:
    if not isinstance(value, bool):
        raise Unprocessable(f"{shown(value)} is neither true nor false", field)
    return value


def _names(value: Any, field: str) -> tuple[str, ...]:
    if not isinstance(value, list) or len(value) > MAX_NAMES:
        raise Unprocessable(f"{shown(value)} is not a list of at most {MAX_NAMES} names", field)
    for name in value:
        if not isinstance(name, str) or not 0 < len(name) <= MAX_NAME_LENGTH:
            raise Unprocessable(
                f"{shown(name)} is not a name of 1 to {MAX_NAME_LENGTH} letters", field
            )
    return tuple(dict.fromkeys(value))


def _object(value: Any, where: str, allowed: Collection[str]) -> Mapping[str, Any]:
    """Return a JSON object after checking that it holds no field but the allowed ones."""
    if not isinstance(value, dict):
        raise Unprocessable(f"{shown(value)} is not an object", where or None)
    for name in value:
        if name not in allowed:
            raise Unprocessable(
                f"{shown(name)} is not a known field: use {', '.join(allowed)}",
                f"{where}.{name[:MAX_NAME_LENGTH]}" if where else name[:MAX_NAME_LENGTH],
            )
    return value
