"""What became of each address the crawler asked for: collection ``crawl_log``."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from pymongo import UpdateOne

from store.connection import Database


@dataclass(frozen=True)
class Visit:
    """The last answer of one address.

    Attributes
    ----------
    url
        The address.
    status
        HTTP status; None when there was no answer.
    at
        When.
    error
        What went wrong; None when nothing did.
    content
        Hash of the document that was read; None when none was.
    """

    url: str
    status: int | None
    at: datetime
    error: str | None = None
    content: str | None = None


@dataclass(frozen=True)
class Rate:
    """How often an address was read, and how often it had changed since the time before."""

    visits: int
    changes: int


def record(db: Database, visits: Sequence[Visit]) -> None:
    """Keep the last visit of each address, how often in a row it failed, and how often it changed.

    Repeating a visit (the same address at the same moment) changes nothing.
    """
    shown = {"content": 1, "at": 1}
    known = {row["_id"]: row for row in db.crawl_log.find(_of(v.url for v in visits), shown)}
    operations = []
    for visit in visits:
        before = known.get(visit.url, {})
        if _is_same(before, visit):
            continue
        operations.append(UpdateOne({"_id": visit.url}, _changes(visit, before), upsert=True))
        known[visit.url] = {**before, "at": visit.at, "content": visit.content}
    if operations:
        db.crawl_log.bulk_write(operations, ordered=True)


def failures(db: Database) -> list[Visit]:
    """Return the addresses whose last visit failed."""
    return [
        Visit(row["_id"], row["status"], row["at"], row["error"])
        for row in db.crawl_log.find({"error": {"$ne": None}}).sort("_id", 1)
    ]


def rates(db: Database, urls: Iterable[str]) -> dict[str, Rate]:
    """Return how often those of `urls` that were read before changed."""
    rows = db.crawl_log.find(_of(urls), {"visits": 1, "changes": 1})
    return {
        row["_id"]: Rate(row["visits"], row.get("changes", 0)) for row in rows if row.get("visits")
    }


def _is_same(before: dict[str, Any], visit: Visit) -> bool:
    # MongoDB keeps milliseconds.
    when = before.get("at")
    is_then = when is not None and abs((when - visit.at).total_seconds()) < 0.001
    return is_then and before.get("content") == visit.content


def _of(urls: Iterable[str]) -> dict[str, Any]:
    return {"_id": {"$in": list(urls)}}


def _changes(visit: Visit, before: dict[str, Any]) -> dict[str, Any]:
    fields: dict[str, Any] = {"status": visit.status, "at": visit.at, "error": visit.error}
    added: dict[str, int] = {"tries": 1} if visit.error else {}
    if visit.content:
        fields["content"] = visit.content
        old = before.get("content")
        added |= {"visits": 1, "changes": int(old is not None and old != visit.content)}
    update: dict[str, Any] = {"$set": fields}
    update |= {"$inc": added} if added else {}
    update |= {} if visit.error else {"$unset": {"tries": ""}}
    return update
