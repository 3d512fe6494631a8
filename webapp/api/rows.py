"""Rows of recommendations beside one title, in the shapes that AnimeRec's pages read.

The routes, their parameters and the names of fields are that program's; what stands in the rows is
found by this site's own means.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import numpy as np
import pymongo
from flask import jsonify, request
from flask.typing import ResponseReturnValue
from numpy.typing import NDArray
from pymongo.errors import PyMongoError

import store
from nlp import genres
from webapp.api import schemas
from webapp.api.blueprint import PREFIX, api_blueprint
from webapp.api.contract import Parameter, described
from webapp.api.finding import no_title
from webapp.catalogue.cards import Card
from webapp.catalogue.remembered import remembered_of_titles
from webapp.catalogue.snapshot import Snapshot
from webapp.errors import NotFound, Unavailable, Unreadable
from webapp.exploring import orders
from webapp.exploring.cast import of_the_same_cast
from webapp.question.query import BLEND
from webapp.question.shapes import Whole
from webapp.question.validation import ANIME_ID
from webapp.recommending import recommender
from webapp.serving.watch import ANSWER_SECONDS, current_serving

rows = api_blueprint("rows")

N_IN_ROW, MAX_IN_ROW = 5, 20
N_RANDOM = 10
# Random titles are drawn from the better known.
N_KNOWN = 2000
_ITEM = schemas.record(
    {
        "show_titles": schemas.list_of(schemas.TEXT),
        "code": schemas.ANIME_ID,
        "score": {"type": ["number", "null"]},
        "image_url": {"type": ["string", "null"]},
        "synopsis": {"type": ["string", "null"]},
        "premiered": {"type": ["string", "null"]},
        "type": {"type": ["string", "null"]},
        "genres": schemas.list_of(schemas.TEXT),
    },
    "Show",
)
_SHOWS = schemas.list_of(_ITEM)
ROWS = (
    "similarly_described", "hot", "beloved", "similar_synopsis", "genre_match", "characters_match",
)  # fmt: skip
_ROWS = schemas.record(dict.fromkeys(ROWS, _SHOWS), "Rows")
_MISSING = {400: schemas.record({"Error": schemas.TEXT}, "Missing")}
_CODE = Parameter(ANIME_ID, "Id of a title, as on MyAnimeList.", example=1)


@rows.get(f"{PREFIX}/recommendations")
@described(
    _ROWS,
    query={
        "anime_code": _CODE,
        "n_recommendations": Parameter(Whole(2, MAX_IN_ROW), "Titles in each row.", N_IN_ROW),
    },
    others=_MISSING,
)
def rows_of(*, anime_code: int | None, n_recommendations: int) -> ResponseReturnValue:
    """Rows of titles beside one; empty rows for a title that the catalogue does not hold."""
    if anime_code is None:
        return {"Error": "The anime code is missing"}, 400
    snapshot = current_serving().require_snapshot()
    row = snapshot.row_of(anime_code)
    if row is None:
        return {name: [] for name in ROWS}
    found = _rows(snapshot, row, n_recommendations)
    documents = _documents(snapshot, sorted({r for listed in found.values() for r in listed}))
    return {name: [_show(snapshot.cards[r], documents) for r in found[name]] for name in ROWS}


@rows.get(f"{PREFIX}/random_recommendations")
@described(_SHOWS, query={"n": Parameter(Whole(1, MAX_IN_ROW), "How many.", N_RANDOM)})
def random_rows(*, n: int) -> ResponseReturnValue:
    """Titles at random among the better known."""
    snapshot = current_serving().require_snapshot()
    known = orders.ordered(snapshot, np.arange(snapshot.n_items), "known", N_KNOWN)
    chosen = np.random.default_rng().permutation(known)[:n].tolist()
    documents = _documents(snapshot, chosen)
    return jsonify([_show(snapshot.cards[row], documents) for row in chosen])


@rows.get(f"{PREFIX}/search_info")
@described(_SHOWS)
def search_info() -> ResponseReturnValue:
    """All titles for a box that completes; without synopses."""
    snapshot = current_serving().require_snapshot()
    return jsonify([_show(card, {}) for card in snapshot.cards if not card.is_adult])


@rows.get(f"{PREFIX}/anime")
@described(_ITEM, query={"anime_code": _CODE}, errors=(NotFound,), others=_MISSING)
def one_show(*, anime_code: int | None) -> ResponseReturnValue:
    """One title."""
    if anime_code is None:
        return {"Error": "The anime code is missing"}, 400
    snapshot = current_serving().require_snapshot()
    row = snapshot.row_of(anime_code)
    if row is None:
        raise no_title(anime_code)
    return _show(snapshot.cards[row], _documents(snapshot, [row]))


@rows.get(f"{PREFIX}/user_recommendations")
@described(
    schemas.record({"relevance": schemas.INTEGER, "text": schemas.TEXT}),
    query={
        "search_anime": Parameter(ANIME_ID, "Id of the title asked about.", example=1),
        "recommended_anime": Parameter(ANIME_ID, "Id of the title recommended.", example=5),
    },
    errors=(NotFound,),
)
def user_recommendation(
    *, search_anime: int | None, recommended_anime: int | None
) -> ResponseReturnValue:
    """How many of MAL's members recommend one title to those who liked another."""
    if search_anime is None or recommended_anime is None:
        missing = "search_anime" if search_anime is None else "recommended_anime"
        raise Unreadable(f"{missing} is missing: send the id of a title", missing)
    with pymongo.timeout(ANSWER_SECONDS):
        db = current_serving().database()
        found = store.anime.find_many(db, (search_anime, recommended_anime), ("recommendations",))
    if search_anime not in found:
        raise no_title(search_anime)
    votes = max(
        _votes(found[search_anime], recommended_anime),
        _votes(found.get(recommended_anime, {}), search_anime),
    )
    people = "member recommends" if votes == 1 else "members recommend"
    return {"relevance": votes, "text": f"{votes} {people} it" if votes else ""}


def _rows(snapshot: Snapshot, row: int, k: int) -> Mapping[str, Sequence[int]]:
    """Catalogue rows of each row; that of the characters is empty where no cast was crawled."""
    alike = {
        "similarly_described": "reviews" if "reviews" in snapshot.kinds else BLEND,
        "similar_synopsis": "story",
    }
    found: dict[str, Sequence[int]] = {
        name: [pick.row for pick in recommender.similar(snapshot, row, kind, k)]
        for name, kind in alike.items()
    }
    for name, order in (("hot", "newest"), ("beloved", "rated"), ("genre_match", "gems")):
        found[name] = _of_its_genres(snapshot, row, order, k)
    found["characters_match"] = _of_its_cast(snapshot, row, k)
    return found


def _of_its_cast(snapshot: Snapshot, row: int, k: int) -> Sequence[int]:
    try:
        return of_the_same_cast(current_serving().database(), snapshot, row, k)
    except (PyMongoError, Unavailable):
        return ()


def _of_its_genres(snapshot: Snapshot, row: int, order: str, k: int) -> list[int]:
    best = genres.overlap_order(
        _tags(snapshot), row, order,
        score=snapshot.mean_scores, aired=_days(snapshot),
        members=snapshot.members.astype(np.float64),
    )  # fmt: skip
    fit = best[~snapshot.adult[best] | bool(snapshot.adult[row])]
    listed: list[int] = fit[fit != row][:k].tolist()
    return listed


@remembered_of_titles
def _tags(snapshot: Snapshot) -> NDArray[np.float32]:
    """(n_items, n_tags) 0 or 1."""
    tags = np.zeros((snapshot.n_items, len(snapshot.genre_rows)), dtype=np.float32)
    for column, of_genre in enumerate(snapshot.genre_rows.values()):
        tags[of_genre, column] = 1.0
    return tags


@remembered_of_titles
def _days(snapshot: Snapshot) -> NDArray[np.float64]:
    """(n_items,) the day each title began, counted from the year 1; NaN when unknown."""
    return np.array([_day(card) for card in snapshot.cards], dtype=np.float64)


def _day(card: Card) -> float:
    parts = [int(part) for part in (card.aired_from or "").split("-") if part.isdecimal()]
    try:
        return float(date(*(*parts, 1, 1)[:3]).toordinal()) if parts else np.nan
    except ValueError:
        return np.nan


def _documents(snapshot: Snapshot, listed: Sequence[int]) -> Mapping[int, Mapping[str, Any]]:
    ids = [snapshot.cards[row].anime_id for row in listed]
    try:
        with pymongo.timeout(ANSWER_SECONDS):
            return store.anime.find_many(current_serving().database(), ids, ("synopsis",))
    except (PyMongoError, Unavailable):
        return {}


def _show(card: Card, documents: Mapping[int, Mapping[str, Any]]) -> dict[str, Any]:
    return {
        "show_titles": list(dict.fromkeys(card.names)),
        "code": card.anime_id,
        "score": card.score,
        "image_url": f"{request.host_url.rstrip('/')}{card.poster_url}",
        "synopsis": documents.get(card.anime_id, {}).get("synopsis"),
        "premiered": card.season,
        "type": card.type,
        "genres": [genre.lower() for genre in card.genres],
    }


def _votes(document: Mapping[str, Any], other: int) -> int:
    told = document.get("recommendations") or ()
    return next((int(one.get("votes") or 0) for one in told if one["anime_id"] == other), 0)
