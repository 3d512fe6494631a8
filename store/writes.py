"""Upserts in bulk that can be repeated: what did not change is not written again."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from pymongo import UpdateOne
from pymongo.database import Database

from store.errors import BadDocument

# Fields that say when and how we saw a document, not what it says.
OUTSIDE_HASH = frozenset({"crawled_at", "content_hash", "franchise_id"})


@dataclass(frozen=True)
class WriteCounts:
    """What became of the documents of one write."""

    inserted: int = 0
    changed: int = 0
    unchanged: int = 0

    def __add__(self, other: WriteCounts) -> WriteCounts:
        return WriteCounts(
            self.inserted + other.inserted,
            self.changed + other.changed,
            self.unchanged + other.unchanged,
        )


def content_hash(document: Mapping[str, Any]) -> str:
    """Return the sha256 of what a document says, whatever the order of its fields."""
    told = {key: value for key, value in document.items() if key not in OUTSIDE_HASH}
    text = json.dumps(told, sort_keys=True, ensure_ascii=False, default=_as_text)
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def upsert(
    db: Database[dict[str, Any]], collection: str, documents: Sequence[Mapping[str, Any]]
) -> WriteCounts:
    """Set the given fields of each document, creating it if absent.

    A document whose content hash equals the stored one only gets its new ``crawled_at``. Of
    documents with the same ``_id`` the last one counts.

    Raises
    ------
    BadDocument
        When a document has no ``_id``; nothing is written then.
    """
    latest = {_id_of(document, collection): document for document in documents}
    if not latest:
        return WriteCounts()
    stored = {
        row["_id"]: row.get("content_hash")
        for row in db[collection].find({"_id": {"$in": list(latest)}}, {"content_hash": 1})
    }
    operations, changed, unchanged = [], 0, 0
    for id_, document in latest.items():
        hash_ = content_hash(document)
        if stored.get(id_) == hash_:
            unchanged += 1
            fields = {k: v for k, v in document.items() if k == "crawled_at"}
        else:
            changed += id_ in stored
            fields = {**{k: v for k, v in document.items() if k != "_id"}, "content_hash": hash_}
        if fields:
            operations.append(UpdateOne({"_id": id_}, {"$set": fields}, upsert=True))
    if operations:
        db[collection].bulk_write(operations, ordered=False)
    return WriteCounts(len(latest) - len(stored), changed, unchanged)


def fresh(
    db: Database[dict[str, Any]], collection: str, ids: Iterable[Any], since: datetime
) -> set[Any]:
    """Return those of `ids` that were crawled at or after `since`."""
    query = {"_id": {"$in": list(ids)}, "crawled_at": {"$gte": since}}
    return {row["_id"] for row in db[collection].find(query, {"_id": 1})}


def fingerprint(db: Database[dict[str, Any]], collection: str, fields: Collection[str] = ()) -> str:
    """Return a hash that changes when one of `fields` of any document does.

    Without `fields`, the stored content hashes are compared: any change of any document counts.
    """
    total = hashlib.sha256()
    shown = dict.fromkeys(fields or ["content_hash"], 1)
    for row in db[collection].find({}, shown).sort("_id", 1):
        total.update(json.dumps(row, sort_keys=True, default=_as_text).encode())
    return total.hexdigest()


def _id_of(document: Mapping[str, Any], collection: str) -> Any:
    if document.get("_id") is None:
        raise BadDocument(
            f"a document for {collection} has no _id (its fields: {sorted(document)[:8]}): "
            "each document is stored under MAL's id"
        )
    return document["_id"]


def _as_text(value: Any) -> str:
    if isinstance(value, datetime):
        return value.isoformat()
    raise TypeError(f"{type(value).__name__} cannot be stored: documents hold plain values")
