"""The visitor's list as pages show it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pymongo
from flask import g
from numpy.typing import NDArray
from pymongo.errors import PyMongoError

import store
from nlp.reasons import telling_sentence
from webapp.catalogue.cards import Card
from webapp.catalogue.snapshot import Snapshot
from webapp.errors import SiteError, Unavailable
from webapp.question import marks
from webapp.question.link import LinkState, with_note
from webapp.question.marks import Mark
from webapp.recommending import filters
from webapp.recommending.details import Detail
from webapp.recommending.recommender import Pick
from webapp.recommending.standing import Standing, standing_of
from webapp.serving.watch import ANSWER_SECONDS, current_serving

# A sentence that is longer is cut.
LONGEST = 240
STATE_WORDS = {
    marks.WATCHED: "watched",
    marks.WATCHING: "watching",
    marks.DROPPED: "dropped",
    marks.PLANNED: "planned",
    marks.HIDDEN: "not interested",
}


@dataclass(frozen=True)
class Listed:
    """One line of the visitor's list."""

    card: Card
    mark: Mark

    @property
    def words(self) -> str:
        """The mark in words: 9, dropped, 4 dropped."""
        score = f"{self.mark.score:g}" if self.mark.score else ""
        is_plain = bool(score) and self.mark.state == marks.WATCHED
        return score if is_plain else f"{score} {STATE_WORDS[self.mark.state]}".strip()


def listed(snapshot: Snapshot) -> list[Listed]:
    """The titles of the list that the catalogue holds, the latest answer first."""
    state: LinkState = g.state
    rows = snapshot.id_map.to_index(list(state.marks)).tolist()
    lines = [
        Listed(snapshot.cards[row], mark)
        for row, mark in zip(rows, state.marks.values(), strict=True)
        if row >= 0
    ]
    return lines[::-1]


def listed_rows(snapshot: Snapshot) -> NDArray[np.int64]:
    """Catalogue rows of the list."""
    rows = snapshot.id_map.to_index(list(g.state.marks))
    return rows[rows >= 0]


def standing(snapshot: Snapshot) -> Standing:
    """Where every title stands for the visitor; a genre that no title has is said and passed by."""
    state: LinkState = g.state
    try:
        filters.check_names(snapshot, state.filters)
    except SiteError as error:
        g.state = with_note(state, error.message)
    return standing_of(snapshot, state.query(state.shown))


def sentences(snapshot: Snapshot, opened: Sequence[tuple[Pick, Detail]]) -> dict[int, str]:
    """By row, the sentence of a synopsis that holds the words it shares with a favourite."""
    words = {pick.row: detail.words for pick, detail in opened if detail.words}
    ids = [snapshot.cards[row].anime_id for row in words]
    try:
        with pymongo.timeout(ANSWER_SECONDS):
            known = store.anime.find_many(current_serving().database(), ids, ("synopsis",))
    except (PyMongoError, Unavailable):
        return {}
    found = {}
    for row, shared in words.items():
        text = known.get(snapshot.cards[row].anime_id, {}).get("synopsis") or ""
        if sentence := telling_sentence(text, shared):
            found[row] = sentence if len(sentence) <= LONGEST else f"{sentence[:LONGEST]}\u2026"
    return found
