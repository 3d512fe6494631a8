"""The JSON API: check what is asked, ask the recommender, shape the answer."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pymongo
from flask import jsonify
from flask.typing import ResponseReturnValue

import store
from webapp.api import items, schemas
from webapp.api.blueprint import PREFIX, api_blueprint
from webapp.api.contract import Body, Parameter, described
from webapp.catalogue.search import MAX_QUERY_LENGTH
from webapp.catalogue.snapshot import Snapshot
from webapp.errors import NotFound
from webapp.question.plain_ratings import read_plainly
from webapp.question.query import BLEND, DEFAULT_K, MAX_ID, Query
from webapp.question.shapes import Flag, Text
from webapp.question.validation import KIND, QUERY, K
from webapp.recommending import filters, recommender, shelves
from webapp.recommending.details import details_of
from webapp.recommending.standing import Standing, standing_of
from webapp.serving.recent import answers_again
from webapp.serving.watch import ANSWER_SECONDS, current_serving
from webapp.visitor.twins import loved_by_twins

api = api_blueprint("api")
N_FOUND = 12
ANIME = {"anime_id": "Id of a title, as on MyAnimeList."}
LONGEST_TEXT = 2000
_TASTE = Body(
    QUERY,
    example={"ratings": [{"anime_id": 1, "score": 9}], "k": 5},
    read_plainly=read_plainly,
)
INCLUDE_ADULT = Parameter(
    Flag(), "Titles for adults too, and posters that are hidden otherwise.", default=False
)


@api.get(f"{PREFIX}/search")
@described(
    schemas.TITLES,
    query={
        "q": Parameter(Text(LONGEST_TEXT), "The name of a title.", required=True, example="bebop"),
        "limit": Parameter(K, "How many titles at most.", N_FOUND),
        "include_adult": INCLUDE_ADULT,
    },
)
def search(*, q: str, limit: int, include_adult: bool) -> ResponseReturnValue:
    """Titles by any of their names, typing errors forgiven."""
    snapshot = current_serving().require_snapshot()
    closed = None if include_adult else snapshot.adult
    rows = snapshot.titles.find(q.strip()[:MAX_QUERY_LENGTH], limit, closed)
    return {"items": items.listed(snapshot, rows.tolist(), adult=include_adult)}


@api.get(f"{PREFIX}/anime/<int:anime_id>")
@described(schemas.DOCUMENT, path=ANIME)
def anime(anime_id: int) -> ResponseReturnValue:
    """The whole document of a title, as it was crawled."""
    document = None
    if 0 < anime_id <= MAX_ID:
        with pymongo.timeout(ANSWER_SECONDS):
            document = store.anime.find(current_serving().database(), anime_id)
    if document is None:
        raise no_title(anime_id)
    return jsonify(document)


@api.get(f"{PREFIX}/anime/<int:anime_id>/similar")
@described(
    schemas.SIMILAR,
    query={
        "kind": Parameter(KIND, "In which sense.", BLEND),
        "k": Parameter(K, "How many titles at most.", DEFAULT_K),
    },
    path=ANIME,
)
def similar(anime_id: int, *, kind: str, k: int) -> ResponseReturnValue:
    """Titles like this one, in one sense or in all of them."""
    snapshot = current_serving().require_snapshot()
    row = snapshot.row_of(anime_id)
    if row is None:
        raise no_title(anime_id)
    picks = recommender.similar(snapshot, row, kind, k)
    return {"items": items.recommended(snapshot, picks)}


@api.post(f"{PREFIX}/recommendations")
@described(
    schemas.RECOMMENDED,
    body=_TASTE,
)
@answers_again
def recommendations(*, snapshot: Snapshot, body: Query) -> Mapping[str, Any]:
    """Titles for the taste that the ratings in the body show, with reasons."""
    filters.check_names(snapshot, body.filters)
    answer = recommender.recommend(snapshot, body)
    adult = body.filters.include_adult
    return {
        "items": items.recommended(snapshot, answer.picks, adult=adult),
        "ignored": list(answer.ignored),
        "remaining": answer.n_open,
        "closed_by": answer.closed_by,
    }


@api.post(f"{PREFIX}/shelves")
@described(
    schemas.SHELVES,
    body=_TASTE,
)
@answers_again
def all_shelves(*, snapshot: Snapshot, body: Query) -> Mapping[str, Any]:
    """The same taste on shelves, `k` titles each: for you, next, gems, ..."""
    filters.check_names(snapshot, body.filters)
    where = standing_of(snapshot, body)
    loved = loved_by_twins(snapshot, body)
    return {
        "shelves": [_shelf(where, shelf) for shelf in shelves.shelves(where, body.k, loved)],
        "ignored": list(where.ignored),
        "remaining": where.n_open,
        "closed_by": where.closed_by,
    }


def no_title(anime_id: int) -> NotFound:
    """The error that names a title which is not there."""
    return NotFound(f"There is no title {anime_id} in this catalogue.", "anime_id")


def _shelf(where: Standing, shelf: shelves.Shelf) -> Mapping[str, Any]:
    snapshot, adult = where.snapshot, where.query.filters.include_adult
    more = [
        {"sureness": dict(zip(("level", "because"), detail.sureness, strict=True))}
        for detail in details_of(where, shelf.picks)
    ]
    return {
        "key": shelf.kind.key,
        "heading": shelf.kind.heading,
        "about": shelf.kind.about,
        "has_more": shelf.has_more,
        "items": items.recommended(snapshot, shelf.picks, more, adult=adult),
    }
