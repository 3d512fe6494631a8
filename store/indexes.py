"""Each index, declared once and created if absent."""

from __future__ import annotations

from typing import Any

from pymongo import ASCENDING, DESCENDING, IndexModel
from pymongo.database import Database

INDEXES: dict[str, list[IndexModel]] = {
    "anime": [
        IndexModel([("members", DESCENDING)]),
        IndexModel([("franchise_id", ASCENDING)]),
        IndexModel([("crawled_at", ASCENDING)]),
        # Few titles tell their cast.
        IndexModel([("characters.voices.person_id", ASCENDING)], sparse=True),
    ],
    "reviews": [IndexModel([("anime_id", ASCENDING)])],
    "users": [IndexModel([("crawled_at", ASCENDING)])],
    "runs": [IndexModel([("started", DESCENDING)])],
    "vectors": [IndexModel([("set", ASCENDING), ("row", ASCENDING)], unique=True)],
    "vector_sets": [IndexModel([("kind", ASCENDING), ("made_current", DESCENDING)])],
}


def declare(db: Database[dict[str, Any]]) -> None:
    """Create the indexes that are absent; one round trip a collection when all are there."""
    for name, indexes in INDEXES.items():
        db[name].create_indexes(indexes)
