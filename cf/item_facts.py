"""What the catalogue says of the titles: franchises and labels, lined up with the items."""

from __future__ import annotations

import gzip
import json
import re
import unicodedata
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from cf.errors import BadRatingsFile
from store import Database, anime

LISTS = ("genres", "themes", "demographics", "studios")
SINGLE = ("source", "type", "rating")
FIELDS = ("title", "franchise_id", "aired_from", *LISTS, *SINGLE)

# Words that tell the parts of a franchise apart and not one franchise from another.
_PART = re.compile(
    r"\b(season|part|cour|movie|film|ova|oad|ona|tv|specials?|recap|picture drama|the|final|last|"
    r"first|second|third|fourth|[1-9](st|nd|rd|th)|i{2,3}|iv|v|vi{0,3}|\d+)\b"
)
_SUBTITLE = re.compile(r"[:(]| - ")
SHORTEST = 3
ID_NAMES = ("mal_id", "anime_id", "_id")


@dataclass(frozen=True)
class ItemFacts:
    """Facts of the items of a user-item matrix.

    Attributes
    ----------
    franchise_of
        (n_items,) int64, equal for items of one franchise.
    labels
        (n_labels, n_items) CSR float32, 1 where an item has a label: genre, theme, audience,
        studio, source, type, age rating, year.
    label_fields
        (n_labels,) the field of the document that each label stood in; empty when nobody asked.
    """

    franchise_of: NDArray[np.int64]
    labels: sparse.csr_matrix
    label_fields: tuple[str, ...] = ()

    @classmethod
    def unknown(cls, n_items: int) -> Self:
        """Return facts that tell nothing: each item stands alone and has no label."""
        return cls(np.arange(n_items), sparse.csr_matrix(np.empty((0, n_items), dtype=np.float32)))

    def having(self, items: NDArray[np.integer[Any]]) -> Self:
        """Return the facts of some of the items, in that order."""
        return type(self)(
            self.franchise_of[items], self.labels[:, items].tocsr(), self.label_fields
        )

    def labels_of(self, fields: Collection[str]) -> sparse.csr_matrix:
        """Return the labels, (n_chosen, n_items), that stood in any of `fields`."""
        rows = [row for row, field in enumerate(self.label_fields) if field in fields]
        return self.labels[rows]


def of_documents(documents: Mapping[int, Mapping[str, Any]], ids: Iterable[int]) -> ItemFacts:
    """Return the facts of the items `ids`; one without a document stands alone.

    A title without a stored franchise belongs to the one that its name begins with.
    """
    found = [documents.get(int(id_), {}) for id_ in ids]
    franchises: dict[object, int] = {}
    franchise_of = [
        franchises.setdefault(_franchise(document, place), place)
        for place, document in enumerate(found)
    ]
    names: dict[tuple[str, str], int] = {}
    pairs = [
        (names.setdefault(label, len(names)), place)
        for place, document in enumerate(found)
        for label in _labels(document)
    ]
    rows, columns = np.array(pairs, dtype=np.int64).reshape(-1, 2).T
    ones = np.ones(len(pairs), dtype=np.float32)
    labels = sparse.csr_matrix((ones, (rows, columns)), shape=(len(names), len(found)))
    fields = tuple(field for field, _ in names)
    return ItemFacts(np.array(franchise_of, dtype=np.int64), labels, fields)


def of_database(db: Database, ids: NDArray[np.integer[Any]]) -> ItemFacts:
    """Return the facts that the store has of the items `ids`."""
    return of_documents(anime.find_many(db, ids.tolist(), FIELDS), ids)


def of_file(path: Path, ids: NDArray[np.integer[Any]]) -> ItemFacts:
    """Return the facts that a file of JSON lines has of the items `ids`.

    Parameters
    ----------
    path
        One JSON object a line, with ``mal_id`` (or ``anime_id``, ``_id``), ``title`` and any of
        `FIELDS`; ``.gz`` is read as such.
    ids
        Ids of the items.

    Raises
    ------
    BadRatingsFile
        For a line that is not such an object.
    """
    raw = gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
    documents = {}
    for number, line in enumerate(raw.decode().splitlines(), 1):
        try:
            document = json.loads(line)
            id_ = next(document[name] for name in ID_NAMES if name in document)
        except (ValueError, TypeError, StopIteration) as error:
            raise BadRatingsFile(
                f"{path}, line {number}: not a JSON object with a mal_id; give one title a line"
            ) from error
        documents[int(id_)] = {"aired_from": document.get("start"), **document}
    return of_documents(documents, ids)


def stem(title: str) -> str:
    """Return what the titles of a franchise have in common; "" when nothing is left."""
    plain = unicodedata.normalize("NFKD", title).encode("ascii", "ignore").decode().lower()
    words = _PART.sub(" ", _SUBTITLE.split(plain)[0])
    return " ".join(re.sub(r"[^a-z0-9 ]", " ", words).split())


def _franchise(document: Mapping[str, Any], place: int) -> object:
    if document.get("franchise_id") is not None:
        return document["franchise_id"]
    name = stem(document.get("title") or "")
    return name if len(name) >= SHORTEST else ("alone", place)


def _labels(document: Mapping[str, Any]) -> Sequence[tuple[str, str]]:
    labels = [(name, value) for name in LISTS for value in document.get(name) or ()]
    labels += [(name, document[name]) for name in SINGLE if document.get(name)]
    year = str(document.get("aired_from") or "")[:4]
    return [*labels, ("year", year)] if year else labels
