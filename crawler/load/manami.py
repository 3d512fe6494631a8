"""manami-project's anime-offline-database: JSON, minified JSON or JSON lines; packed or not.

Its tags, scores, studios and relations mix several sites and are not in MyAnimeList's words: they
are left out. The database is under the ODbL: what is made from it and shared must be, too.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any

from crawler.load import json_files, plain_values
from crawler.load.documents import Loaded
from crawler.load.errors import WrongFormatError
from crawler.load.files import Source

_ID = re.compile(r"https?://myanimelist\.net/anime/(\d{1,9})/?$")
_PICTURE = re.compile(r"https://(?:cdn\.)?myanimelist\.net/\S+$")
_TYPES = {"TV": "TV", "MOVIE": "Movie", "OVA": "OVA", "ONA": "ONA", "SPECIAL": "Special"}
_STATUSES = {
    "FINISHED": "Finished Airing", "ONGOING": "Currently Airing", "UPCOMING": "Not yet aired",
}  # fmt: skip
_SEASONS = {"WINTER": "Winter", "SPRING": "Spring", "SUMMER": "Summer", "FALL": "Fall"}


def read(source: Source, skipped: Counter[str]) -> Iterator[Loaded]:
    """Yield the titles that MyAnimeList knows.

    Raises
    ------
    LoadError
        When the file is not this database, is cut or too large.
    """
    for row in _rows(source, skipped):
        sources = row.get("sources") if isinstance(row, dict) else None
        if not isinstance(sources, list):
            skipped["no_sources"] += 1
            continue
        ids = {int(found[1]) for each in sources if (found := _ID.match(str(each)))} - {0}
        title = plain_values.text(row.get("title"))
        if not ids or not title:
            skipped["no_mal_id" if not ids else "title"] += 1
            continue
        facts = plain_values.known(_facts(row))
        yield from (Loaded("anime", {"_id": id_, "title": title, **facts}) for id_ in sorted(ids))


def _rows(source: Source, skipped: Counter[str]) -> Iterator[Any]:
    if json_files.is_lines(source):
        lines = json_files.each_line(source, skipped)
        first = next(lines, None)
        # The first line tells of the database itself.
        if isinstance(first, dict) and "sources" in first:
            yield first
        yield from lines
        return
    whole = json_files.whole(source)
    data = whole.get("data") if isinstance(whole, dict) else None
    if not isinstance(data, list):
        raise WrongFormatError(
            f"{source.path}: expected manami's {{'data': [..]}} of titles with sources, found "
            f"{json_files.name_of(whole)}"
        )
    yield from data


def _facts(row: Mapping[str, Any]) -> dict[str, Any]:
    season = row.get("animeSeason")
    season = season if isinstance(season, dict) else {}
    name, year = _SEASONS.get(str(season.get("season"))), plain_values.positive(season.get("year"))
    duration = row.get("duration")
    seconds = plain_values.positive(duration.get("value")) if isinstance(duration, dict) else None
    picture = plain_values.text(row.get("picture"))
    return {
        "type": _TYPES.get(str(row.get("type"))),
        "status": _STATUSES.get(str(row.get("status"))),
        "episodes": plain_values.positive(row.get("episodes")),
        "season": f"{name} {year}" if name and year else None,
        "minutes": max(1, (seconds + 30) // 60) if seconds else None,
        "synonyms": plain_values.texts(row.get("synonyms")),
        "img_url": picture if picture and _PICTURE.match(picture) else None,
    }
