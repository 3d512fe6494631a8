"""The database as BSON files, as ``mongodump`` writes and ``mongorestore`` reads them.

``DIR/DATABASE/COLLECTION.bson`` holds the documents one after the other, by ascending ``_id``, and
``COLLECTION.metadata.json`` the indexes. Both ways the documents pass as bytes, a few at a time.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, BinaryIO
from urllib.parse import quote, unquote

from bson import json_util
from bson.errors import InvalidBSON
from bson.raw_bson import RawBSONDocument
from pymongo.errors import PyMongoError

from store.connection import Database
from store.errors import DumpError
from store.progress import progress

# MongoDB's limit, and what it lets its own tools add.
LARGEST = 16 * 1024 * 1024 + 16 * 1024
_BATCH_BYTES, _BATCH_DOCUMENTS = 8 * 1024 * 1024, 10_000
_COUNT_BYTES, _SMALLEST = 4, 5


def dump(db: Database, folder: Path) -> dict[str, int]:
    """Write all collections into `folder`; return how many documents each has.

    Raises
    ------
    DumpError
        When the folder holds a dump of this database already, or cannot be written.
    """
    target = folder / db.name
    try:
        target.mkdir(parents=True, exist_ok=True)
        if any(target.iterdir()):
            raise DumpError(
                f"{target} is not empty: a dump overwrites nothing; name another folder"
            )
        names = sorted(n for n in db.list_collection_names() if not n.startswith("system."))
        return {name: _dump_one(db, name, target) for name in names}
    except OSError as error:
        raise DumpError(
            f"{error.filename or target} cannot be written: {error.strerror}"
        ) from error


def restore(db: Database, folder: Path, *, drop: bool = False) -> dict[str, int]:
    """Read the dump in `folder` into `db`; return how many documents each collection got.

    Parameters
    ----------
    db
        The database; its name need not be that of the dump.
    folder
        What `dump` or ``mongodump`` wrote: the folder itself, or that of the one database in it.
    drop
        Whether collections that the dump has are removed first.

    Raises
    ------
    DumpError
        When there is no dump, a collection is not empty and `drop` is false (nothing is written
        then), or a file is cut or is not BSON.
    """
    files = {
        unquote(path.stem): path for path in sorted(_database_folder(folder, db).glob("*.bson"))
    }
    if not files:
        raise DumpError(
            f"{folder} holds no .bson files: name the folder that a dump was written to"
        )
    if not drop and (full := [name for name in files if db[name].find_one({}, {"_id": 1})]):
        raise DumpError(
            f"{db.name} has documents in {', '.join(full)}: restore into another "
            "MONGODB_DATABASE, or replace them with --drop"
        )
    counts = {}
    for name, path in files.items():
        if drop:
            db.drop_collection(name)
        counts[name] = _restore_one(db, name, path)
    return counts


def _dump_one(db: Database, name: str, target: Path) -> int:
    path = target / f"{quote(name, safe='')}.bson"
    part = path.with_suffix(".part")
    collection = db[name]
    total = collection.estimated_document_count()
    with part.open("wb") as file:
        batches = collection.find_raw_batches({}, sort=[("_id", 1)])
        n_documents = sum(progress(_written(batches, file), total, f"dump {name}"))
        file.flush()
        os.fsync(file.fileno())
    indexes = [dict(index) for index in collection.list_indexes()]
    metadata = {"options": {}, "indexes": indexes, "collectionName": name, "type": "collection"}
    told = json_util.dumps(metadata, json_options=json_util.CANONICAL_JSON_OPTIONS)
    (target / f"{quote(name, safe='')}.metadata.json").write_text(told, encoding="utf-8")
    # Whole or not there: a dump that was interrupted shows by what is missing.
    part.replace(path)
    return n_documents


def _written(batches: Any, file: BinaryIO) -> Iterator[int]:
    """Write each batch as it came; yield 1 for each document in it."""
    for batch in batches:
        file.write(batch)
        at = 0
        while at < len(batch):
            at += int.from_bytes(batch[at : at + _COUNT_BYTES], "little")
            yield 1


def _database_folder(folder: Path, db: Database) -> Path:
    if not folder.is_dir():
        raise DumpError(f"{folder} is no folder: name the one that a dump was written to")
    if any(folder.glob("*.bson")):
        return folder
    inside = [
        path for path in sorted(folder.iterdir()) if path.is_dir() and any(path.glob("*.bson"))
    ]
    named = [path for path in inside if path.name == db.name]
    if not named and len(inside) > 1:
        raise DumpError(
            f"{folder} holds dumps of {', '.join(path.name for path in inside)}: name one of these"
        )
    return (named or inside or [folder])[0]


def _restore_one(db: Database, name: str, path: Path) -> int:
    n_documents = 0
    size = path.stat().st_size
    for batch in progress(_batches(path), max(1, size // _BATCH_BYTES), f"restore {name}"):
        try:
            db[name].insert_many(batch, ordered=False)
        except InvalidBSON as error:
            raise DumpError(f"{path} is damaged ({error}): take the dump again") from error
        except PyMongoError as error:
            raise DumpError(f"{path} cannot be restored: {str(error)[:300]}") from error
        n_documents += len(batch)
    metadata = path.with_name(path.stem + ".metadata.json")
    if metadata.exists():
        _restore_indexes(db, name, metadata)
    return n_documents


def _restore_indexes(db: Database, name: str, path: Path) -> None:
    try:
        told = json_util.loads(path.read_text(encoding="utf-8"))
        indexes = [_index(index) for index in told.get("indexes") or [] if index["name"] != "_id_"]
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        raise DumpError(f"{path} is not a dump's metadata ({error}): take it again") from error
    if name not in db.list_collection_names():
        db.create_collection(name)
    if indexes:
        db.command("createIndexes", name, indexes=indexes)


def _index(index: Mapping[str, Any]) -> dict[str, Any]:
    # Old dumps name the namespace, which newer servers refuse.
    return {key: value for key, value in index.items() if key != "ns"}


def _batches(path: Path) -> Iterator[list[RawBSONDocument]]:
    batch: list[RawBSONDocument] = []
    n_bytes = 0
    for document in _documents(path):
        batch.append(document)
        n_bytes += len(document.raw)
        if n_bytes >= _BATCH_BYTES or len(batch) >= _BATCH_DOCUMENTS:
            yield batch
            batch, n_bytes = [], 0
    if batch:
        yield batch


def _documents(path: Path) -> Iterator[RawBSONDocument]:
    at = 0
    with path.open("rb") as file:
        while prefix := file.read(_COUNT_BYTES):
            length = int.from_bytes(prefix, "little")
            if len(prefix) < _COUNT_BYTES or not _SMALLEST <= length <= LARGEST:
                raise DumpError(f"{path} is damaged at byte {at:,}: take the dump again")
            raw = prefix + file.read(length - _COUNT_BYTES)
            if len(raw) < length:
                raise DumpError(f"{path} is cut at byte {at:,}: take the dump again")
            try:
                yield RawBSONDocument(raw)
            except InvalidBSON as error:
                raise DumpError(f"{path} is damaged at byte {at:,}: take the dump again") from error
            at += length
