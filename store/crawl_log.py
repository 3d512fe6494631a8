"""What became of each address the crawler asked for: collection ``crawl_log``."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime

from pymongo import UpdateOne

from store.connection import Database


@dataclass(frozen=True)
class Visit:
    """The last answer of one address: HTTP status (None: no answer), when, and what went wrong."""

    url: str
    status: int | None
    at: datetime
    error: str | None = None


def record(db: Database, visits: Sequence[Visit]) -> None:
    """Keep the last visit of each address, and how often in a row it failed."""
    operations = []
    for visit in visits:
        fields = {key: value for key, value in asdict(visit).items() if key != "url"}
        tries = {"$inc": {"tries": 1}} if visit.error else {"$unset": {"tries": ""}}
        operations.append(UpdateOne({"_id": visit.url}, {"$set": fields, **tries}, upsert=True))
    if operations:
        db.crawl_log.bulk_write(operations, ordered=True)


def failures(db: Database) -> list[Visit]:
    """Return the addresses whose last visit failed."""
    return [
        Visit(row["_id"], row["status"], row["at"], row["error"])
        for row in db.crawl_log.find({"error": {"$ne": None}}).sort("_id", 1)
    ]
