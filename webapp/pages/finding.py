"""The pages. Each is read without JavaScript; forms and links carry the visitor's whole state."""

from __future__ import annotations

from typing import Any

import pymongo
from flask import g, render_template, request
from pymongo.errors import PyMongoError

import store
from webapp.catalogue.cards import ADULT_GENRES
from webapp.catalogue.search import MAX_QUERY_LENGTH
from webapp.catalogue.snapshot import Snapshot
from webapp.errors import NotFound, SiteError, Unavailable
from webapp.pages import title_facts
from webapp.pages.frame import page_blueprint
from webapp.question import link
from webapp.question.link import LinkState
from webapp.question.query import BLEND, MAX_ID, Query
from webapp.recommending import filters, recommender
from webapp.recommending.recommender import Answer
from webapp.recommending.wall import wall_rows
from webapp.serving.watch import ANSWER_SECONDS, current_serving

pages = page_blueprint("pages")
N_FOUND, N_ALIKE, N_FIRST_SHELF = 24, 6, 12
# How each list of similar titles is headed, in the order of the columns.
ALIKE = (
    ("story", "In story", "From what happens in it"),
    ("look", "In look", "From the posters alone"),
    ("audience", "In audience", "From what members watched and scored"),
    (BLEND, "All together", "One title per franchise"),
)


@pages.get("/")
def home() -> str:
    """A search box, a wall of posters, and the first shelf once something was picked."""
    snapshot = current_serving().require_snapshot()
    begun = set(snapshot.franchises.groups[_rated_rows(snapshot)].tolist())
    wall = [row for row in wall_rows(snapshot) if int(snapshot.franchises.groups[row]) not in begun]
    return render_template(
        "home.html",
        snapshot=snapshot,
        wall=[snapshot.cards[row] for row in wall],
        rated=_rated(snapshot),
        answer=_answer(snapshot, N_FIRST_SHELF) if g.state.ratings else None,
    )


@pages.get("/search")
def search() -> str:
    """Titles by name."""
    text = request.args.get("q", "").strip()[:MAX_QUERY_LENGTH]
    snapshot = current_serving().require_snapshot()
    rows = snapshot.titles.find(text, N_FOUND).tolist()
    return render_template("search.html", text=text, found=[snapshot.cards[row] for row in rows])


@pages.get("/anime/<int:anime_id>")
def title(anime_id: int) -> str:
    """What a title is, and what is like it, in which sense."""
    snapshot = current_serving().require_snapshot()
    row = snapshot.row_of(anime_id)
    if row is None:
        raise NotFound(f"There is no title {anime_id} in this catalogue.", "anime_id")
    document = _document(anime_id)
    columns = [
        (heading, sense, recommender.similar(snapshot, row, kind, N_ALIKE), kind in snapshot.sets)
        for kind, heading, sense in ALIKE
    ]
    return render_template(
        "title.html",
        snapshot=snapshot,
        card=snapshot.cards[row],
        document=document or {},
        facts=title_facts.facts(snapshot.cards[row], document or {}),
        bars=title_facts.histogram(document or {}),
        relations=title_facts.relations(snapshot, row, document or {}),
        topics=title_facts.topics(snapshot, row),
        keywords=snapshot.topics.keywords.get(anime_id, ()),
        columns=columns,
        from_memory=document is None,
    )


@pages.get("/list")
def my_list() -> str:
    """The visitor's scores, and what follows from them."""
    snapshot = current_serving().require_snapshot()
    return render_template(
        "list.html",
        snapshot=snapshot,
        rated=_rated(snapshot),
        answer=_answer(snapshot, g.state.shown) if g.state.ratings else None,
        genres=[
            genre
            for genre in snapshot.genre_rows
            if g.state.filters.include_adult or genre not in ADULT_GENRES
        ],
        next_page=min(g.state.shown + link.PAGE_SIZE, link.MAX_SHOWN),
    )


def _answer(snapshot: Snapshot, k: int) -> Answer:
    state: LinkState = g.state
    try:
        filters.check_names(snapshot, state.filters)
    except SiteError as error:
        g.state = link.with_note(state, error.message)
    return recommender.recommend(
        snapshot, Query(state.rating_list, k, state.filters, state.weights)
    )


def _rated_rows(snapshot: Snapshot) -> Any:
    rows = snapshot.id_map.to_index(g.state.ratings)
    return rows[rows >= 0]


def _rated(snapshot: Snapshot) -> list[tuple[Any, float]]:
    """(card, score) of the rated titles, the latest answer first."""
    known = [(snapshot.row_of(id_), score) for id_, score in g.state.ratings.items()]
    return [(snapshot.cards[row], score) for row, score in reversed(known) if row is not None]


def _document(anime_id: int) -> Any:
    """The whole document; None while the database is away, so that the page shows what it can."""
    if anime_id > MAX_ID:
        return None
    try:
        with pymongo.timeout(ANSWER_SECONDS):
            return store.anime.find(current_serving().database(), anime_id)
    except (PyMongoError, Unavailable):
        return None
