"""The JSON API: check what is asked, ask the recommender, shape the answer."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

import pymongo
from flask import Blueprint, current_app, jsonify, request
from flask.typing import ResponseReturnValue

import store
from webapp.catalogue.search import MAX_QUERY_LENGTH
from webapp.catalogue.snapshot import Snapshot
from webapp.errors import NotFound, Unavailable, Unreadable, WrongMediaType
from webapp.question import validation
from webapp.question.query import BLEND, DEFAULT_K, MAX_ID, MAX_K
from webapp.recommending import filters, recommender
from webapp.recommending.recommender import Pick
from webapp.serving.limits import RateLimit
from webapp.serving.watch import ANSWER_SECONDS, current_serving

api = Blueprint("api", __name__)
N_FOUND = 12


@api.before_request
def _limit() -> None:
    limit: RateLimit = current_app.extensions["rate_limit"]
    if request.path.startswith("/api/"):
        limit.spend(request.remote_addr or "")


@api.get("/healthz")
def health() -> ResponseReturnValue:
    """Whether the site can answer: MongoDB answers a ping, and there is a vector set."""
    serving = current_serving()
    snapshot = serving.snapshot
    reason = serving.ping() or serving.trouble
    if reason is None and (snapshot is None or not snapshot.sets):
        reason = "there is no vector set: run python -m nlp, python -m vision and python -m cf"
    state = {
        "titles": snapshot.n_items if snapshot else 0,
        "sets": _sets(snapshot) if snapshot else {},
    }
    if reason is None:
        return {"status": "ok", **state}
    error = {"code": Unavailable.code, "message": reason, "field": None}
    return {"status": "unavailable", "reason": reason, **state, "error": error}, Unavailable.status


def _sets(snapshot: Snapshot) -> dict[str, Any]:
    return {
        kind: {
            "set": info.set_id,
            "rows": info.n_rows,
            "created": info.created,
            "model": info.model,
        }
        for kind, info in snapshot.sets.items()
    }


@api.get("/api/v1/search")
def search() -> ResponseReturnValue:
    """Titles by name."""
    text = request.args.get("q", "").strip()
    if not text:
        raise Unreadable("q is empty: send the name of a title", "q")
    limit = _number("limit", N_FOUND, MAX_K)
    snapshot = current_serving().require_snapshot()
    rows = snapshot.titles.find(text[:MAX_QUERY_LENGTH], limit)
    cards = [snapshot.cards[row] for row in rows.tolist()]
    return {"items": [{**card.brief(), "score": card.score} for card in cards]}


@api.get("/api/v1/anime/<int:anime_id>")
def anime(anime_id: int) -> ResponseReturnValue:
    """The whole document of a title."""
    document = None
    if 0 < anime_id <= MAX_ID:
        with pymongo.timeout(ANSWER_SECONDS):
            document = store.anime.find(current_serving().database(), anime_id)
    if document is None:
        raise NotFound(f"There is no title {anime_id} in this catalogue.", "anime_id")
    return jsonify(document)


@api.get("/api/v1/anime/<int:anime_id>/similar")
def similar(anime_id: int) -> ResponseReturnValue:
    """Titles like this one."""
    kind = validation.similar_kind(request.args.get("kind", BLEND))
    k = _number("k", DEFAULT_K, MAX_K)
    snapshot = current_serving().require_snapshot()
    row = snapshot.row_of(anime_id)
    if row is None:
        raise NotFound(f"There is no title {anime_id} in this catalogue.", "anime_id")
    picks = recommender.similar(snapshot, row, kind, k)
    return {"items": [_item(snapshot, pick) for pick in picks]}


@api.post("/api/v1/recommendations")
def recommendations() -> ResponseReturnValue:
    """Titles for the taste that the ratings in the body show."""
    query = validation.recommendation_query(_json_body())
    snapshot = current_serving().require_snapshot()
    filters.check_names(snapshot, query.filters)
    answer = recommender.recommend(snapshot, query)
    return {
        "items": [_item(snapshot, pick) for pick in answer.picks],
        "ignored": list(answer.ignored),
    }


def _item(snapshot: Snapshot, pick: Pick) -> Mapping[str, Any]:
    card = snapshot.cards[pick.row]
    return {
        **card.brief(),
        "genres": card.genres,
        "franchise_entries": pick.n_entries,
        "score": round(pick.score, 4),
        "because": pick.because,
    }


def _number(name: str, default: int, most: int) -> int:
    text = request.args.get(name)
    return default if text is None else validation.number_in_query(text, name, 1, most)


def _json_body() -> Any:
    """The body of the request as JSON.

    Raises
    ------
    WrongMediaType, Unreadable
    """
    if not request.is_json:
        raise WrongMediaType("The body has to be JSON: send Content-Type: application/json")
    try:
        return json.loads(request.get_data())
    except (ValueError, RecursionError) as error:
        reason = "it is nested too deeply" if isinstance(error, RecursionError) else str(error)
        raise Unreadable(f"The body is not JSON: {reason[:200]}") from None
