"""One file into the store, in portions; what is stored before it stops stays, and it goes on."""

from __future__ import annotations

import hashlib
from collections import Counter, deque
from collections.abc import Iterable, Iterator, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import asdict, dataclass, field
from itertools import islice
from typing import Any

import store
from crawler.database import PatientStore
from crawler.load.documents import Loaded
from crawler.load.formats import Ratings, Titles
from crawler.load.progress import Progress
from crawler.load.user_rows import Gatherer, Lists, Mark, survey
from store import WriteCounts

_UPSERTS = {
    "anime": store.anime.upsert,
    "users": store.users.upsert,
    "reviews": store.reviews.upsert,
}
_AT_ONCE = 500
# Portions that wait to be written; while the server writes one, the next is made.
_WAITING = 2


@dataclass
class Counts:
    """What became of a file.

    Attributes
    ----------
    written
        By collection.
    rows
        Rows of lists that were stored.
    skipped
        Rows and titles left out, by reason.
    """

    written: dict[str, WriteCounts] = field(default_factory=dict)
    rows: int = 0
    skipped: Counter[str] = field(default_factory=Counter)

    def add(self, collection: str, counts: WriteCounts) -> None:
        """Count one more write."""
        self.written[collection] = self.written.get(collection, WriteCounts()) + counts

    def in_words(self) -> str:
        """Return one line: "anime: 12 new, 3 changed, ..; 340 rows; skipped: 2 status"."""
        parts = [
            f"{name}: {counts.inserted:,} new, {counts.changed:,} changed, "
            f"{counts.unchanged:,} unchanged"
            for name, counts in sorted(self.written.items())
        ]
        parts += [f"{self.rows:,} rows"] if self.rows else []
        told = ", ".join(f"{n:,} {reason}" for reason, n in sorted(self.skipped.items()) if n)
        return "; ".join([*(parts or ["nothing to store"]), f"skipped: {told or 'none'}"])


def load(patient: PatientStore, kind: Titles | Ratings, counts: Counts) -> None:
    """Read a file into the store, adding to `counts` as it goes.

    Raises
    ------
    LoadError
        When the file turns out to be broken; what was read before is stored.
    StoreAwayError
        When the database stays away.
    """
    if isinstance(kind, Titles):
        _load_titles(patient, kind, counts)
    else:
        _load_ratings(patient, kind, counts)


def _load_titles(patient: PatientStore, kind: Titles, counts: Counts) -> None:
    for batch in _batches(kind.read(kind.source, counts.skipped)):
        for collection, upsert in _UPSERTS.items():
            found = [each.document for each in batch if each.collection == collection]
            if collection == "anime":
                found = patient.call(_gaps, found)
            if found:
                counts.add(collection, patient.call(upsert, found))
            if collection == "users":
                counts.rows += sum(len(document["list"]) for document in found)


def _batches(loaded: Iterable[Loaded]) -> Iterator[list[Loaded]]:
    rest = iter(loaded)
    while batch := list(islice(rest, _AT_ONCE)):
        yield batch


def _gaps(db: store.Database, documents: list[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """Leave out what the site itself has told of a title: a dataset is older than its page."""
    stored = store.anime.find_many(db, [document["_id"] for document in documents])
    left = []
    for document in documents:
        old: Mapping[str, Any] = stored.get(document["_id"]) or {}
        if "crawled_at" in old:
            told = {key for key, value in old.items() if value not in (None, [])} - {"_id"}
            document = {key: value for key, value in document.items() if key not in told}
        if len(document) > 1:
            left.append(document)
    return left


def _load_ratings(patient: PatientStore, kind: Ratings, counts: Counts) -> None:
    source = kind.source
    key = _key(kind)
    stored = patient.call(store.loads.mark, key)
    with Progress(f"{source.path.name}: checked", source.size) as progress:
        surveyed = survey(kind.rows, progress.tell)
    gatherer = Gatherer(kind.rows, kind.dataset, surveyed, counts.skipped)
    with (
        Progress(f"{source.path.name}: loaded", source.size) as progress,
        ThreadPoolExecutor(1) as pool,
    ):
        waiting: deque[Future[tuple[Lists, WriteCounts]]] = deque()
        try:
            for lists in gatherer.lists(Mark(**stored) if stored else Mark()):
                waiting.append(pool.submit(_write, patient, key, lists))
                while len(waiting) > _WAITING:
                    _count(waiting.popleft().result(), counts, progress)
        finally:
            # What is being written is finished and counted, even after Ctrl-C.
            while waiting:
                _count(waiting.popleft().result(), counts, progress)
    patient.call(store.loads.forget, key)


def _write(patient: PatientStore, key: str, lists: Lists) -> tuple[Lists, WriteCounts]:
    written = patient.call(store.users.upsert_encoded, lists.members)
    patient.call(store.loads.keep, key, asdict(lists.mark))
    return lists, written


def _count(done: tuple[Lists, WriteCounts], counts: Counts, progress: Progress) -> None:
    lists, written = done
    counts.add("users", written)
    counts.rows += lists.n_rows
    progress.tell(lists.position)


def _key(kind: Ratings) -> str:
    """Name the file by what it holds, so that a mark is never taken for that of another."""
    path = kind.source.path
    modified = path.stat().st_mtime_ns
    head = kind.source.head or path.name.encode()
    return f"{kind.dataset}/{kind.source.size}/{modified}/{hashlib.sha256(head).hexdigest()[:16]}"
