"""Vector sets: written whole, made current at one stroke, read whole.

A set's rows are written under an id that nobody reads yet. Then one update of one document stamps
it current; the newest stamp of a kind is the one that readers take. The set before it is kept, so
that a reader in the middle of it finishes; older ones are removed.
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import numpy as np
from bson.binary import Binary, BinaryVectorDtype
from numpy.typing import NDArray

from store import models
from store.connection import Database
from store.documents import JSON
from store.errors import MisalignedRows, StoreError

KEPT = 2
BATCH = 5000
# Bytes before the numbers of a BSON vector: its element type and its padding.
VECTOR_HEADER = 2


@dataclass(frozen=True)
class VectorSet:
    """All vectors of one kind, with the ids that name their rows.

    Attributes
    ----------
    kind
        topics, story, reviews, look, tags, audience or taste.
    ids
        (n,) title ids (int64) or member names (str), each once.
    vectors
        (n, n_dims) float32, finite.
    model
        What made them, in words that a page may show.
    parameters, metrics
        Its settings and its measured quality.
    fingerprint
        Hash of all that went in: an equal one means that the work need not be done again.
    """

    kind: str
    ids: NDArray[Any]
    vectors: NDArray[np.float32]
    model: str
    parameters: Mapping[str, JSON] = field(default_factory=dict)
    metrics: Mapping[str, JSON] = field(default_factory=dict)
    fingerprint: str = ""

    def __post_init__(self) -> None:
        """Refuse rows that their ids do not name one to one."""
        if self.vectors.ndim != 2 or len(self.ids) != len(self.vectors):
            raise MisalignedRows(
                f"{self.kind}: {len(self.ids)} ids for vectors of shape {self.vectors.shape}: "
                "each id names one row"
            )
        if len(np.unique(self.ids)) != len(self.ids):
            raise MisalignedRows(f"{self.kind}: an id stands twice: each id names one row")
        if not np.isfinite(self.vectors).all():
            raise MisalignedRows(f"{self.kind}: a vector holds NaN or infinity")


@dataclass(frozen=True)
class SetInfo:
    """What is known of a stored set without reading its rows."""

    set_id: str
    kind: str
    model: str
    n_rows: int
    n_dims: int
    created: datetime
    fingerprint: str
    parameters: Mapping[str, JSON]
    metrics: Mapping[str, JSON]


def publish(
    db: Database,
    vector_set: VectorSet,
    *,
    arrays: Mapping[str, NDArray[Any]] | None = None,
    facts: Mapping[str, JSON] | None = None,
) -> str:
    """Write a set, make it the current one of its kind, and return its id.

    Parameters
    ----------
    db
        The database.
    vector_set
        What to write.
    arrays, facts
        What serving needs beside the vectors; `load_model` gives it back.
    """
    created = datetime.now(UTC)
    set_id = f"{vector_set.kind}-{created:%Y%m%dT%H%M%S}-{secrets.token_hex(3)}"
    header = {
        "_id": set_id,
        "kind": vector_set.kind,
        "model": vector_set.model,
        "rows": len(vector_set.ids),
        "dims": int(vector_set.vectors.shape[1]),
        "parameters": dict(vector_set.parameters),
        "metrics": dict(vector_set.metrics),
        "fingerprint": vector_set.fingerprint,
        "created": created,
        "state": "building",
    }
    db.vector_sets.insert_one(header)
    _write_rows(db, set_id, vector_set)
    models.save(db, set_id, arrays or {}, facts or {})
    _make_current(db, set_id)
    _remove_outdated(db, vector_set.kind)
    return set_id


def current_sets(db: Database) -> dict[str, SetInfo]:
    """Return the current set of each kind that has one."""
    found: dict[str, SetInfo] = {}
    query = {"state": "current"}
    for row in db.vector_sets.find(query).sort("made_current", -1):
        found.setdefault(row["kind"], _info(row))
    return found


def load(db: Database, info: SetInfo) -> VectorSet:
    """Return a stored set, rows in the order they were published.

    Raises
    ------
    MisalignedRows
        When rows are missing: the set was removed while it was read. Ask for the current one.
    """
    rows = list(db.vectors.find({"set": info.set_id}, {"id": 1, "vector": 1}).sort("row", 1))
    if len(rows) != info.n_rows:
        raise MisalignedRows(
            f"{info.set_id} has {len(rows)} of its {info.n_rows} rows: it is being replaced; "
            "read the current set again"
        )
    raw = b"".join(bytes(row["vector"])[VECTOR_HEADER:] for row in rows)
    return VectorSet(
        kind=info.kind,
        ids=np.array([row["id"] for row in rows]),
        vectors=np.frombuffer(raw, dtype="<f4").reshape(info.n_rows, info.n_dims),
        model=info.model,
        parameters=info.parameters,
        metrics=info.metrics,
        fingerprint=info.fingerprint,
    )


def load_model(db: Database, info: SetInfo) -> tuple[dict[str, NDArray[Any]], dict[str, JSON]]:
    """Return the arrays and facts that were published with a set."""
    return models.load(db, info.set_id)


def _write_rows(db: Database, set_id: str, vector_set: VectorSet) -> None:
    ids = vector_set.ids.tolist()
    for start in range(0, len(ids), BATCH):
        batch = vector_set.vectors[start : start + BATCH].astype("<f4", copy=False)
        db.vectors.insert_many(
            [
                {
                    "set": set_id,
                    "kind": vector_set.kind,
                    "id": ids[start + offset],
                    "row": start + offset,
                    "vector": Binary.from_vector(row, BinaryVectorDtype.FLOAT32),
                }
                for offset, row in enumerate(batch)
            ],
            ordered=False,
        )


def _make_current(db: Database, set_id: str) -> None:
    now = datetime.now(UTC)
    # Later than every stamp before it, also within a millisecond, which is as fine as MongoDB's
    # times are, and where a clock was put back.
    last = db.vector_sets.find_one({"state": "current"}, sort=[("made_current", -1)])
    if last is not None:
        now = max(now, last["made_current"] + timedelta(milliseconds=1))
    stamp = {"state": "current", "made_current": now}
    if not db.vector_sets.update_one({"_id": set_id}, {"$set": stamp}).matched_count:
        raise StoreError(
            f"{set_id} was removed while it was built: another job of the same kind finished "
            "first; run this one again"
        )


def _remove_outdated(db: Database, kind: str) -> None:
    """Keep the newest sets of a kind; remove older ones and what a killed job left half-built."""
    query = {"kind": kind, "state": {"$ne": "building"}}
    newest = [row["_id"] for row in db.vector_sets.find(query).sort("made_current", -1)]
    kept = newest[:KEPT]
    db.vector_sets.update_many({"_id": {"$in": kept[1:]}}, {"$set": {"state": "old"}})
    for row in list(db.vector_sets.find({"kind": kind, "_id": {"$nin": kept}})):
        db.vectors.delete_many({"set": row["_id"]})
        models.delete(db, row["_id"])
        db.vector_sets.delete_one({"_id": row["_id"]})


def _info(row: Mapping[str, Any]) -> SetInfo:
    return SetInfo(
        set_id=row["_id"],
        kind=row["kind"],
        model=row["model"],
        n_rows=row["rows"],
        n_dims=row["dims"],
        created=row["created"],
        fingerprint=row["fingerprint"],
        parameters=row["parameters"],
        metrics=row["metrics"],
    )
