"""What a list of scores says: profile, guesses, taste twins, and what suits several people."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from flask.typing import ResponseReturnValue

from webapp.api import schemas
from webapp.api.blueprint import PREFIX, api_blueprint
from webapp.api.contract import Body, described
from webapp.catalogue.snapshot import Snapshot
from webapp.errors import NotFound, Unprocessable
from webapp.question.query import DEFAULT_K, NO_FILTERS, Filters, Query, Rating
from webapp.question.shapes import Checked, Choice, ListOf, Record, or_null
from webapp.question.validation import FILTERS, RATINGS, K
from webapp.recommending import filters
from webapp.serving.watch import current_serving
from webapp.visitor.guessing import LEAST_SCORES, guesses_of
from webapp.visitor.profile import profile_of
from webapp.visitor.together import LEAST, MAX_PEOPLE, RULES, together
from webapp.visitor.twins import Near, twins_of

visitor = api_blueprint("visitor")

EXAMPLE = {"ratings": [{"anime_id": id_, "score": score} for id_, score in
                       ((1, 9), (5, 8), (6, 7), (7, 6), (15, 8))]}  # fmt: skip
SCORES = Record({"ratings": RATINGS}, required=("ratings",), name="Scores")
_MAYBE = or_null(schemas.NUMBER)
_LINE = schemas.record(
    {
        "label": schemas.TEXT,
        "n_titles": schemas.INTEGER,
        "share": schemas.SHARE,
        "usual_share": schemas.SHARE,
        "mean": _MAYBE,
        "usual_mean": _MAYBE,
    }
)
_PROFILE = schemas.record(
    {
        "n_scores": schemas.INTEGER,
        "mean": _MAYBE,
        "usual_mean": _MAYBE,
        "histogram": schemas.list_of(schemas.INTEGER),
        "lines": schemas.map_of(schemas.list_of(_LINE)),
    }
)
_GUESSES = schemas.record(
    {
        "n_scores": schemas.INTEGER,
        "error": schemas.NUMBER,
        "error_of_mal": schemas.NUMBER,
        "error_of_mean": schemas.NUMBER,
        "worst": schemas.list_of(
            schemas.record(
                {"anime_id": schemas.ANIME_ID, "score": schemas.NUMBER, "guess": schemas.NUMBER}
            )
        ),
    }
)
_TWINS = schemas.record(
    {
        "twins": schemas.list_of(
            schemas.record(
                {
                    "name": schemas.TEXT,
                    "similarity": schemas.NUMBER,
                    "loves": schemas.list_of(schemas.ANIME_ID),
                }
            )
        ),
        "items": schemas.list_of(
            schemas.record({**schemas.BRIEF, "n_twins": schemas.INTEGER}, "LovedByTwins")
        ),
    }
)
_TOGETHER = schemas.record(
    {
        "n_open": schemas.INTEGER,
        "items": schemas.list_of(
            schemas.record(
                {
                    **schemas.BRIEF,
                    "score": schemas.NUMBER,
                    "ranks": schemas.list_of(schemas.INTEGER),
                },
                "ForAll",
            )
        ),
    }
)


def _at_least_two(people: tuple[Mapping[str, Any], ...], where: str) -> tuple[Any, ...]:
    if len(people) < 2:
        raise Unprocessable("it takes two to watch together: send at least two lists", where)
    return tuple(person["ratings"] for person in people)


PEOPLE = Record(
    {
        "people": Checked(
            ListOf(SCORES, MAX_PEOPLE, noun="people"), _at_least_two, {"minItems": 2}
        ),
        "by": Choice(RULES),
        "k": K,
        "filters": FILTERS,
    },
    required=("people",),
    name="People",
)


@visitor.post(f"{PREFIX}/profile")
@described(_PROFILE, body=Body(SCORES, example=EXAMPLE))
def profile(*, body: Mapping[str, Any]) -> ResponseReturnValue:
    """Taste by genre, source, decade, studio and type, against all members' lists."""
    return asdict(profile_of(current_serving().require_snapshot(), body["ratings"]))


@visitor.post(f"{PREFIX}/guesses")
@described(_GUESSES, body=Body(SCORES, example=EXAMPLE))
def guesses(*, body: Mapping[str, Any]) -> ResponseReturnValue:
    """How well the site would have guessed each score from the others."""
    snapshot = current_serving().require_snapshot()
    found = guesses_of(snapshot, body["ratings"])
    if found is None:
        raise _too_few()
    worst = [
        {"anime_id": snapshot.cards[one.row].anime_id, "score": one.score,
         "guess": round(one.guess, 3)} for one in found.worst
    ]  # fmt: skip
    return {**asdict(found), "worst": worst}


@visitor.post(f"{PREFIX}/twins")
@described(_TWINS, body=Body(SCORES, example=EXAMPLE), errors=(NotFound,))
def twins(*, body: Mapping[str, Any]) -> ResponseReturnValue:
    """Members of MyAnimeList with the same taste, and what they love."""
    serving = current_serving()
    snapshot = serving.require_snapshot()
    if snapshot.tastes is None:
        raise NotFound("There are no members' vectors yet: run python -m cf")
    found = twins_of(serving.database(), snapshot, Query(body["ratings"]))
    if found is None:
        raise _too_few()
    return {
        "twins": [_near(snapshot, near) for near in found.near],
        "items": [{**snapshot.brief(row), "n_twins": n_twins} for row, n_twins in found.loved],
    }


@visitor.post(f"{PREFIX}/together")
@described(
    _TOGETHER,
    body=Body(
        PEOPLE,
        example={
            "people": [EXAMPLE, {"ratings": [{"anime_id": 20, "score": 9}]}], "by": "least", "k": 5
        },
    ),
)  # fmt: skip
def watch_together(*, body: Mapping[str, Any]) -> ResponseReturnValue:
    """Titles for several people, by least misery or by the mean."""
    snapshot = current_serving().require_snapshot()
    given: Filters = body.get("filters", NO_FILTERS)
    filters.check_names(snapshot, given)
    people: tuple[tuple[Rating, ...], ...] = body["people"]
    queries = [Query(ratings, filters=given) for ratings in people]
    found, n_open = together(snapshot, queries, body.get("by", LEAST), body.get("k", DEFAULT_K))
    return {
        "n_open": n_open,
        "items": [
            {**snapshot.brief(one.row), "score": round(one.score, 4), "ranks": one.ranks}
            for one in found
        ],
    }


def _near(snapshot: Snapshot, near: Near) -> dict[str, Any]:
    ids = [snapshot.cards[row].anime_id for row in near.rows]
    return {"name": near.name, "similarity": round(near.cosine, 4), "loves": ids}


def _too_few() -> Unprocessable:
    return Unprocessable(
        f"too few of these titles are known: send scores of at least {LEAST_SCORES}", "ratings"
    )
