"""The catalogue: titles and reviews from `sample/data`, with rank and popularity worked out.

CatalogueError
    A line of the data breaks a rule; the message names file, line, rule and remedy.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, fields, replace
from functools import cached_property
from pathlib import Path
from typing import Any, get_args, get_type_hints

DATA_DIR = Path(__file__).parent / "data"
VERDICTS = ("recommended", "mixed-feelings", "not-recommended")


class CatalogueError(ValueError):
    """A line of the data files breaks a rule of the catalogue."""


@dataclass(frozen=True)
class Relation:
    """Another title of the same franchise, and what it is to this one ("Sequel")."""

    relation: str
    anime_id: int


@dataclass(frozen=True)
class Recommendation:
    """A title that `votes` members recommend to those who liked this one."""

    anime_id: int
    votes: int


@dataclass(frozen=True)
class Title:
    """One anime title. `None` means unknown; scores are 1-10, `minutes` is per episode.

    `score_votes` counts the members who gave 1, 2, .. 10; dates are ISO, perhaps without day or
    month; `rank` is None for titles without a score, `popularity` counts from 1 for most members.
    """

    anime_id: int
    title: str
    title_english: str | None
    title_japanese: str | None
    synonyms: list[str]
    type: str
    source: str
    status: str
    episodes: int | None
    minutes: int | None
    aired_from: str | None
    aired_to: str | None
    season: str | None
    broadcast: str | None
    rating: str | None
    studios: list[str]
    producers: list[str]
    licensors: list[str]
    genres: list[str]
    themes: list[str]
    demographics: list[str]
    score: float | None
    scored_by: int | None
    members: int
    favorites: int
    score_votes: list[int] | None
    watching: dict[str, int] | None
    openings: list[str]
    endings: list[str]
    related: list[Relation]
    recommendations: list[Recommendation]
    synopsis: str
    rank: int | None = None
    popularity: int = 0

    @property
    def tags(self) -> list[str]:
        """Genres, themes and demographics, in MAL's order."""
        return [*self.genres, *self.themes, *self.demographics]

    @property
    def year(self) -> int | None:
        """Year of the first episode."""
        return int(self.aired_from[:4]) if self.aired_from else None


@dataclass(frozen=True)
class Review:
    """A member's opinion of one title; `score` is 1-10, `date` is ISO."""

    review_id: int
    anime_id: int
    user: str
    score: int
    verdict: str
    date: str
    text: str


@dataclass(frozen=True)
class Catalogue:
    """All titles by id, and the reviews of each, newest first."""

    titles: Mapping[int, Title]
    reviews: Mapping[int, list[Review]] = field(default_factory=dict)

    @cached_property
    def ranked(self) -> list[Title]:
        """Titles with a score, best first."""
        return sorted(
            (title for title in self.titles.values() if title.rank is not None),
            key=lambda title: title.rank or 0,
        )

    @cached_property
    def franchise_of(self) -> dict[int, int]:
        """Lowest id of the titles that relations connect, for each title."""
        found: dict[int, int] = {}
        for start in sorted(self.titles):
            if start in found:
                continue
            waiting = [start]
            while waiting:
                anime_id = waiting.pop()
                if found.setdefault(anime_id, start) == start:
                    related = self.titles[anime_id].related
                    waiting += [other.anime_id for other in related if other.anime_id not in found]
        return found

    @cached_property
    def companies(self) -> dict[str, int]:
        """A number for each studio, producer and licensor, by name."""
        names = {
            name
            for title in self.titles.values()
            for name in (*title.studios, *title.producers, *title.licensors)
        }
        return {name: number for number, name in enumerate(sorted(names), start=1)}


def load(data_dir: Path = DATA_DIR) -> Catalogue:
    """Read `titles.jsonl` and `reviews.jsonl` of a folder.

    Raises
    ------
    CatalogueError
        If a line is not JSON, lacks a field, repeats an id or points at an unknown title.
    """
    titles: dict[int, Title] = {}
    for where, row in _lines(data_dir / "titles.jsonl"):
        title = _title(row, where)
        if title.anime_id in titles:
            raise CatalogueError(f"{where}: anime_id {title.anime_id} is there twice; remove one")
        titles[title.anime_id] = title
    _check_links(titles)
    reviews: dict[int, list[Review]] = {}
    for where, row in _lines(data_dir / "reviews.jsonl"):
        review = _review(row, where, titles)
        reviews.setdefault(review.anime_id, []).append(review)
    for written in reviews.values():
        written.sort(key=lambda review: (review.date, review.review_id), reverse=True)
    return Catalogue(_ranked(titles), reviews)


def _lines(path: Path) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield where each line is ("titles.jsonl:3") and what it says."""
    with path.open(encoding="utf-8") as lines:
        for number, line in enumerate(lines, start=1):
            where = f"{path.name}:{number}"
            try:
                yield where, json.loads(line)
            except json.JSONDecodeError as error:
                raise CatalogueError(f"{where}: not JSON ({error}); one object a line") from error


def _title(row: dict[str, Any], where: str) -> Title:
    given: dict[str, Any] = {name: row.get(name) for name in _REQUIRED}
    missing = [name for name in _REQUIRED if name not in row]
    empty = [name for name in _REQUIRED if given[name] is None and name not in _OPTIONAL]
    if missing or empty:
        raise CatalogueError(f"{where}: no value for {', '.join(missing or empty)}; fill it in")
    given["related"] = [Relation(r["relation"], r["anime_id"]) for r in row["related"]]
    given["recommendations"] = [
        Recommendation(r["anime_id"], r["votes"]) for r in row["recommendations"]
    ]
    return Title(**given)


_REQUIRED = [f.name for f in fields(Title) if f.name not in {"rank", "popularity"}]
_OPTIONAL = {name for name, hint in get_type_hints(Title).items() if type(None) in get_args(hint)}


def _review(row: dict[str, Any], where: str, titles: Mapping[int, Title]) -> Review:
    review = Review(**{f.name: row[f.name] for f in fields(Review)})
    if review.anime_id not in titles:
        raise CatalogueError(f"{where}: review of {review.anime_id}, which is not in titles.jsonl")
    if review.verdict not in VERDICTS:
        raise CatalogueError(f"{where}: verdict {review.verdict!r} is none of {VERDICTS}")
    return review


def _check_links(titles: Mapping[int, Title]) -> None:
    for title in titles.values():
        linked = {link.anime_id for link in title.related}
        linked |= {link.anime_id for link in title.recommendations}
        for anime_id in sorted(linked):
            if anime_id not in titles:
                raise CatalogueError(
                    f"titles.jsonl: {title.anime_id} points at {anime_id}, which has no line; "
                    "add the title or drop the link"
                )


def _ranked(titles: Mapping[int, Title]) -> dict[int, Title]:
    """Titles by id, with rank (by score) and popularity (by members) counted from 1."""
    scored = [title for title in titles.values() if title.score is not None]
    by_score = sorted(scored, key=lambda title: (-(title.score or 0), title.anime_id))
    by_members = sorted(titles.values(), key=lambda title: (-title.members, title.anime_id))
    ranks = {title.anime_id: place for place, title in enumerate(by_score, start=1)}
    places = {title.anime_id: place for place, title in enumerate(by_members, start=1)}
    return {
        anime_id: replace(title, rank=ranks.get(anime_id), popularity=places[anime_id])
        for anime_id, title in sorted(titles.items())
    }
