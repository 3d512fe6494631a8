"""MyAnimeList's export files: ``animelist.xml``, ``.xml.gz``, of 2008's style and version 1.1.0.

Read as a stream of tags, without a tree: a hostile file costs little. Bytes that are not UTF-8
and characters that XML forbids stand in titles and notes, which are not read; they are replaced.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from typing import Any
from xml.parsers import expat

from crawler.load import files, plain_values
from crawler.load.documents import Loaded
from crawler.load.errors import BrokenFileError, WrongFormatError
from crawler.load.files import Source

LARGEST = 64 * files.MEGABYTE
_DEEPEST = 20
_LONGEST_VALUE = 10_000
_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_DECLARATION = re.compile(r"^\s*<\?xml[^>]*\?>")
_STATUSES = {
    "watching": 1, "completed": 2, "on-hold": 3, "onhold": 3, "dropped": 4, "plan to watch": 6,
    "plantowatch": 6, "1": 1, "2": 2, "3": 3, "4": 4, "6": 6,
}  # fmt: skip
_FIELDS = {
    "series_animedb_id", "my_watched_episodes", "my_score", "my_status", "my_last_updated",
}  # fmt: skip


def read(source: Source, skipped: Counter[str]) -> Iterator[Loaded]:
    """Yield the one member's document that an export file holds.

    Raises
    ------
    LoadError
        When the file is no anime list, names no member, declares entities or is cut.
    """
    export = _parse(source)
    if not export.is_export:
        raise WrongFormatError(
            f"{source.path}: expected MyAnimeList's <myanimelist> with <anime> rows, found "
            f"<{export.root}>; export the list at myanimelist.net/panel.php?go=export"
        )
    if not export.name:
        raise WrongFormatError(
            f"{source.path}: <user_name> is missing, so whose list it is; "
            "export it at myanimelist.net/panel.php?go=export"
        )
    if export.n_manga and not export.rows:
        raise WrongFormatError(
            f"{source.path}: expected an anime list, found a manga list of {export.n_manga} rows; "
            "export the anime list"
        )
    skipped["manga"] += export.n_manga
    entries: dict[int, dict[str, Any]] = {}
    for row in export.rows:
        if entry := _entry(row, skipped):
            skipped["duplicate"] += entry["anime_id"] in entries
            entries[entry["anime_id"]] = entry
    name = plain_values.storable(export.name)
    document = {"_id": name, "list": list(entries.values()), "list_state": "public"}
    yield Loaded("users", document)


class _Export:
    """Gathers rows while the parser meets their tags."""

    def __init__(self) -> None:
        self.root = ""
        self.name = ""
        self.rows: list[dict[str, str]] = []
        self.n_manga = 0
        self._path: list[str] = []
        self._text: list[str] = []

    @property
    def is_export(self) -> bool:
        return self.root == "myanimelist"

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        self.root = self.root or tag
        self._path.append(tag)
        if len(self._path) > _DEEPEST:
            raise _RefusedError(f"has tags more than {_DEEPEST} deep")
        if len(self._path) == 2 and tag == "anime":
            self.rows.append({})
        self.n_manga += len(self._path) == 2 and tag == "manga"
        self._text = []

    def data(self, data: str) -> None:
        self._text.append(data[:_LONGEST_VALUE])

    def end(self, tag: str) -> None:
        value = "".join(self._text).strip()
        if self._path[1:] == ["myinfo", "user_name"]:
            self.name = value
        elif self._path[1:-1] == ["anime"] and tag in _FIELDS:
            self.rows[-1][tag] = value
        self._path.pop()
        self._text = []

    def entity(self, *declaration: object) -> None:
        raise _RefusedError("declares entities")


class _RefusedError(Exception):
    """What no export of MyAnimeList does."""


def _parse(source: Source) -> _Export:
    text = source.read(LARGEST).decode("utf-8-sig", "replace")
    # The text is decoded: what the declaration says of its bytes is over.
    text = _DECLARATION.sub("", _FORBIDDEN.sub("\N{REPLACEMENT CHARACTER}", text))
    export = _Export()
    parser = expat.ParserCreate()
    parser.StartElementHandler = export.start
    parser.EndElementHandler = export.end
    parser.CharacterDataHandler = export.data
    # Before any entity can be expanded, or fetched from elsewhere.
    parser.EntityDeclHandler = export.entity
    try:
        parser.Parse(text.lstrip(), True)
    except _RefusedError as error:
        raise WrongFormatError(
            f"{source.path} {error}, which no export of MyAnimeList does: refused"
        ) from error
    except expat.ExpatError as error:
        raise BrokenFileError(
            f"{source.path} is not whole XML ({error}): export the list again"
        ) from error
    return export


def _entry(row: dict[str, str], skipped: Counter[str]) -> dict[str, Any] | None:
    anime_id = plain_values.anime_id(row.get("series_animedb_id"))
    status = _STATUSES.get(row.get("my_status", "").lower())
    score = plain_values.whole(row.get("my_score") or "0", 10)
    for reason, value in (("anime_id", anime_id), ("status", status), ("score", score)):
        if value is None:
            skipped[reason] += 1
            return None
    return {
        "anime_id": anime_id,
        "score": score,
        "status": status,
        "episodes": plain_values.whole(row.get("my_watched_episodes")) or 0,
        "updated": plain_values.positive(row.get("my_last_updated")),
    }
