"""Answers of Jikan v4, the unofficial API of MyAnimeList: titles, recommendations and reviews.

One answer (``{"data": ..}``), a list of answers or titles, or one of them a line.
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
from crawler.pages import values

_PAIR = re.compile(r"/recommendations/anime/(\d{1,9})-(\d{1,9})")
_NUMBERED = re.compile(r"^#?\d+:\s*")
_SEASONS = {"winter": "Winter", "spring": "Spring", "summer": "Summer", "fall": "Fall"}


def read(source: Source, skipped: Counter[str]) -> Iterator[Loaded]:
    """Yield the documents of all titles and reviews in the file.

    Raises
    ------
    WrongFormatError
        When nothing in the file is one.
    """
    rows = _rows(source, skipped)
    votes: dict[int, dict[int, int]] = {}
    n_found = 0
    example = "nothing"
    for row in rows:
        if loaded := _loaded(row):
            n_found += 1
            yield loaded
        elif pair := _recommendation(row):
            n_found += 1
            votes.setdefault(pair[0], {})[pair[1]] = pair[2]
        else:
            example = json_files.name_of(row)
            skipped["neither_title_nor_review"] += 1
    for anime_id, others in votes.items():
        found = [{"anime_id": other, "votes": count} for other, count in others.items()]
        yield Loaded("anime", {"_id": anime_id, "recommendations": found})
    if not n_found:
        raise WrongFormatError(
            f"{source.path}: expected answers of Jikan v4, {{'data': ..}} with titles (mal_id, "
            f"title), reviews or recommendations of a title; found {example}"
        )


def _rows(source: Source, skipped: Counter[str]) -> Iterator[Any]:
    if json_files.is_lines(source):
        answers = json_files.each_line(source, skipped)
    else:
        whole = json_files.whole(source)
        answers = iter(whole if isinstance(whole, list) else [whole])
    for answer in answers:
        data = answer["data"] if isinstance(answer, dict) and "data" in answer else answer
        yield from data if isinstance(data, list) else [data]


def _loaded(row: Any) -> Loaded | None:
    if not isinstance(row, dict) or not (id_ := plain_values.anime_id(row.get("mal_id"))):
        return None
    if "review" in row:
        document = _review(id_, row)
        return Loaded("reviews", document) if document else None
    title = _title(row, "Default") or plain_values.text(row.get("title"))
    # Manga have chapters, and ids of their own.
    if not title or "chapters" in row or not {"episodes", "aired", "duration"} & set(row):
        return None
    return Loaded("anime", {"_id": id_, "title": title, **plain_values.known(_facts(row))})


def _facts(row: Mapping[str, Any]) -> dict[str, Any]:
    return {
        **_names(row),
        **{name: plain_values.text(row.get(name)) for name in _WORDS},
        **{name: plain_values.positive(row.get(name)) for name in _NUMBERS},
        **{name: plain_values.whole(row.get(name)) for name in ("members", "favorites")},
        "score": plain_values.score(row.get("score")),
        "minutes": values.minutes(plain_values.text(row.get("duration"))),
        "synopsis": plain_values.paragraphs(row.get("synopsis")),
        "background": plain_values.paragraphs(row.get("background")),
        **_times(row),
        **{name: _entities(row.get(name)) for name in _ENTITIES},
        "genres": [*_entities(row.get("genres")), *_entities(row.get("explicit_genres"))],
        "openings": _songs(_inner(row, "theme").get("openings")),
        "endings": _songs(_inner(row, "theme").get("endings")),
        "img_url": plain_values.text(_inner(_inner(row, "images"), "jpg").get("image_url")),
        "related": _related(row.get("relations")),
    }


_WORDS = ("type", "source", "status", "rating")
_NUMBERS = ("episodes", "scored_by", "rank", "popularity")
_ENTITIES = ("producers", "licensors", "studios", "themes", "demographics")


def _names(row: Mapping[str, Any]) -> dict[str, Any]:
    told = row.get("titles")
    synonyms = row.get("title_synonyms")
    if isinstance(told, list):
        synonyms = [
            t.get("title") for t in told if isinstance(t, dict) and t.get("type") == "Synonym"
        ]
    return {
        "title_english": _title(row, "English") or plain_values.text(row.get("title_english")),
        "title_japanese": _title(row, "Japanese") or plain_values.text(row.get("title_japanese")),
        "synonyms": plain_values.texts(synonyms),
    }


def _title(row: Mapping[str, Any], kind: str) -> str | None:
    titles = row.get("titles")
    for each in titles if isinstance(titles, list) else []:
        if isinstance(each, dict) and each.get("type") == kind:
            return plain_values.text(each.get("title"))
    return None


def _times(row: Mapping[str, Any]) -> dict[str, Any]:
    aired = _inner(_inner(row, "aired"), "prop")
    season = _SEASONS.get(str(row.get("season")).lower())
    year = plain_values.positive(row.get("year"))
    broadcast = row.get("broadcast")
    return {
        "aired_from": _date(_inner(aired, "from")),
        "aired_to": _date(_inner(aired, "to")),
        "season": f"{season} {year}" if season and year else None,
        "broadcast": plain_values.text(
            broadcast.get("string") if isinstance(broadcast, dict) else broadcast
        ),
    }


def _date(parts: Mapping[str, Any]) -> str | None:
    """Return an ISO date as exact as its parts are known."""
    limits = (("year", 9999), ("month", 12), ("day", 31))
    year, month, day = (plain_values.whole(parts.get(name), most) or None for name, most in limits)
    if not year or year < 1000:
        return None
    told = [f"{year}", f"{month:02d}" if month else "", f"{day:02d}" if month and day else ""]
    return "-".join(part for part in told if part)


def _related(relations: Any) -> list[dict[str, Any]]:
    found: dict[tuple[str, int], dict[str, Any]] = {}
    for relation in relations if isinstance(relations, list) else []:
        entries = relation.get("entry") if isinstance(relation, dict) else None
        word = plain_values.text(relation.get("relation")) if entries else None
        for entry in entries if word and isinstance(entries, list) else []:
            if not isinstance(entry, dict) or entry.get("type") != "anime":
                continue
            if other := plain_values.anime_id(entry.get("mal_id")):
                title = plain_values.text(entry.get("name"))
                kind = str(word).title()
                edge = {"relation": kind, "anime_id": other, "title": title}
                found.setdefault((kind, other), edge)
    return list(found.values())


def _review(id_: int, row: Mapping[str, Any]) -> dict[str, Any] | None:
    anime_id = plain_values.anime_id(_inner(row, "entry").get("mal_id"))
    text = plain_values.paragraphs(row.get("review"))
    if not anime_id or not text or str(row.get("type", "anime")).lower() != "anime":
        return None
    tags = row.get("tags")
    verdict = (
        next((tag for tag in tags if tag in _VERDICTS), None) if isinstance(tags, list) else None
    )
    date = plain_values.text(row.get("date"))
    told = {
        "user": plain_values.text(_inner(row, "user").get("username")),
        "score": plain_values.whole(row.get("score"), 10) or None,
        "verdict": verdict,
        "date": date[:10] if date and re.match(r"\d{4}-\d\d-\d\d", date) else None,
    }
    return {"_id": id_, "anime_id": anime_id, "text": text, **plain_values.known(told)}


_VERDICTS = ("Recommended", "Mixed Feelings", "Not Recommended")


def _recommendation(row: Any) -> tuple[int, int, int] | None:
    """Return (title, recommended title, votes) of an answer of /anime/ID/recommendations."""
    if not isinstance(row, dict) or not (votes := plain_values.positive(row.get("votes"))):
        return None
    other = plain_values.anime_id(_inner(row, "entry").get("mal_id"))
    pair = _PAIR.search(str(row.get("url")))
    ids = {int(found) for found in pair.groups()} if pair else set()
    if other not in ids or len(ids) != 2:
        return None
    return (ids - {other}).pop(), int(other or 0), votes


def _entities(value: Any) -> list[str]:
    named = value if isinstance(value, list) else []
    return plain_values.texts([each.get("name") for each in named if isinstance(each, dict)])


def _songs(value: Any) -> list[str]:
    """Return songs without their numbers, as the title's page shows them."""
    return list(dict.fromkeys(_NUMBERED.sub("", song) for song in plain_values.texts(value)))


def _inner(row: Mapping[str, Any], key: str) -> Mapping[str, Any]:
    value = row.get(key)
    return value if isinstance(value, dict) else {}
