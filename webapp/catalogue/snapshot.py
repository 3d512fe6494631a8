"""The catalogue in memory: one frozen snapshot that every answer of the site is made from.

A snapshot is loaded whole, used by any number of threads, and replaced whole.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

import store
from cf.models import Model, restored
from store import IdMap, SetInfo
from webapp.catalogue.cards import FIELDS, Card, card_of
from webapp.catalogue.franchises import Franchises, franchises_of
from webapp.catalogue.kinds import KindVectors, line_up
from webapp.catalogue.search import TitleIndex
from webapp.catalogue.topics import TopicFacts, topic_facts_of
from webapp.question.query import AUDIENCE, KINDS

log = logging.getLogger(__name__)


# Compared by identity: a snapshot is a moment, and comparing arrays would be slow.
@dataclass(frozen=True, eq=False)
class Snapshot:
    """All that the site knows at one moment. Row numbers are the same in every attribute.

    Attributes
    ----------
    cards
        The titles, by ascending id.
    id_map
        MAL id to row and back.
    kinds
        Vectors of each kind that has a current set.
    franchises
        Who belongs with whom.
    topics
        Labels and words that the topic model found.
    sets
        Current vector sets of all kinds, also those the site has no use for.
    titles
        Search by name.
    versions
        What was current when this was loaded, to see whether it still is.
    audience
        The model behind the audience's vectors, which takes a visitor in as it would a member;
        None when the current set came without it.
    loaded
        When.
    """

    cards: Sequence[Card]
    id_map: IdMap
    kinds: Mapping[str, KindVectors]
    franchises: Franchises
    topics: TopicFacts
    sets: Mapping[str, SetInfo]
    titles: TitleIndex
    versions: Mapping[str, str]
    audience: Model | None = None
    loaded: datetime = field(default_factory=lambda: datetime.now(UTC))

    @property
    def n_items(self) -> int:
        """How many titles there are."""
        return len(self.cards)

    def row_of(self, anime_id: int) -> int | None:
        """Row of a title, or None."""
        row = int(self.id_map.to_index([anime_id])[0])
        return None if row < 0 else row

    @cached_property
    def members(self) -> NDArray[np.int64]:
        """(n_items,) how many people list each title; 0 when unknown."""
        return np.array([card.members for card in self.cards], dtype=np.int64)

    @cached_property
    def mean_scores(self) -> NDArray[np.float32]:
        """(n_items,) MAL's score of each title, 1-10; NaN when unknown."""
        return np.array([card.score or np.nan for card in self.cards], dtype=np.float32)

    @cached_property
    def years(self) -> NDArray[np.int64]:
        """(n_items,) year each title began; 0 when unknown."""
        return np.array([card.year or 0 for card in self.cards], dtype=np.int64)

    @cached_property
    def adult(self) -> NDArray[np.bool_]:
        """(n_items,) which titles are for adults only."""
        return np.array([card.is_adult for card in self.cards], dtype=bool)

    @cached_property
    def genre_rows(self) -> Mapping[str, NDArray[np.int64]]:
        """Rows of each genre, theme and demographic, by its name."""
        return _rows_by(self.cards, lambda card: card.genres)

    @cached_property
    def type_rows(self) -> Mapping[str, NDArray[np.int64]]:
        """Rows of each format (TV, Movie, ...)."""
        return _rows_by(self.cards, lambda card: (card.type,) if card.type else ())

    @cached_property
    def prior(self) -> NDArray[np.float32]:
        """(n_items,) how well liked and how well known a title is, before anybody asks.

        A score by few people is drawn towards the catalogue's mean, as if 500 more had given that.
        """
        scores = np.nan_to_num(self.mean_scores, nan=0.0)
        voters = np.array([card.scored_by if card.score else 0 for card in self.cards], dtype=float)
        typical = float(scores[scores > 0].mean()) if (scores > 0).any() else 0.0
        shrunk = (scores * voters + typical * 500) / (voters + 500)
        fame = np.log10(np.maximum(self.members, 10))
        prior: NDArray[np.float32] = (shrunk + 0.3 * fame).astype(np.float32)
        return prior


def _rows_by(
    cards: Sequence[Card], labels: Callable[[Card], Sequence[str]]
) -> dict[str, NDArray[np.int64]]:
    rows: dict[str, list[int]] = {}
    for row, card in enumerate(cards):
        for label in labels(card):
            rows.setdefault(label, []).append(row)
    return {label: np.array(rows[label], dtype=np.int64) for label in sorted(rows)}


def load(db: store.Database, versions: Mapping[str, str]) -> Snapshot:
    """Read the whole catalogue and every current vector set that the site uses.

    Parameters
    ----------
    db
        The database.
    versions
        What `versions_of` said just before: a change after that is seen at the next look.
    """
    posters = store.posters.hashes(db)
    documents = list(store.anime.iterate(db, FIELDS))
    cards = [card_of(document, posters.get(document["_id"])) for document in documents]
    id_map = IdMap(np.array([card.anime_id for card in cards], dtype=np.int64))
    sets = store.vectors.current_sets(db)
    kinds = {
        kind: line_up(
            sets[kind],
            store.vectors.load(db, sets[kind]),
            id_map,
            less_shared=kind == AUDIENCE,
        )
        for kind in KINDS
        if kind in sets
    }
    facts = store.vectors.load_model(db, sets["topics"])[1] if "topics" in sets else {}
    snapshot = Snapshot(
        cards=cards,
        id_map=id_map,
        kinds=kinds,
        franchises=_franchises(documents, id_map),
        topics=topic_facts_of(facts),
        sets=sets,
        titles=TitleIndex(
            [card.names for card in cards],
            np.array([card.members for card in cards], dtype=np.int64),
        ),
        versions=versions,
        audience=_model(db, sets.get(AUDIENCE)),
    )
    log.info("catalogue loaded: %d titles, kinds %s", len(cards), ", ".join(kinds) or "none")
    return snapshot


def set_versions(db: store.Database) -> dict[str, str]:
    """Id of the current vector set of each kind: cheap to ask, often asked."""
    return {kind: info.set_id for kind, info in store.vectors.current_sets(db).items()}


def title_version(db: store.Database) -> str:
    """Changes when any title or poster does; reads every document's hash."""
    titles = store.anime.fingerprint(db, ("content_hash", "franchise_id"))
    return f"{titles}-{len(store.posters.hashes(db))}"


def _model(db: store.Database, info: store.SetInfo | None) -> Model | None:
    """What learned the audience, to fold visitors in; None for a set that came without it."""
    if info is None:
        return None
    arrays, facts = store.vectors.load_model(db, info)
    return restored(facts, arrays) if "settings" in facts else None


def _franchises(documents: Sequence[Mapping[str, Any]], id_map: IdMap) -> Franchises:
    links = []
    for document in documents:
        edges = document.get("related") or []
        rows = id_map.to_index([edge["anime_id"] for edge in edges]).tolist()
        links.append(
            [(edge["relation"], row) for edge, row in zip(edges, rows, strict=True) if row >= 0]
        )
    franchise_ids = [document.get("franchise_id") or document["_id"] for document in documents]
    return franchises_of(franchise_ids, links)
