"""An export file of MyAnimeList or AniList, read into marks and forgotten.

The crawler's own readers do the work: streams with limits, XML without entities. Nothing is stored.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from crawler.load import anilist, json_files, mal_export
from crawler.load.errors import LoadError, TooLargeError
from crawler.load.files import Source
from webapp.errors import TooLarge, Unprocessable
from webapp.importing import anilist_download
from webapp.question.marks import (
    DROPPED,
    HIDDEN,
    MAX_MARKS,
    PLANNED,
    WATCHED,
    WATCHING,
    Mark,
)

# What a visitor may send; a list of 10,000 titles is some 6 MB of XML, 300 kB packed.
MAX_FILE = 8 * 1024 * 1024
_NAME = "list"
# MAL's numbers for the parts of a list; a title on hold is one that was begun.
_STATES = {1: WATCHING, 2: WATCHED, 3: WATCHING, 4: DROPPED, 6: PLANNED}
# Of a list that is too long for a link, what says most about taste is kept.
_WORTH = (WATCHED, DROPPED, WATCHING, PLANNED, HIDDEN)


@dataclass(frozen=True)
class Brought:
    """A list that was read.

    Attributes
    ----------
    marks
        By title.
    n_skipped
        Rows that could not be read or are no anime.
    n_left_out
        Rows that a link has no room for.
    """

    marks: Mapping[int, Mark]
    n_skipped: int = 0
    n_left_out: int = 0


def read_file(data: bytes) -> Brought:
    """Read an export file: .xml, .xml.gz, AniList's list or AniList's download of all data.

    Raises
    ------
    TooLarge
        It is larger than a list can be, or unpacks to more.
    Unprocessable
        It is no list, or damaged; the message says what it should have been.
    """
    if len(data) > MAX_FILE:
        raise TooLarge(
            f"The file has more than {MAX_FILE // 2**20} MB: no list is so large", "file"
        )
    if not data:
        raise Unprocessable("No file was chosen: take the one you exported", "file")
    skipped: Counter[str] = Counter()
    with TemporaryDirectory() as folder:
        path = Path(folder) / _NAME
        path.write_bytes(data)
        try:
            entries = _entries(Source(path), skipped)
        except LoadError as error:
            message = str(error).replace(str(path), "The file")
            kind = TooLarge if isinstance(error, TooLargeError) else Unprocessable
            raise kind(message, "file") from error
    return brought(entries, sum(skipped.values()))


def _entries(source: Source, skipped: Counter[str]) -> Sequence[Mapping[str, Any]]:
    """Return the entries of whichever kind of list it is."""
    if source.head.lstrip()[:1] not in (b"{", b"["):
        listed: Sequence[Mapping[str, Any]] = next(mal_export.read(source, skipped)).document[
            "list"
        ]
        return listed
    answer = json_files.whole(source)
    if anilist_download.is_download(answer):
        return anilist_download.entries(answer, skipped)
    return anilist.entries(source, skipped)


def brought(entries: Iterable[Mapping[str, Any]], n_skipped: int = 0) -> Brought:
    """Return the entries of a stored list as marks; the most telling ones if there are too many."""
    marks = {
        int(entry["anime_id"]): Mark(
            _STATES.get(int(entry.get("status") or 2), WATCHED),
            float(entry["score"]) if entry.get("score") else None,
        )
        for entry in entries
    }
    telling = sorted(marks.items(), key=lambda item: _worth(item[1]), reverse=True)
    kept = dict(telling[:MAX_MARKS])
    return Brought(kept, n_skipped, len(marks) - len(kept))


def _worth(mark: Mark) -> tuple[bool, int]:
    return mark.score is not None, -_WORTH.index(mark.state)
