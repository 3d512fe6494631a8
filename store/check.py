"""Whether what is stored is whole: shapes, indexes, references, files and vector sets.

A list or a relation may name a title that was not crawled: that is told, and is no fault. All
else that points to nothing is a fault.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from store import indexes, models, posters, schema
from store.connection import Database
from store.progress import progress

EXAMPLES = 3


@dataclass
class Report:
    """What was found.

    Attributes
    ----------
    checked
        Documents looked at, by collection.
    faults, notes
        How often each sentence is true.
    examples
        Ids of the first documents for each sentence.
    """

    checked: Counter[str] = field(default_factory=Counter)
    faults: Counter[str] = field(default_factory=Counter)
    notes: Counter[str] = field(default_factory=Counter)
    examples: dict[str, list[Any]] = field(default_factory=dict)

    def fault(self, sentence: str, id_: Any) -> None:
        """Count something that must not be."""
        self.faults[sentence] += 1
        self._example(sentence, id_)

    def note(self, sentence: str, id_: Any) -> None:
        """Count something worth knowing."""
        self.notes[sentence] += 1
        self._example(sentence, id_)

    def lines(self) -> list[str]:
        """Return the report as lines of text, faults first."""
        told = [
            f"{word}: {sentence}: {count:,} (such as {self._examples(sentence)})"
            for word, counter in (("fault", self.faults), ("note", self.notes))
            for sentence, count in sorted(counter.items())
        ]
        documents = ", ".join(f"{count:,} {name}" for name, count in sorted(self.checked.items()))
        faults = sum(self.faults.values())
        return [*told, f"checked {documents or 'an empty database'}: {faults:,} faults"]

    def _examples(self, sentence: str) -> str:
        return ", ".join(map(repr, self.examples[sentence]))

    def _example(self, sentence: str, id_: Any) -> None:
        found = self.examples.setdefault(sentence, [])
        if len(found) < EXAMPLES:
            found.append(id_)


def check(db: Database) -> Report:
    """Look at everything; read-only."""
    report = Report()
    titles = {row["_id"] for row in db.anime.find({}, {"_id": 1})}
    _check_indexes(db, report)
    _check_shapes(db, report)
    _check_titles(db, report, titles)
    _check_lists(db, report, titles)
    for collection in ("reviews", "posters"):
        key = "anime_id" if collection == "reviews" else "_id"
        for row in db[collection].find({key: {"$nin": [*titles]}}, {key: 1}):
            report.fault(f"{collection} of a title that is not stored", row["_id"])
    _check_files(db, report)
    _check_sets(db, report, titles)
    return report


def _check_indexes(db: Database, report: Report) -> None:
    for collection, declared in indexes.INDEXES.items():
        present = [index["key"] for index in db[collection].index_information().values()]
        for index in declared:
            key = list(index.document["key"].items())
            if key not in present:
                names = ", ".join(name for name, _ in key)
                report.fault(f"index of {collection} is missing", names)


def _check_shapes(db: Database, report: Report) -> None:
    for collection, hint in schema.DOCUMENTS.items():
        check_one = schema.check_of(hint)
        total = db[collection].estimated_document_count()
        for row in progress(db[collection].find(), total, f"check {collection}"):
            report.checked[collection] += 1
            wrong = {f"{path} {what}" for path, what in check_one(row, "")}
            for complaint in wrong:
                report.fault(f"{collection}: {complaint}", row["_id"])
            for name in schema.unlisted(collection, row):
                report.note(f"{collection}: field {name} is not in store.documents", row["_id"])


def _check_titles(db: Database, report: Report, titles: set[int]) -> None:
    franchises = {row["_id"]: row for row in db.franchises.find()}
    report.checked["franchises"] = len(franchises)
    for row in db.anime.find({}, {"related": 1, "recommendations": 1, "franchise_id": 1}):
        for name in ("related", "recommendations"):
            if any(id_ not in titles for id_ in _ids(row.get(name))):
                report.note(f"{name} names a title that is not stored", row["_id"])
        if row.get("franchise_id") is not None and row["franchise_id"] not in franchises:
            report.fault("title of a franchise that is not stored", row["_id"])
    for id_, row in franchises.items():
        members = row.get("members") or []
        if not set(members) <= titles or row.get("entry_point") not in members:
            report.fault("franchise names a title that is not stored", id_)


def _check_lists(db: Database, report: Report, titles: set[int]) -> None:
    rows = db.users.aggregate([{"$project": {"ids": "$list.anime_id"}}], allowDiskUse=True)
    for row in rows:
        missing = sum(id_ not in titles for id_ in row.get("ids") or [])
        report.checked["list rows"] += len(row.get("ids") or [])
        if missing:
            report.note("list names titles that are not stored", row["_id"])


def _check_files(db: Database, report: Report) -> None:
    """Whether GridFS holds all that is pointed to and nothing else."""
    sets = [row["_id"] for row in db.vector_sets.find({}, {"_id": 1})]
    wanted = {
        row["file"]: row["_id"] for row in db.posters.find({"file": {"$ne": None}}, {"file": 1})
    }
    for bucket in (posters.BUCKET, models.BUCKET):
        files = {row["_id"]: row for row in db[f"{bucket}.files"].find()}
        report.checked[f"{bucket} files"] = len(files)
        for id_, row in files.items():
            is_wanted = id_ in wanted if bucket == posters.BUCKET else row.get("filename") in sets
            if not is_wanted:
                report.fault(f"file of {bucket} that nothing points to", str(id_))
        _check_chunks(db, report, bucket, files)
        if bucket == posters.BUCKET:
            for id_ in wanted.keys() - files.keys():
                report.fault("poster whose file is gone", wanted[id_])


def _check_chunks(db: Database, report: Report, bucket: str, files: dict[Any, Any]) -> None:
    size = {"$sum": {"$binarySize": "$data"}}
    held = {
        row["_id"]: row["size"]
        for row in db[f"{bucket}.chunks"].aggregate(
            [{"$group": {"_id": "$files_id", "size": size}}]
        )
    }
    for id_ in held.keys() - files.keys():
        report.fault(f"chunks of {bucket} without their file", str(id_))
    for id_, row in files.items():
        if held.get(id_, 0) != row.get("length"):
            report.fault(f"file of {bucket} that is not whole", str(id_))


def _check_sets(db: Database, report: Report, titles: set[int]) -> None:
    held = {
        row["_id"]: row["n"]
        for row in db.vectors.aggregate([{"$group": {"_id": "$set", "n": {"$sum": 1}}}])
    }
    sets = {row["_id"]: row for row in db.vector_sets.find()}
    report.checked["vectors"] = sum(held.values())
    for id_ in held.keys() - sets.keys():
        report.fault("vectors of a set that is not stored", id_)
    for id_, row in sets.items():
        if row.get("state") == "building":
            report.fault("vector set that was left half-built, unless its job runs now", id_)
        elif held.get(id_, 0) != row.get("rows"):
            report.fault("vector set without all its rows", id_)
    members = {row["_id"] for row in db.users.find({}, {"_id": 1})}
    for row in db.vectors.find({}, {"id": 1, "kind": 1}):
        if row["id"] not in (members if isinstance(row["id"], str) else titles):
            report.note(f"{row['kind']} vector of a title or member that is not stored", row["id"])


def _ids(edges: Iterable[Any] | None) -> list[Any]:
    return [edge.get("anime_id") for edge in edges or [] if isinstance(edge, dict)]
