"""The reviews: collection ``reviews``."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any, cast

from store import writes
from store.connection import Database
from store.documents import ReviewDocument
from store.writes import WriteCounts


def upsert(db: Database, documents: Sequence[Mapping[str, Any]]) -> WriteCounts:
    """Set the given fields of each review; see `store.writes.upsert`."""
    return writes.upsert(db, "reviews", documents)


def for_anime(db: Database, anime_id: int, limit: int) -> list[ReviewDocument]:
    """Return at most `limit` reviews of a title, newest first."""
    found = db.reviews.find({"anime_id": anime_id}).sort([("date", -1), ("_id", -1)]).limit(limit)
    return [cast("ReviewDocument", row) for row in found]


def iterate(db: Database, fields: Sequence[str]) -> Iterator[ReviewDocument]:
    """Yield `fields` of all reviews, by ascending id."""
    for row in db.reviews.find({}, dict.fromkeys(fields, 1)).sort("_id", 1):
        yield cast("ReviewDocument", row)


def fingerprint(db: Database, fields: Collection[str] = ()) -> str:
    """Return a hash that changes when one of `fields` (all, if none) of any review does."""
    return writes.fingerprint(db, "reviews", fields)


def count(db: Database) -> int:
    """Return the number of reviews."""
    return int(db.reviews.count_documents({}))


def authors(db: Database) -> list[str]:
    """Return the names of the members who wrote a stored review, in order."""
    return sorted(name for name in db.reviews.distinct("user") if isinstance(name, str) and name)
