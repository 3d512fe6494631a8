"""``/anime/ID``: what a title is, and what is like it, in which sense."""

from __future__ import annotations

from typing import Any

import pymongo
from flask import render_template
from pymongo.errors import PyMongoError

import store
from webapp.catalogue.snapshot import Snapshot
from webapp.errors import NotFound, Unavailable
from webapp.pages import relations, synopsis, title_facts
from webapp.pages.listed import STATE_WORDS
from webapp.question.query import BLEND, MAX_ID
from webapp.recommending import recommender
from webapp.recommending.recommender import Pick
from webapp.serving.watch import ANSWER_SECONDS, current_serving

N_ALIKE = 6
# Among them may be all titles of its own franchise.
N_LOOKED_THROUGH = 60
# How each list of similar titles is headed, in the order of the columns.
ALIKE = (
    ("story", "In story", "From what happens in it and how well known it is"),
    ("look", "In look", "From the posters alone"),
    ("audience", "In audience", "From what members watched and scored"),
    (BLEND, "All together", "The three weighed, and themes"),
)


def title(anime_id: int) -> str:
    """Facts, synopsis, watch order, and similar titles in four senses side by side."""
    snapshot = current_serving().require_snapshot()
    row = snapshot.row_of(anime_id)
    if row is None:
        raise NotFound(f"There is no title {anime_id} in this catalogue.", "anime_id")
    document = _document(anime_id)
    known, built = document or {}, snapshot.sets
    keywords = snapshot.topics.keywords.of(row)
    return render_template(
        "title.html",
        snapshot=snapshot,
        card=snapshot.cards[row],
        document=known,
        facts=title_facts.facts(snapshot.cards[row], known),
        bars=title_facts.histogram(known),
        songs=title_facts.songs(known),
        story=synopsis.paragraphs(known.get("synopsis"), keywords),
        path=relations.path(snapshot, row, known),
        apart=relations.apart(snapshot, row, known),
        recommended=title_facts.recommended(snapshot, row, known),
        gist=snapshot.gists.get(anime_id, ()),
        topics=title_facts.topics(snapshot, row),
        keywords=keywords,
        columns=[
            (heading, sense, _alike(snapshot, row, kind), kind in built)
            for kind, heading, sense in ALIKE
        ],
        from_memory=document is None,
        state_words=STATE_WORDS,
    )


def _alike(snapshot: Snapshot, row: int, kind: str) -> tuple[Pick, ...]:
    """The titles most like it in one sense, one of each other franchise."""
    groups = snapshot.franchises.groups
    found: dict[int, Pick] = {}
    for pick in recommender.similar(snapshot, row, kind, N_LOOKED_THROUGH):
        if groups[pick.row] != groups[row]:
            found.setdefault(int(groups[pick.row]), pick)
    return tuple(found.values())[:N_ALIKE]


def _document(anime_id: int) -> Any:
    """The whole document; None while the database is away, so that the page shows what it can."""
    if anime_id > MAX_ID:
        return None
    try:
        with pymongo.timeout(ANSWER_SECONDS):
            return store.anime.find(current_serving().database(), anime_id)
    except (PyMongoError, Unavailable):
        return None
