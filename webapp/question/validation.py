"""The shapes of what a visitor may ask, and a request read into a `Query` by them.

Pure functions: nothing here knows Flask, MongoDB or the catalogue.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from webapp.errors import Unprocessable, shown
from webapp.question.plain_ratings import are_fit
from webapp.question.query import (
    AGES,
    BLEND,
    DEFAULT_K,
    DEFAULT_WEIGHTS,
    KINDS,
    LANGUAGES,
    MAX_EPISODES,
    MAX_ID,
    MAX_K,
    MAX_POPULARITY,
    MAX_RATING,
    MAX_RATINGS,
    MAX_SURPRISE,
    MAX_WEIGHT,
    MAX_YEAR,
    MIN_ID,
    MIN_RATING,
    MIN_YEAR,
    PLANNED,
    STATUSES,
    TYPES,
    Filters,
    Query,
    Rating,
    Ratings,
)
from webapp.question.shapes import (
    Checked,
    Choice,
    Flag,
    ListOf,
    Number,
    Record,
    Schema,
    Shape,
    Text,
    Whole,
)

MAX_NAMES = 50
MAX_NAME_LENGTH = 60

NAMES = ListOf(Text(MAX_NAME_LENGTH, least=1, noun="name"), MAX_NAMES, noun="names")
YEAR = Whole(MIN_YEAR, MAX_YEAR)
# One line a filter: its name in `query.Filters` and what it may be. A null filter is not set.
FILTER_SHAPES: Mapping[str, Shape] = {
    "genres_in": NAMES,
    "genres_out": NAMES,
    "types": ListOf(Choice(TYPES), MAX_NAMES, noun="names"),
    "year_min": YEAR,
    "year_max": YEAR,
    "score_min": Number(0, MAX_RATING),
    "members_min": Whole(0, MAX_ID),
    "include_sequels": Flag(),
    "include_adult": Flag(),
    "only_sequels": Flag(),
    "episodes_min": Whole(1, MAX_EPISODES),
    "episodes_max": Whole(1, MAX_EPISODES),
    "statuses": ListOf(Choice(STATUSES), MAX_NAMES, noun="names"),
    "age_max": Choice(AGES),
    "planned": Choice(PLANNED),
}
KIND = Choice((*KINDS, BLEND))
K = Whole(1, MAX_K)
ANIME_ID = Whole(MIN_ID, MAX_ID)
IDS = ListOf(ANIME_ID, MAX_RATINGS, noun="ids")


def _ranges_in_order(given: Mapping[str, Any], where: str) -> Filters:
    filters = Filters(**given)
    for noun, least in (("years", "year_min"), ("episodes", "episodes_min")):
        first = getattr(filters, least)
        last = getattr(filters, least.replace("_min", "_max"))
        if first is not None and last is not None and first > last:
            raise Unprocessable(
                f"the {noun} run from {first} to {last}: the first must not be after the last",
                f"{where}.{least}",
            )
    return filters


def _complete_weights(given: Mapping[str, float], where: str) -> dict[str, float]:
    """Give a kind that is not named its default; all at nought is an error."""
    weights = {**DEFAULT_WEIGHTS, **given}
    if not any(weights.values()):
        raise Unprocessable("every weight is 0: leave at least one above 0", where)
    return weights


def _in_order(entries: Sequence[Any]) -> Ratings | None:
    """The ratings, if nothing is wrong with any; by columns, which takes a tenth of the time."""
    try:
        ids = [entry["anime_id"] for entry in entries]
        scores = [entry["score"] for entry in entries]
        # Who has both fields, and no more than two, has no other.
        if sum(map(len, entries)) > 2 * len(entries):
            return None
        are_numbers = set(map(type, ids)) == {int} and set(map(type, scores)) <= {int, float}
        if not are_numbers:
            return None
        ratings = Ratings(np.array(ids, dtype=np.int64), np.array(scores, dtype=np.float64))
    except (KeyError, TypeError, OverflowError):
        return None
    return ratings if are_fit(ratings) else None


def _each_title_once(given: Sequence[Mapping[str, Any]], where: str) -> Ratings:
    ratings: dict[int, Rating] = {}
    for place, entry in enumerate(given):
        rating = Rating(entry["anime_id"], entry["score"])
        if rating.anime_id in ratings:
            raise Unprocessable(
                f"title {rating.anime_id} is rated twice: send each title once",
                f"{where}[{place}].anime_id",
            )
        ratings[rating.anime_id] = rating
    return Ratings.of(tuple(ratings.values()))


class _Ratings(ListOf):
    """The list of ratings; its errors show how one looks."""

    def read(self, value: Any, where: str) -> Any:
        """Return the `Ratings`, after saying what is wrong with the list as a whole."""
        if type(value) is Ratings:  # read by `plain_ratings`, which checks them
            return value
        if not isinstance(value, list) or not value:
            raise Unprocessable(
                f"{shown(value)} is not a list with at least one rating: "
                'send [{"anime_id": 1, "score": 9}]',
                where,
            )
        if len(value) > self.most:
            raise Unprocessable(
                f"{len(value)} ratings are more than {self.most}: send the latest ones", where
            )
        return _in_order(value) or _each_title_once(super().read(value, where), where)

    def schema(self) -> Schema:
        """Return the shape as JSON Schema."""
        return {**super().schema(), "minItems": 1}


RATING = Record(
    {"anime_id": ANIME_ID, "score": Number(MIN_RATING, MAX_RATING)},
    required=("anime_id", "score"),
    name="Rating",
)
RATINGS = _Ratings(RATING, MAX_RATINGS)
FILTERS = Checked(Record(FILTER_SHAPES, nullable=True, name="Filters"), _ranges_in_order)
WEIGHTS = Checked(
    Record({kind: Number(0, MAX_WEIGHT) for kind in DEFAULT_WEIGHTS}, name="Weights"),
    _complete_weights,
)
QUERY = Checked(
    Record(
        {
            "ratings": RATINGS,
            "k": K,
            "filters": FILTERS,
            "weights": WEIGHTS,
            **dict.fromkeys(("watched", "watching", "dropped", "planned", "hidden"), IDS),
            "popularity": Number(-MAX_POPULARITY, MAX_POPULARITY),
            "surprise": Number(0, MAX_SURPRISE),
            "ignore_dislikes": Flag(),
            "language": Choice(LANGUAGES),
        },
        required=("ratings",),
        name="Query",
    ),
    lambda given, _where: Query(**{"k": DEFAULT_K, **given}),
)


def recommendation_query(body: Any) -> Query:
    """Check the JSON body of a request for recommendations.

    Raises
    ------
    Unprocessable
        With the field that breaks a rule, as ``ratings[3].score``.
    """
    query: Query = QUERY.read(body, "")
    return query


def filters_of(value: Any, where: str = "filters") -> Filters:
    """Check filters; an unknown name or a year range that is upside down is an error."""
    filters: Filters = FILTERS.read(value, where)
    return filters


def weights_of(value: Any, where: str = "weights") -> dict[str, float]:
    """Check weights; a kind that is not named keeps its default, all at nought is an error."""
    weights: dict[str, float] = WEIGHTS.read(value, where)
    return weights


def similar_kind(value: str) -> str:
    """Check the name of a kind of likeness."""
    return KIND.read(value, "kind")


def number_in_query(text: str, field: str, least: int, most: int) -> int:
    """Read a whole number from the query string.

    Raises
    ------
    Unreadable
        It is not a number.
    Unprocessable
        It is out of range.
    """
    return Whole(least, most).read_text(text, field)
