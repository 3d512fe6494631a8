"""The titles: collection ``anime``, and the ``franchises`` they form."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any, cast

import numpy as np
from numpy.typing import NDArray
from pymongo import UpdateOne

from store import watch_order, writes
from store.connection import Database
from store.documents import AnimeDocument
from store.writes import WriteCounts


def upsert(db: Database, documents: Sequence[Mapping[str, Any]]) -> WriteCounts:
    """Set the given fields of each title; see `store.writes.upsert`."""
    return writes.upsert(db, "anime", documents)


def fresh_ids(db: Database, ids: Iterable[int], since: datetime) -> set[int]:
    """Return those of `ids` that were crawled at or after `since`."""
    return writes.fresh(db, "anime", ids, since)


def find(db: Database, anime_id: int) -> AnimeDocument | None:
    """Return the title, or None."""
    return cast("AnimeDocument | None", db.anime.find_one({"_id": anime_id}))


def find_many(
    db: Database, ids: Iterable[int], fields: Sequence[str] | None = None
) -> dict[int, AnimeDocument]:
    """Return the titles among `ids` that are stored, by id; only `fields` of them if given."""
    shown = dict.fromkeys(fields, 1) if fields else None
    found = db.anime.find({"_id": {"$in": list(ids)}}, shown)
    return {row["_id"]: cast("AnimeDocument", row) for row in found}


def iterate(db: Database, fields: Sequence[str]) -> Iterator[AnimeDocument]:
    """Yield `fields` of all titles, by ascending id."""
    for row in db.anime.find({}, dict.fromkeys(fields, 1)).sort("_id", 1):
        yield cast("AnimeDocument", row)


def voiced_by(db: Database, people: Collection[int]) -> list[AnimeDocument]:
    """Return ids and characters of the titles in which one of these people speaks, if known."""
    spoken = {"characters.voices.person_id": {"$in": list(people)}}
    return [cast("AnimeDocument", row) for row in db.anime.find(spoken, {"characters": 1})]


def stories(db: Database) -> tuple[NDArray[np.int64], list[str]]:
    """Return the ids (n,) of the titles that have a synopsis, ascending, and the n synopses."""
    rows = db.anime.find({"synopsis": {"$nin": [None, ""]}}, {"synopsis": 1}).sort("_id", 1)
    pairs = [(row["_id"], row["synopsis"]) for row in rows]
    return np.array([id_ for id_, _ in pairs], dtype=np.int64), [text for _, text in pairs]


def relations(db: Database) -> dict[int, list[tuple[str, int]]]:
    """Return the (relation, other id) edges that leave each title; titles without any have []."""
    return {
        row["_id"]: [(edge["relation"], edge["anime_id"]) for edge in row.get("related") or []]
        for row in db.anime.find({}, {"related": 1})
    }


def set_franchises(db: Database, franchise_of: Mapping[int, int]) -> int:
    """Write each title's franchise and rebuild the ``franchises`` collection.

    Parameters
    ----------
    franchise_of
        Title id to franchise id: that of its lowest title when it was first joined.

    Returns
    -------
    int
        How many titles' franchise changed.
    """
    stored = {row["_id"]: row.get("franchise_id") for row in db.anime.find({}, {"franchise_id": 1})}
    moved = [
        UpdateOne({"_id": id_}, {"$set": {"franchise_id": franchise_of[id_]}})
        for id_, franchise in stored.items()
        if id_ in franchise_of and franchise_of[id_] != franchise
    ]
    if moved:
        db.anime.bulk_write(moved, ordered=False)
    _rebuild_franchises(db)
    return len(moved)


def _rebuild_franchises(db: Database) -> None:
    """Write members in the order to watch them, and where to begin."""
    members: dict[int, list[dict[str, Any]]] = defaultdict(list)
    shown = dict.fromkeys(("franchise_id", "title", "aired_from", "type", "members"), 1)
    for row in db.anime.find({"franchise_id": {"$ne": None}}, shown):
        members[row["franchise_id"]].append(row)
    operations = []
    for franchise_id, rows in members.items():
        first = watch_order.entry_point(rows)
        fields = {
            "members": [row["_id"] for row in watch_order.watch_order(rows)],
            "title": first.get("title"),
            "entry_point": first["_id"],
        }
        operations.append(UpdateOne({"_id": franchise_id}, {"$set": fields}, upsert=True))
    if operations:
        db.franchises.bulk_write(operations, ordered=False)
    db.franchises.delete_many({"_id": {"$nin": list(members)}})


def mark_gone(db: Database, days: Mapping[int, str]) -> int:
    """Note the day, an ISO date, on titles that the site has no more; return how many are new.

    They are kept as they are; a title that was gone before keeps its first day.
    """
    gone = [
        UpdateOne({"_id": anime_id, "gone_at": None}, {"$set": {"gone_at": day}})
        for anime_id, day in days.items()
    ]
    return int(db.anime.bulk_write(gone, ordered=False).modified_count) if gone else 0


def count(db: Database) -> int:
    """Return the number of titles."""
    return int(db.anime.count_documents({}))


def fingerprint(db: Database, fields: Collection[str] = ()) -> str:
    """Return a hash that changes when one of `fields` (all, if none) of any title does."""
    return writes.fingerprint(db, "anime", fields)
