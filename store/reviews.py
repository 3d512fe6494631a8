"""The reviews: collection ``reviews``."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
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


def count(db: Database) -> int:
    """Return the number of reviews."""
    return int(db.reviews.count_documents({}))


def authors(db: Database) -> list[str]:
    """Return the names of the members who wrote a stored review, in order."""
    return sorted(name for name in db.reviews.distinct("user") if isinstance(name, str) and name)
