"""Answers as CSV, in columns that spreadsheets and other programs already read."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import pymongo
from flask import Response
from flask.typing import ResponseReturnValue
from pymongo.errors import PyMongoError

import store
from webapp.api.blueprint import PREFIX, api_blueprint
from webapp.api.contract import Parameter, described
from webapp.api.finding import ANIME, no_title
from webapp.catalogue.cards import Card
from webapp.catalogue.snapshot import Snapshot
from webapp.errors import NotFound, Unavailable, Unprocessable
from webapp.question.link import LinkState
from webapp.question.list_text import MAX_PASTED, list_of
from webapp.question.query import BLEND, DEFAULT_K
from webapp.question.shapes import Text
from webapp.question.validation import KIND, K
from webapp.recommending import recommender
from webapp.serving.watch import ANSWER_SECONDS, current_serving
from webapp.visitor.twins import Twins, twins_of

tables = api_blueprint("tables")

CSV = "text/csv"
UNKNOWN = "Unknown"
# A cell that begins with one of these would be run as a formula by a spreadsheet.
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
LIST = Parameter(
    Text(MAX_PASTED), "A list as it stands in a page's address; a packed one behind l:.",
    required=True,
    example="1-9.5-8.6-7.7-6.15-8",
)  # fmt: skip
HOW_MANY = Parameter(K, "How many rows at most.", DEFAULT_K)

Document = Mapping[str, Any]
COLUMNS: Mapping[str, Callable[[Card, Document], Any]] = {
    "anime_id": lambda card, _: card.anime_id,
    "Name": lambda card, _: card.title,
    "eng_version": lambda card, _: card.title_english or card.title,
    "Genres": lambda card, _: ", ".join(card.genres),
    "Sypnopsis": lambda _, document: document.get("synopsis"),
    "Episodes": lambda card, _: card.episodes,
    "Japanese name": lambda card, _: card.title_japanese,
    "Studios": lambda card, _: ", ".join(card.studios),
    "Premiered": lambda card, _: card.season,
    "Score": lambda card, _: card.score,
    "Type": lambda card, _: card.type,
    "Source": lambda card, _: card.source,
    "Rating": lambda card, _: card.age,
}
SIMILAR_ANIME = (
    "Name", "Similarity", "Genres", "Sypnopsis", "Episodes", "Japanese name", "Studios",
    "Premiered", "Score", "Type", "Source", "Rating",
)  # fmt: skip
MODEL_RECS = (
    "Name", "Prediction", "Genres", "Source", "anime_id", "Sypnopsis", "Episodes",
    "Japanese name", "Studios", "Premiered", "Score", "Type",
)  # fmt: skip
USER_RECS = (
    "anime_id", "Name", "n_user_prefs", "Source", "Genres", "Sypnopsis", "Episodes",
    "Japanese name", "Studios", "Premiered", "Score", "Type",
)  # fmt: skip
USER_PREFS = ("eng_version", "Source", "Genres")
# Of the visitor's own scores, those from this percentile on are favourites.
FAVOURITE_PERCENTILE = 80.0
N_NAMED = 2


@tables.get(f"{PREFIX}/anime/<int:anime_id>/similar.csv")
@described(
    None,
    media_type=CSV,
    query={"kind": Parameter(KIND, "In which sense.", BLEND), "k": HOW_MANY},
    path=ANIME,
)
def similar_csv(anime_id: int, *, kind: str, k: int) -> ResponseReturnValue:
    """Titles like this one, as CSV."""
    snapshot = current_serving().require_snapshot()
    row = snapshot.row_of(anime_id)
    if row is None:
        raise no_title(anime_id)
    picks = recommender.similar(snapshot, row, kind, k)
    own = {pick.row: {"Similarity": round(pick.score, 6)} for pick in picks}
    return _answer(snapshot, SIMILAR_ANIME, own, "similar_anime.csv")


@tables.get(f"{PREFIX}/recommendations.csv")
@described(None, media_type=CSV, query={"r": LIST, "k": HOW_MANY})
def recommendations_csv(*, r: str, k: int) -> ResponseReturnValue:
    """Recommendations for a list, as CSV."""
    snapshot = current_serving().require_snapshot()
    answer = recommender.recommend(snapshot, _listed(r).query(k))
    own = {pick.row: {"Prediction": round(pick.score, 6)} for pick in answer.picks}
    return _answer(snapshot, MODEL_RECS, own, "model_recs.csv")


@tables.get(f"{PREFIX}/favourites.csv")
@described(None, media_type=CSV, query={"r": LIST})
def favourites_csv(*, r: str) -> ResponseReturnValue:
    """The best scored titles of a list with their sources and genres, as CSV."""
    snapshot = current_serving().require_snapshot()
    scores = _listed(r).ratings
    ordered = sorted(scores.values())
    least = ordered[int(len(ordered) * FAVOURITE_PERCENTILE / 100)] if ordered else 0.0
    ids = [anime_id for anime_id, score in scores.items() if score >= least]
    rows = snapshot.id_map.to_index(ids)
    own: dict[int, dict[str, Any]] = {row: {} for row in rows[rows >= 0].tolist()}
    return _answer(snapshot, USER_PREFS, own, "user_prefs.csv")


@tables.get(f"{PREFIX}/twins.csv")
@described(None, media_type=CSV, query={"r": LIST}, errors=(NotFound,))
def twins_csv(*, r: str) -> ResponseReturnValue:
    """Members of the same taste with two titles that each loves, as CSV."""
    snapshot = current_serving().require_snapshot()
    rows = [
        {
            "similar_users": near.name,
            "similarity": round(near.cosine, 6),
            "favorite_animes": ", ".join(snapshot.cards[row].title for row in near.rows[:N_NAMED]),
        }
        for near in _twins(snapshot, r).near
    ]
    return _written(("similar_users", "similarity", "favorite_animes"), rows, "similar_users.csv")


@tables.get(f"{PREFIX}/twins/recommendations.csv")
@described(None, media_type=CSV, query={"r": LIST}, errors=(NotFound,))
def twins_loved_csv(*, r: str) -> ResponseReturnValue:
    """What members of the same taste love, as CSV."""
    snapshot = current_serving().require_snapshot()
    own = {row: {"n_user_prefs": n_twins} for row, n_twins in _twins(snapshot, r).loved}
    return _answer(snapshot, USER_RECS, own, "user_recs.csv")


def _listed(text: str) -> LinkState:
    state = list_of(text)
    if not state.ratings:
        raise Unprocessable("there is no score in it: send r=1-9.5-8", "r")
    return state


def _twins(snapshot: Snapshot, text: str) -> Twins:
    if snapshot.tastes is None:
        raise NotFound("There are no members' vectors yet: run python -m cf")
    found = twins_of(current_serving().database(), snapshot, _listed(text).query(1))
    if found is None:
        raise Unprocessable("too few of these titles are known: send at least five scores", "r")
    return found


def _answer(
    snapshot: Snapshot,
    columns: Sequence[str],
    own: Mapping[int, Mapping[str, Any]],
    name: str,
) -> Response:
    """A table of titles; the synopsis is unknown while the database is away."""
    documents = _documents(snapshot, list(own)) if "Sypnopsis" in columns else {}
    rows = []
    for row, told in own.items():
        card = snapshot.cards[row]
        document = documents.get(card.anime_id, {})
        rows.append({c: told[c] if c in told else COLUMNS[c](card, document) for c in columns})
    return _written(columns, rows, name)


def _documents(snapshot: Snapshot, rows: Sequence[int]) -> Mapping[int, Document]:
    ids = [snapshot.cards[row].anime_id for row in rows]
    try:
        with pymongo.timeout(ANSWER_SECONDS):
            return store.anime.find_many(current_serving().database(), ids, ("synopsis",))
    except (PyMongoError, Unavailable):
        return {}


def _written(columns: Sequence[str], rows: Sequence[Mapping[str, Any]], name: str) -> Response:
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(columns)
    writer.writerows([_cell(row[column]) for column in columns] for row in rows)
    answer = Response(text.getvalue(), mimetype=CSV)
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


def _cell(value: Any) -> Any:
    if value is None or value == "":
        return UNKNOWN
    if isinstance(value, str) and value.startswith(_FORMULA):
        return f"'{value}"
    return value
