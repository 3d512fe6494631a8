"""Answers of the official API v2 as documents of the same shape as those of the pages."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from functools import cached_property
from typing import Any
from urllib.parse import urlsplit

from crawler.errors import CutPageError, FieldError, PageError
from crawler.pages import values

FIELDS = (
    "id,title,main_picture,alternative_titles,start_date,end_date,synopsis,mean,rank,popularity,"
    "num_list_users,num_scoring_users,media_type,status,genres,num_episodes,start_season,broadcast,"
    "source,average_episode_duration,rating,background,related_anime,recommendations,studios,"
    "statistics"
)
_STATUSES = {"watching": 1, "completed": 2, "on_hold": 3, "dropped": 4, "plan_to_watch": 6}
_TYPES = {
    "tv": "TV",
    "ova": "OVA",
    "ona": "ONA",
    "tv_special": "TV Special",
    "cm": "CM",
    "pv": "PV",
}
_AIRING = {
    "finished_airing": "Finished Airing",
    "currently_airing": "Currently Airing",
    "not_yet_aired": "Not yet aired",
}
_RATINGS = {
    "g": "G - All Ages",
    "pg": "PG - Children",
    "pg_13": "PG-13 - Teens 13 or older",
    "r": "R - 17+ (violence & profanity)",
    "r+": "R+ - Mild Nudity",
    "rx": "Rx - Hentai",
}
_SOURCES = {"4_koma_manga": "4-koma manga", "web_manga": "Web manga"}
_DATE = re.compile(r"\d{4}(?:-\d{2}(?:-\d{2})?)?")


class ApiAnswer:
    """One answer of the API: a JSON object.

    Raises
    ------
    CutPageError
        When the JSON stops in the middle.
    PageError
        When the answer is something else.
    """

    def __init__(self, text: str, url: str) -> None:
        self.url = url
        try:
            found = json.loads(text)
        except ValueError as error:
            raise CutPageError(f"the answer is cut: {error}", url) from error
        except RecursionError as error:
            raise PageError("the answer is nested too deep", url) from error
        if not isinstance(found, dict):
            raise FieldError("answer", f"is a {type(found).__name__}, not an object", url)
        self._found = found

    @property
    def next_url(self) -> str | None:
        """Address of the next page, or None on the last one."""
        url = _dict(self._found.get("paging")).get("next")
        return url if isinstance(url, str) and urlsplit(url).scheme in {"http", "https"} else None

    @property
    def rows(self) -> list[dict[str, Any]]:
        """Rows of a page of a list.

        Raises
        ------
        FieldError
            When the answer has none.
        """
        rows = self._found.get("data")
        if not isinstance(rows, list):
            raise FieldError("data", "is missing: a list of rows expected", self.url)
        return [row for row in rows if isinstance(row, dict)]


class ApiRanking(ApiAnswer):
    """One page of ``/anime/ranking`` or ``/anime/season``."""

    @property
    def ids(self) -> list[int]:
        """MAL ids, best first."""
        found = (_whole(_dict(row.get("node")).get("id")) for row in self.rows)
        return [anime_id for anime_id in found if anime_id]


class ApiUserList(ApiAnswer):
    """One page of ``/users/NAME/animelist``."""

    @property
    def entries(self) -> list[dict[str, Any]]:
        """Rows as list entries of a `users` document."""
        found = (_entry(row) for row in self.rows)
        return [entry for entry in found if entry["anime_id"]]

    @property
    def n_skipped(self) -> int:
        """Rows that are no list entries."""
        return len(self.rows) - len(self.entries)


class ApiAnime(ApiAnswer):
    """The details of one title: ``/anime/ID?fields=..``."""

    def document(self) -> dict[str, Any]:
        """Return an `anime` document; fields that the API does not tell are left out.

        Raises
        ------
        FieldError
            When the id or the title is missing.
        """
        anime_id, title = _whole(self._found.get("id")), _text(self._found.get("title"))
        if not anime_id or not title:
            raise FieldError("_id" if not anime_id else "title", "is missing", self.url)
        return {"_id": anime_id, "title": title, **self._names, **self._facts, **self._numbers,
                **self._links}  # fmt: skip

    @cached_property
    def _names(self) -> dict[str, Any]:
        names = _dict(self._found.get("alternative_titles"))
        synonyms = names.get("synonyms")
        told = synonyms if isinstance(synonyms, list) else []
        return {
            "title_english": _text(names.get("en")),
            "title_japanese": _text(names.get("ja")),
            "synonyms": values.unique(name for name in told if isinstance(name, str)),
        }

    @property
    def _facts(self) -> dict[str, Any]:
        get = self._found.get
        season = _dict(get("start_season"))
        quarter, year = _text(season.get("season")), _whole(season.get("year"))
        seconds = _whole(get("average_episode_duration"))
        return {
            "type": _word(get("media_type"), _TYPES),
            "source": _word(get("source"), _SOURCES),
            "status": _AIRING.get(str(get("status"))),
            "episodes": _whole(get("num_episodes")) or None,
            "minutes": max(1, (seconds + 30) // 60) if seconds else None,
            "aired_from": _date(get("start_date")),
            "aired_to": _date(get("end_date")),
            "season": f"{quarter.title()} {year}" if quarter and year else None,
            "broadcast": _broadcast(_dict(get("broadcast"))),
            "rating": _RATINGS.get(str(get("rating"))),
            "studios": _named(get("studios")),
            "genres": _named(get("genres")),
            "synopsis": _text(get("synopsis"), lines=True),
            "background": _text(get("background"), lines=True),
            "img_url": _picture(_dict(get("main_picture"))),
        }

    @property
    def _numbers(self) -> dict[str, Any]:
        get = self._found.get
        mean = get("mean")
        is_score = isinstance(mean, int | float) and not isinstance(mean, bool) and 0 < mean <= 10
        return {
            "score": float(mean) if is_score and mean is not None else None,
            "scored_by": _whole(get("num_scoring_users")) or None,
            "rank": _whole(get("rank")) or None,
            "popularity": _whole(get("popularity")) or None,
            "members": _whole(get("num_list_users")),
        }

    @property
    def _links(self) -> dict[str, Any]:
        related = [
            {"relation": relation.title(), "anime_id": node[0], "title": node[1]}
            for row in _rows(self._found.get("related_anime"))
            if (relation := _text(row.get("relation_type_formatted"))) and (node := _node(row))
        ]
        recommended = [
            {"anime_id": node[0], "votes": votes}
            for row in _rows(self._found.get("recommendations"))
            if (votes := _whole(row.get("num_recommendations"))) and (node := _node(row))
        ]
        return {"related": related, "recommendations": recommended, **self._watching}

    @property
    def _watching(self) -> dict[str, Any]:
        counts = _dict(_dict(self._found.get("statistics")).get("status"))
        found = {name: _whole(counts.get(name)) for name in _STATUSES}
        return {} if None in found.values() else {"watching": found}


def _entry(row: Mapping[str, Any]) -> dict[str, Any]:
    told, score = _dict(row.get("list_status")), _whole(_dict(row.get("list_status")).get("score"))
    return {
        "anime_id": _whole(_dict(row.get("node")).get("id")),
        "score": score if score and score <= 10 else 0,
        "status": _STATUSES.get(str(told.get("status")), 0),
        "episodes": _whole(told.get("num_episodes_watched")) or 0,
        "updated": values.epoch(told.get("updated_at")),
    }


def _node(row: Mapping[str, Any]) -> tuple[int, str | None] | None:
    node = _dict(row.get("node"))
    anime_id = _whole(node.get("id"))
    return (anime_id, _text(node.get("title"))) if anime_id else None


def _picture(pictures: Mapping[str, Any]) -> str | None:
    # The page shows the medium picture, at the site's own host.
    url = pictures.get("medium") or pictures.get("large")
    return url.replace("//api-cdn.", "//cdn.") if isinstance(url, str) and "://" in url else None


def _broadcast(told: Mapping[str, Any]) -> str | None:
    """Return "Saturdays at 01:00 (JST)", as the page words it."""
    day, time = _text(told.get("day_of_the_week")), _text(told.get("start_time"))
    return f"{day.title()}s at {time} (JST)" if day and time else None


def _named(rows: Any) -> list[str]:
    return values.unique(name for row in _rows(rows) if (name := _text(row.get("name"))))


def _rows(value: Any) -> list[dict[str, Any]]:
    return [row for row in value if isinstance(row, dict)] if isinstance(value, list) else []


def _dict(value: Any) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def _whole(value: Any) -> int | None:
    is_whole = isinstance(value, int) and not isinstance(value, bool)
    return value if is_whole and 0 <= value < 2**63 else None


def _text(value: Any, *, lines: bool = False) -> str | None:
    if not isinstance(value, str):
        return None
    if not lines:
        return values.known(value)
    told = "\n".join(values.clean(line) for line in value.splitlines())
    return told.strip() or None


def _word(value: Any, special: Mapping[str, str]) -> str | None:
    text = _text(value)
    if text is None or text == "unknown":
        return None
    plain = text.replace("_", " ")
    return special.get(text, plain[:1].upper() + plain[1:])


def _date(value: Any) -> str | None:
    return value if isinstance(value, str) and _DATE.fullmatch(value) else None
