"""Upserts in bulk that can be repeated: what did not change is not written again."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import bson
from pymongo import InsertOne, UpdateOne
from pymongo.database import Database
from pymongo.errors import BulkWriteError, DocumentTooLarge, OperationFailure

from store.errors import BadDocument

# Fields that say when and how we saw a document, not what it says.
OUTSIDE_HASH = frozenset({"crawled_at", "gone_at", "content_hash", "franchise_id"})
# Those of them that are set even when nothing else changed.
_SEEN = ("crawled_at", "gone_at")
LARGEST_DOCUMENT = 16 * 1024 * 1024  # bytes of BSON that MongoDB keeps as one document
# What the server answers when an update would make a document larger than that.
_TOO_LARGE_CODES = {10334, 17419, 17420}
_TWICE_CODE = 11000


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


@dataclass(frozen=True)
class Prepared:
    """A document on its way to the database.

    Attributes
    ----------
    content_hash
        As `content_hash` gives it.
    document
        All that is stored when it is new; with ``_id`` and ``content_hash``.
    seen
        What is set when it is unchanged.
    """

    id_: Any
    content_hash: str
    document: Mapping[str, Any]
    seen: Mapping[str, Any]

    def operation(self, *, is_stored: bool, is_same: bool) -> InsertOne[Any] | UpdateOne | None:
        """Return the write that is needed; inserting is several times as fast as ``$set``."""
        if not is_stored:
            return InsertOne(self.document)
        fields = self.seen if is_same else self.document
        fields = {key: value for key, value in fields.items() if key != "_id"}
        return UpdateOne({"_id": self.id_}, {"$set": fields}) if fields else None


def upsert(
    db: Database[dict[str, Any]], collection: str, documents: Sequence[Mapping[str, Any]]
) -> WriteCounts:
    """Set the given fields of each document, creating it if absent.

    A document whose content hash equals the stored one only gets its new ``crawled_at``. Of
    documents with the same ``_id`` the last one counts.

    Raises
    ------
    BadDocument
        When a document has no ``_id``: nothing is written then. When one is over 16 MB: the
        others of the batch may be written.
    """
    return upsert_prepared(db, collection, [_prepare(each, collection) for each in documents])


def upsert_prepared(
    db: Database[dict[str, Any]], collection: str, prepared: Sequence[Prepared]
) -> WriteCounts:
    """Do the work of `upsert` for documents whose hash is known.

    Raises
    ------
    BadDocument
        When a document is over 16 MB; the others of the batch may be written.
    """
    latest = {each.id_: each for each in prepared}
    if not latest:
        return WriteCounts()
    stored = {
        row["_id"]: row.get("content_hash")
        for row in db[collection].find({"_id": {"$in": list(latest)}}, {"content_hash": 1})
    }
    operations, changed, unchanged = [], 0, 0
    for id_, each in latest.items():
        is_stored, is_same = id_ in stored, stored.get(id_) == each.content_hash
        unchanged += is_same
        changed += is_stored and not is_same
        if operation := each.operation(is_stored=is_stored, is_same=is_same):
            operations.append(operation)
    counts = WriteCounts(len(latest) - len(stored), changed, unchanged)
    if operations:
        try:
            db[collection].bulk_write(operations, ordered=False)
        except (OperationFailure, DocumentTooLarge) as error:
            _refuse_too_large(error, collection, list(latest.values()))
            if not _only_twice(error):
                raise
            # Somebody else stored the same document in between: now it is an update.
            upsert_prepared(db, collection, list(latest.values()))
    return counts


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


def _prepare(document: Mapping[str, Any], collection: str) -> Prepared:
    id_, hash_ = _id_of(document, collection), content_hash(document)
    seen = {key: document[key] for key in _SEEN if key in document}
    return Prepared(id_, hash_, {**document, "content_hash": hash_}, seen)


def _only_twice(error: OperationFailure | DocumentTooLarge) -> bool:
    """Whether all that went wrong is that documents to be inserted are there."""
    details = error.details if isinstance(error, BulkWriteError) else None
    refused = (details or {}).get("writeErrors", [])
    return bool(refused) and all(each.get("code") == _TWICE_CODE for each in refused)


def _refuse_too_large(
    error: OperationFailure | DocumentTooLarge, collection: str, prepared: Sequence[Prepared]
) -> None:
    """Raise an error of our own that names the document, if one was too large."""
    if isinstance(error, OperationFailure):
        refused = (error.details or {}).get("writeErrors", [])
        if not _TOO_LARGE_CODES & {error.code, *(each.get("code") for each in refused)}:
            return
    sizes = {each.id_: len(bson.encode(each.document)) for each in prepared}
    largest = max(sizes, key=sizes.__getitem__)
    raise BadDocument(
        f"{collection} document {largest!r} has {sizes[largest]:,} bytes: MongoDB keeps at most "
        f"{LARGEST_DOCUMENT:,} in one; shorten its lists"
    ) from error


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
