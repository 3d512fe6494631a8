"""The members and their lists: collection ``users``."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import numpy as np
from bson.codec_options import CodecOptions
from bson.raw_bson import RawBSONDocument
from numpy.typing import NDArray
from pymongo import UpdateOne

from store import list_arrays, writes
from store.connection import Database
from store.documents import UserDocument
from store.errors import MisalignedRows
from store.writes import WriteCounts

PLAN_TO_WATCH = 6
# Members whose lists are held at once while all are read.
CHUNK = 2000
RAW: CodecOptions[Any] = CodecOptions(document_class=RawBSONDocument)
_READ = {f"list.{field}": 1 for field in list_arrays.FIELDS}


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
    episodes
        (n,) int16, how many were watched; -1 = unknown. None when nobody told.
    """

    user_names: list[str]
    user_index: NDArray[np.int32]
    anime_ids: NDArray[np.int32]
    scores: NDArray[np.int8]
    statuses: NDArray[np.int8]
    episodes: NDArray[np.int16] | None = None

    def __post_init__(self) -> None:
        """Refuse arrays that are not parallel."""
        lengths = {len(self.user_index), len(self.anime_ids), len(self.scores), len(self.statuses)}
        if self.episodes is not None:
            lengths.add(len(self.episodes))
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


def note_profiles(db: Database, profiles: Sequence[Mapping[str, Any]]) -> WriteCounts:
    """Set what profiles tell of their members (``_id`` and ``joined``), beside their lists."""
    operations = [
        UpdateOne({"_id": each["_id"]}, {"$set": {"joined": each["joined"]}}, upsert=True)
        for each in profiles
    ]
    done = db.users.bulk_write(operations, ordered=False)
    changed = int(done.modified_count)
    return WriteCounts(int(done.upserted_count), changed, int(done.matched_count) - changed)


def fresh_names(db: Database, names: Iterable[str], since: datetime) -> set[str]:
    """Return those of `names` that were crawled at or after `since`."""
    return writes.fresh(db, "users", names, since)


def find(db: Database, name: str) -> UserDocument | None:
    """Return a member's document, or None."""
    found: UserDocument | None = db.users.find_one({"_id": name})  # type: ignore[assignment]
    return found


def interactions(db: Database) -> Interactions:
    """Return every row of every list, members in the order of their names."""
    parts = list(chunks(db))
    if not parts:
        return _interactions([], [])
    starts = np.cumsum([0] + [len(part.user_names) for part in parts[:-1]])
    index = [part.user_index + start for part, start in zip(parts, starts, strict=True)]
    return Interactions(
        user_names=[name for part in parts for name in part.user_names],
        user_index=np.concatenate(index).astype(np.int32, copy=False),
        anime_ids=np.concatenate([part.anime_ids for part in parts]),
        scores=np.concatenate([part.scores for part in parts]),
        statuses=np.concatenate([part.statuses for part in parts]),
        episodes=np.concatenate([_known(part.episodes) for part in parts]),
    )


def chunks(db: Database, n_users: int = CHUNK) -> Iterator[Interactions]:
    """Yield every row of every list, some members at a time: memory for these alone.

    The server sends only the fields that are read, and no row becomes a Python dict.
    """
    raw = db.users.with_options(codec_options=RAW)
    rows = raw.find({"list.0": {"$exists": True}}, _READ).sort("_id", 1)
    names: list[str] = []
    lists: list[NDArray[np.int32]] = []
    for row in rows:
        name, columns = list_arrays.read(row)
        names.append(name)
        lists.append(columns)
        if len(names) == n_users:
            yield _interactions(names, lists)
            names, lists = [], []
    if names:
        yield _interactions(names, lists)


def lists(
    db: Database, names: Iterable[str]
) -> dict[str, tuple[NDArray[np.int32], NDArray[np.int8]]]:
    """Return titles and scores of some members' lists, by name, without what is only planned.

    Members without a list are left out.
    """
    raw = db.users.with_options(codec_options=RAW)
    found = {}
    for row in raw.find({"_id": {"$in": list(names)}, "list.0": {"$exists": True}}, _READ):
        name, (ids, scores, statuses, _) = list_arrays.read(row)
        watched = statuses != PLAN_TO_WATCH
        found[name] = ids[watched], scores[watched].astype(np.int8)
    return found


def _interactions(names: list[str], lists: list[NDArray[np.int32]]) -> Interactions:
    joined = np.concatenate(lists, axis=1) if lists else np.empty((4, 0), dtype=np.int32)
    lengths = [rows.shape[1] for rows in lists]
    return Interactions(
        user_names=names,
        user_index=np.repeat(np.arange(len(names), dtype=np.int32), lengths),
        anime_ids=joined[0],
        scores=joined[1].astype(np.int8),
        statuses=joined[2].astype(np.int8),
        episodes=np.minimum(joined[3], np.iinfo(np.int16).max).astype(np.int16),
    )


def _known(episodes: NDArray[np.int16] | None) -> NDArray[np.int16]:
    assert episodes is not None
    return episodes


def count(db: Database) -> int:
    """Return the number of members."""
    return int(db.users.count_documents({}))


def fingerprint(db: Database) -> str:
    """Return a hash that changes when any member's list does."""
    return writes.fingerprint(db, "users")
