"""What there is: titles by id, topics, genres, seasons, gems, a title at random, the maps."""

from __future__ import annotations

import secrets
from typing import Any

import numpy as np
from flask.typing import ResponseReturnValue

from webapp.api import schemas
from webapp.api.blueprint import PREFIX, api_blueprint
from webapp.api.contract import Parameter, described
from webapp.api.finding import INCLUDE_ADULT
from webapp.api.items import listed
from webapp.catalogue.maps import MAPS
from webapp.catalogue.snapshot import Snapshot
from webapp.errors import NotFound
from webapp.exploring import groups, orders
from webapp.exploring.groups import Group
from webapp.question.query import DEFAULT_K, MAX_K
from webapp.question.shapes import Choice, ListOf
from webapp.question.validation import ANIME_ID, K
from webapp.serving.watch import current_serving

exploring = api_blueprint("exploring")

N_RANDOM = 2000
_GROUP = schemas.record(
    {
        "label": schemas.TEXT,
        "n_titles": schemas.INTEGER,
        "titles": schemas.list_of(schemas.ANIME_ID),
    }
)
_GROUPS = schemas.record({"items": schemas.list_of(_GROUP)})
_SEASONS = schemas.record(
    {
        "items": schemas.list_of(
            schemas.record(
                {"year": schemas.INTEGER, "season": schemas.TEXT, "n_titles": schemas.INTEGER}
            )
        )
    }
)
_POINT = schemas.record(
    {
        "anime_id": schemas.ANIME_ID,
        "x": schemas.SHARE,
        "y": schemas.SHARE,
        "group": {"type": ["integer", "null"]},
    }
)
_POINTS = schemas.record(
    {"labels": schemas.list_of(schemas.TEXT), "items": schemas.list_of(_POINT)}
)
_MANY = {
    "order": Parameter(Choice(tuple(orders.ORDERS)), "Which titles first.", "known"),
    "k": Parameter(K, "How many titles at most.", DEFAULT_K),
}


@exploring.get(f"{PREFIX}/titles")
@described(
    schemas.TITLES,
    query={
        "ids": Parameter(
            ListOf(ANIME_ID, MAX_K, noun="ids"), "Ids of titles, with commas.", required=True,
            example="1,5",
        ),
        "include_adult": INCLUDE_ADULT,
    },
)  # fmt: skip
def titles(*, ids: tuple[int, ...], include_adult: bool) -> ResponseReturnValue:
    """Titles by id; those that the catalogue does not hold are left out."""
    snapshot = current_serving().require_snapshot()
    rows = snapshot.id_map.to_index(ids)
    return {"items": listed(snapshot, rows[rows >= 0].tolist(), adult=include_adult)}


@exploring.get(f"{PREFIX}/topics")
@described(_GROUPS)
def topics() -> ResponseReturnValue:
    """Topics of the stories, as found by reading the synopses."""
    snapshot = current_serving().require_snapshot()
    return {
        "items": [
            {**_told(snapshot, group), "topic": group.key, "words": group.words}
            for group in groups.topics(snapshot)
        ]
    }


@exploring.get(f"{PREFIX}/topics/<int:topic>")
@described(schemas.TITLES, query=_MANY, path={"topic": "Number of a topic."})
def topic(topic: int, *, order: str, k: int) -> ResponseReturnValue:
    """Titles that a topic makes a good part of."""
    snapshot = current_serving().require_snapshot()
    rows = groups.topic_rows(snapshot, topic)
    if not len(rows):
        raise NotFound(f"There is no topic {topic} in this catalogue.", "topic")
    return {"items": listed(snapshot, orders.ordered(snapshot, rows, order, k))}


@exploring.get(f"{PREFIX}/genres")
@described(_GROUPS)
def genres() -> ResponseReturnValue:
    """Genres, themes and demographics."""
    snapshot = current_serving().require_snapshot()
    return {"items": [_told(snapshot, group) for group in groups.genres(snapshot)]}


@exploring.get(f"{PREFIX}/genres/<genre>")
@described(schemas.TITLES, query=_MANY, path={"genre": "Name of a genre, theme or demographic."})
def genre(genre: str, *, order: str, k: int) -> ResponseReturnValue:
    """Titles of a genre, theme or demographic."""
    snapshot = current_serving().require_snapshot()
    if genre not in snapshot.genre_rows:
        raise NotFound("There is no such genre in this catalogue.", "genre")
    rows = snapshot.genre_rows[genre]
    return {"items": listed(snapshot, orders.ordered(snapshot, rows, order, k))}


@exploring.get(f"{PREFIX}/seasons")
@described(_SEASONS)
def seasons() -> ResponseReturnValue:
    """Seasons in which titles began, the latest first."""
    snapshot = current_serving().require_snapshot()
    return {
        "items": [
            {"year": year, "season": name, "n_titles": n}
            for year, names in groups.seasons(snapshot)
            for name, n in names
        ]
    }


@exploring.get(f"{PREFIX}/seasons/<int:year>/<season>")
@described(
    schemas.TITLES, query=_MANY, path={"year": "A year.", "season": "winter, spring, summer, fall."}
)
def season(year: int, season: str, *, order: str, k: int) -> ResponseReturnValue:
    """Titles that began in a season."""
    snapshot = current_serving().require_snapshot()
    rows = groups.season_rows(snapshot, year, season)
    if not len(rows):
        raise NotFound("No title of this catalogue began then.", "season")
    return {"items": listed(snapshot, orders.ordered(snapshot, rows, order, k))}


@exploring.get(f"{PREFIX}/gems")
@described(schemas.TITLES, query={"k": _MANY["k"]})
def gems(*, k: int) -> ResponseReturnValue:
    """Hidden gems: well scored by those who know them, and known by few."""
    snapshot = current_serving().require_snapshot()
    return {"items": listed(snapshot, orders.gems(snapshot, k))}


@exploring.get(f"{PREFIX}/random")
@described(schemas.TITLES, query={"k": Parameter(K, "How many titles.", 1)})
def random(*, k: int) -> ResponseReturnValue:
    """Titles at random among the better known."""
    snapshot = current_serving().require_snapshot()
    rows = orders.ordered(snapshot, np.arange(snapshot.n_items), "known", N_RANDOM)
    chosen = secrets.SystemRandom().sample(rows, min(k, len(rows)))
    return {"items": listed(snapshot, chosen)}


@exploring.get(f"{PREFIX}/map")
@described(
    _POINTS,
    query={
        "of": Parameter(Choice(tuple(MAPS)), "In which sense near means alike.", "story"),
        "include_adult": INCLUDE_ADULT,
    },
    errors=(NotFound,),
)
def map_points(*, of: str, include_adult: bool) -> ResponseReturnValue:
    """The map of the catalogue: each title a point, near means alike."""
    snapshot = current_serving().require_snapshot()
    if of not in snapshot.maps:
        raise NotFound("There is no such map yet: python -m maps draws it.", "of")
    drawn = snapshot.maps[of].without(snapshot.adult & (not include_adult))
    places = zip(
        drawn.rows.tolist(), drawn.points.clip(0, 1).round(5).tolist(), drawn.groups.tolist(),
        strict=True,
    )  # fmt: skip
    return {
        "labels": drawn.labels,
        "items": [
            {
                "anime_id": snapshot.cards[row].anime_id,
                "x": round(x, 5),
                "y": round(y, 5),
                "group": group if group >= 0 else None,
            }
            for row, (x, y), group in places
        ],
    }


def _told(snapshot: Snapshot, group: Group) -> dict[str, Any]:
    ids = [snapshot.cards[row].anime_id for row in group.faces]
    return {"label": group.label, "n_titles": group.n_titles, "titles": ids}
