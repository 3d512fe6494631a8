"""The members and their lists: collection ``users``."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import numpy as np
from numpy.typing import NDArray

from store import writes
from store.connection import Database
from store.errors import MisalignedRows
from store.writes import WriteCounts


@dataclass(frozen=True)
class Interactions:
    """All rows of all lists, in parallel arrays; users in the order of `user_names`.

    Attributes
    ----------
    user_names
        n_users names.
    user_index
        (n,) int32, row of the user in `user_names`, ascending.
    anime_ids
        (n,) int32, MAL's ids.
    scores
        (n,) int8, 1-10; 0 = no score.
    statuses
        (n,) int8: 1 watching, 2 completed, 3 on hold, 4 dropped, 6 plan to watch.
    """

    user_names: list[str]
    user_index: NDArray[np.int32]
    anime_ids: NDArray[np.int32]
    scores: NDArray[np.int8]
    statuses: NDArray[np.int8]

    def __post_init__(self) -> None:
        """Refuse arrays that are not parallel."""
        lengths = {len(self.user_index), len(self.anime_ids), len(self.scores), len(self.statuses)}
        if len(lengths) > 1:
            raise MisalignedRows(f"interactions come in arrays of one length, not {lengths}")

    def __len__(self) -> int:
        return len(self.user_index)


def upsert(db: Database, documents: Sequence[Mapping[str, Any]]) -> WriteCounts:
    """Set the given fields of each member; see `store.writes.upsert`.

    A document without ``list`` (a list that turned private) leaves the stored list as it is.
    """
    return writes.upsert(db, "users", documents)


def upsert_encoded(db: Database, members: Sequence[writes.Prepared]) -> WriteCounts:
    """Store members whose lists `store.list_bytes.encode` made; as `upsert` does, only faster."""
    return writes.upsert_prepared(db, "users", members)


def fresh_names(db: Database, names: Iterable[str], since: datetime) -> set[str]:
    """Return those of `names` that were crawled at or after `since`."""
    return writes.fresh(db, "users", names, since)


def interactions(db: Database) -> Interactions:
    """Return every row of every list.

    The server turns each list into one array a field, so that no row becomes a Python dict.
    """
    columns = {name: f"$list.{name}" for name in ("anime_id", "score", "status")}
    rows = db.users.aggregate(
        [{"$match": {"list.0": {"$exists": True}}}, {"$sort": {"_id": 1}}, {"$project": columns}],
        allowDiskUse=True,
    )
    names: list[str] = []
    lengths: list[int] = []
    parts: dict[str, list[NDArray[Any]]] = {name: [] for name in columns}
    for row in rows:
        names.append(row["_id"])
        lengths.append(len(row["anime_id"]))
        for name, part in parts.items():
            part.append(np.array(row[name], dtype=np.int32 if name == "anime_id" else np.int8))
    joined = {name: np.concatenate(part) if part else np.empty(0) for name, part in parts.items()}
    return Interactions(
        user_names=names,
        user_index=np.repeat(np.arange(len(names), dtype=np.int32), lengths),
        anime_ids=joined["anime_id"].astype(np.int32, copy=False),
        scores=joined["score"].astype(np.int8, copy=False),
        statuses=joined["status"].astype(np.int8, copy=False),
    )


def count(db: Database) -> int:
    """Return the number of members."""
    return int(db.users.count_documents({}))


def fingerprint(db: Database) -> str:
    """Return a hash that changes when any member's list does."""
    return writes.fingerprint(db, "users")
