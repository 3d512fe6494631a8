"""AniList's lists as JSON: what its API answers for a MediaListCollection, and tools save."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any

from crawler.load import json_files, plain_values
from crawler.load.documents import Loaded
from crawler.load.errors import WrongFormatError
from crawler.load.files import Source

# A rewatched title was completed.
_STATUSES = {
    "CURRENT": 1, "COMPLETED": 2, "REPEATING": 2, "PAUSED": 3, "DROPPED": 4, "PLANNING": 6,
}  # fmt: skip
# What one point is worth of MyAnimeList's ten; the three faces are AniList's 35, 60 and 85.
_SCALES = {"POINT_100": 0.1, "POINT_10_DECIMAL": 1.0, "POINT_10": 1.0, "POINT_5": 2.0}
_FACES = {1: 4, 2: 6, 3: 9}


def read(source: Source, skipped: Counter[str]) -> Iterator[Loaded]:
    """Yield the member's document; entries are named by the MAL ids that AniList knows.

    Raises
    ------
    LoadError
        When the file holds no such collection, names no user, or has no ids of MAL's.
    """
    collection = _collection(source)
    name = plain_values.text(_mapping(collection.get("user")).get("name"))
    if not name:
        raise WrongFormatError(
            f"{source.path}: the collection has no user.name, so whose list it is; ask AniList for "
            "MediaListCollection { user { name mediaListOptions { scoreFormat } } lists { .. } }"
        )
    listed = _entries(collection, source, skipped)
    yield Loaded("users", {"_id": f"anilist:{name}", "list": listed, "list_state": "public"})


def entries(source: Source, skipped: Counter[str]) -> list[dict[str, Any]]:
    """Return the entries of a list, whoever's it is.

    Raises
    ------
    LoadError
        When the file holds no such collection, or has no ids of MAL's.
    """
    return _entries(_collection(source), source, skipped)


def _entries(
    collection: Mapping[str, Any], source: Source, skipped: Counter[str]
) -> list[dict[str, Any]]:
    rows = list(_rows(collection))
    options = _mapping(_mapping(collection.get("user")).get("mediaListOptions"))
    scale = _scale(options.get("scoreFormat"), rows)
    found: dict[int, dict[str, Any]] = {}
    for row in rows:
        if entry := _entry(row, scale, skipped):
            # Custom lists tell the same entries again.
            found.setdefault(entry["anime_id"], entry)
    if rows and not found and skipped["no_mal_id"] == len(rows):
        raise WrongFormatError(
            f"{source.path}: none of its {len(rows)} entries has a MAL id; ask AniList for "
            "entries { media { idMal } }"
        )
    return list(found.values())


def _collection(source: Source) -> Mapping[str, Any]:
    """Find the object with "lists" where the API, or a tool that saves its answers, puts it."""
    answer = json_files.whole(source)
    found = _mapping(answer)
    for key in ("data", "MediaListCollection"):
        found = _mapping(found.get(key)) or found
    lists = found.get("lists")
    if isinstance(lists, list) and all(isinstance(_mapping(e).get("entries"), list) for e in lists):
        return found
    raise WrongFormatError(
        f"{source.path}: expected AniList's MediaListCollection with lists of entries, found "
        f"{json_files.name_of(answer)}"
    )


def _rows(collection: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    for part in collection["lists"]:
        yield from (_mapping(row) for row in part["entries"])


def _scale(told: Any, rows: list[Mapping[str, Any]]) -> str:
    """Return the scale that the file names; unnamed, it is 100 when a score is above 10."""
    if str(told) in (*_SCALES, "POINT_3"):
        return str(told)
    scores = (row.get("score") for row in rows)
    return "POINT_100" if any(isinstance(s, int | float) and s > 10 for s in scores) else "POINT_10"


def _entry(row: Mapping[str, Any], scale: str, skipped: Counter[str]) -> dict[str, Any] | None:
    media = _mapping(row.get("media"))
    if media.get("type") == "MANGA":
        skipped["manga"] += 1
        return None
    anime_id = plain_values.anime_id(media.get("idMal"))
    status = _STATUSES.get(str(row.get("status")))
    for reason, value in (("no_mal_id", anime_id), ("status", status)):
        if value is None:
            skipped[reason] += 1
            return None
    return {
        "anime_id": anime_id,
        "score": _score(row.get("score"), scale),
        "status": status,
        "episodes": plain_values.whole(row.get("progress")) or 0,
        "updated": plain_values.positive(row.get("updatedAt")),
    }


def _score(value: Any, scale: str) -> int:
    """Return a score on MyAnimeList's scale, halves upwards; 0 when there is none."""
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 < value <= 100:
        return 0
    if scale == "POINT_3":
        return _FACES.get(int(value), 0)
    return min(10, max(1, int(value * _SCALES[scale] + 0.5)))


def _mapping(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, dict) else {}
