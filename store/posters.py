"""The posters: image bytes in collection ``posters``, those over 1 MB in GridFS."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

import gridfs
from bson import ObjectId
from pymongo import UpdateOne

from store.connection import Database
from store.writes import WriteCounts

LARGEST_INLINE = 1_000_000
BUCKET = "poster_files"


@dataclass(frozen=True)
class Poster:
    """One title's picture as the site sent it; width and height in pixels."""

    anime_id: int
    image: bytes
    sha256: str
    width: int
    height: int
    source_url: str
    etag: str | None
    crawled_at: datetime


def upsert(db: Database, posters: Sequence[Poster]) -> WriteCounts:
    """Store each poster; one whose bytes are the stored ones only gets its new ``crawled_at``."""
    latest = {poster.anime_id: poster for poster in posters}
    shown = {"sha256": 1, "file": 1}
    stored = {row["_id"]: row for row in db.posters.find({"_id": {"$in": list(latest)}}, shown)}
    operations, outdated, unchanged = [], [], 0
    for id_, poster in latest.items():
        old = stored.get(id_)
        if old and old["sha256"] == poster.sha256:
            unchanged += 1
            fields: dict[str, Any] = {
                "crawled_at": poster.crawled_at,
                "source_url": poster.source_url,
                "etag": poster.etag,
            }
        else:
            fields = _document(db, poster)
            outdated += [old["file"]] if old and old.get("file") else []
        operations.append(UpdateOne({"_id": id_}, {"$set": fields}, upsert=True))
    if operations:
        db.posters.bulk_write(operations, ordered=False)
    for file in outdated:
        gridfs.GridFS(db, BUCKET).delete(file)
    return WriteCounts(len(latest) - len(stored), len(stored) - unchanged, unchanged)


def find(db: Database, anime_id: int) -> Poster | None:
    """Return a title's poster, or None."""
    row = db.posters.find_one({"_id": anime_id})
    return _poster(db, row) if row else None


def iterate(db: Database, ids: Sequence[int] | None = None) -> Iterator[Poster]:
    """Yield the posters (of `ids`, if given), by ascending title id."""
    query = {} if ids is None else {"_id": {"$in": list(ids)}}
    for row in db.posters.find(query).sort("_id", 1):
        yield _poster(db, row)


def hashes(db: Database) -> dict[int, str]:
    """Return the sha256 of each stored poster, by title id, ascending."""
    return {row["_id"]: row["sha256"] for row in db.posters.find({}, {"sha256": 1}).sort("_id", 1)}


def source_urls(db: Database, ids: Sequence[int]) -> dict[int, str]:
    """Return where the stored posters of `ids` came from."""
    rows = db.posters.find({"_id": {"$in": list(ids)}}, {"source_url": 1})
    return {row["_id"]: row["source_url"] for row in rows}


def _document(db: Database, poster: Poster) -> dict[str, Any]:
    fields = {key: value for key, value in asdict(poster).items() if key != "anime_id"}
    if len(poster.image) <= LARGEST_INLINE:
        return {**fields, "file": None}
    file: ObjectId = gridfs.GridFS(db, BUCKET).put(poster.image)
    return {**fields, "image": None, "file": file}


def _poster(db: Database, row: dict[str, Any]) -> Poster:
    file = row.get("file")
    image = gridfs.GridFS(db, BUCKET).get(file).read() if file else bytes(row["image"])
    return Poster(
        anime_id=row["_id"],
        image=image,
        sha256=row["sha256"],
        width=row["width"],
        height=row["height"],
        source_url=row["source_url"],
        etag=row["etag"],
        crawled_at=row["crawled_at"],
    )
