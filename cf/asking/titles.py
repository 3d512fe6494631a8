"""The titles of an answer: which may stand in it, and the columns they are shown with."""

from __future__ import annotations

import csv
import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from cf.errors import CfError

FIELDS = (
    "title", "title_english", "title_japanese", "synonyms", "genres", "themes", "demographics",
    "synopsis", "episodes", "studios", "season", "aired_from", "score", "type", "source", "rating",
)  # fmt: skip

# Heading of a column, as the system before this one wrote it, and what stands in it.
COLUMNS = {
    "Name": "title",
    "Genres": "genres",
    "Sypnopsis": "synopsis",
    "Episodes": "episodes",
    "Japanese name": "title_japanese",
    "Studios": "studios",
    "Premiered": "season",
    "Score": "score",
    "Type": "type",
    "Source": "source",
    "Rating": "rating",
}


class NoSuchTitle(CfError):
    """No title has that name."""


class NoSuchLabel(CfError):
    """No title has that genre or type."""


@dataclass(frozen=True)
class Titles:
    """Documents of the items, in the order of the items.

    Attributes
    ----------
    ids
        (n_items,) MAL's ids.
    documents
        One for each item; {} for a title that was never crawled.
    """

    ids: NDArray[np.int64]
    documents: Sequence[Mapping[str, Any]]

    def find(self, name: str) -> int:
        """Return the row of the title with that id or name, however it is spelt.

        Raises
        ------
        NoSuchTitle
            When there is none; a few whose names begin alike are named.
        """
        if name.isdigit() and len(rows := np.flatnonzero(self.ids == int(name))):
            return int(rows[0])
        wanted = plain(name)
        names = [[plain(word) for word in _names(document)] for document in self.documents]
        for row, own in enumerate(names):
            if wanted and wanted in own:
                return row
        near = [row for row, own in enumerate(names) if any(w.startswith(wanted[:5]) for w in own)]
        shown = ", ".join(str(self.documents[row].get("title")) for row in near[:3] if wanted)
        raise NoSuchTitle(
            f"no title is called {name!r}; "
            + (f"there are {shown}" if shown else "give a name in any language, or MAL's id")
        )

    def allowed(self, genres: Iterable[str], types: Iterable[str]) -> NDArray[np.bool_]:
        """Mark the titles that have any of the genres, and any of the types; none asks for all.

        Raises
        ------
        NoSuchLabel
            For one that no title has.
        """
        allowed = np.ones(len(self.ids), dtype=bool)
        allowed &= self._any_of(genres, ("genres", "themes", "demographics"))
        return allowed & self._any_of(types, ("type",))

    def rows(self, shown: Iterable[int], columns: Sequence[str]) -> list[dict[str, Any]]:
        """Return the named columns of some titles; unknown is empty, lists are joined."""
        told = []
        for row in shown:
            document = self.documents[row]
            told.append({name: _text(document.get(COLUMNS[name])) for name in columns})
        return told

    def _any_of(self, labels: Iterable[str], fields: Sequence[str]) -> NDArray[np.bool_]:
        wanted = {plain(label): label for label in labels}
        if not wanted:
            return np.ones(len(self.ids), dtype=bool)
        own = [
            {plain(label) for field in fields for label in _listed(document.get(field))}
            for document in self.documents
        ]
        for label in wanted:
            if not any(label in labels for labels in own):
                known = sorted({str(v) for d in self.documents for v in _listed(d.get(fields[0]))})
                raise NoSuchLabel(f"no title is {wanted[label]!r}; there are {', '.join(known)}")
        return np.array([bool(labels & wanted.keys()) for labels in own], dtype=bool)


def plain(text: str) -> str:
    """Return a name without accents, case, spaces and signs, as names are compared."""
    letters = unicodedata.normalize("NFKD", re.sub("[★♥☆♡½ß²]", " ", text))
    return re.sub(r"[\W_]", "", "".join(c for c in letters if not unicodedata.combining(c))).lower()


def write_csv(path: Path, rows: Sequence[Mapping[str, Any]], columns: Sequence[str]) -> None:
    """Write rows to a CSV file with a heading, also when there are none."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, columns)
        writer.writeheader()
        writer.writerows(rows)


def _names(document: Mapping[str, Any]) -> list[str]:
    names = [document.get(key) for key in ("title", "title_english", "title_japanese")]
    return [name for name in [*names, *(document.get("synonyms") or [])] if name]


def _listed(value: Any) -> Sequence[Any]:
    return value if isinstance(value, list) else [value] if value else []


def _text(value: Any) -> Any:
    return ", ".join(map(str, value)) if isinstance(value, list) else "" if value is None else value
