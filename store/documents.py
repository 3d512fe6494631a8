"""The shape of what is stored. Unknown is None, never 0, "", "?" or "N/A"."""

from __future__ import annotations

from datetime import datetime
from typing import Any, TypedDict

JSON = Any  # what json.dumps takes: a recursive type says no more here and costs casts


class Related(TypedDict):
    """An edge to another title: MAL's word for it, and where it leads."""

    relation: str
    anime_id: int
    title: str | None


class Recommendation(TypedDict):
    """How many members say that who liked this title will like that one."""

    anime_id: int
    votes: int


class Watching(TypedDict):
    """How many members have the title in each part of their lists."""

    watching: int
    completed: int
    on_hold: int
    dropped: int
    plan_to_watch: int


class AnimeDocument(TypedDict, total=False):
    """One title; ``_id`` is MAL's. Fields that no crawled page has shown yet are absent."""

    _id: int
    title: str
    title_english: str | None
    title_japanese: str | None
    synonyms: list[str]
    type: str | None
    source: str | None
    status: str | None
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
    rank: int | None
    popularity: int | None
    members: int | None
    favorites: int | None
    synopsis: str | None
    background: str | None
    openings: list[str]
    endings: list[str]
    img_url: str | None
    related: list[Related]
    recommendations: list[Recommendation]
    score_votes: list[int] | None
    watching: Watching | None
    pictures: list[str]
    characters: list[dict[str, JSON]]
    staff: list[dict[str, JSON]]
    episode_list: list[dict[str, JSON]]
    tabs: list[str]
    franchise_id: int
    gone_at: str | None
    crawled_at: datetime
    content_hash: str


class ListEntry(TypedDict):
    """One row of a member's list; score 0 means none; status 1, 2, 3, 4 or 6 as MAL counts them."""

    anime_id: int
    score: int
    status: int
    episodes: int
    updated: int | None


class UserDocument(TypedDict, total=False):
    """One member; ``_id`` is the name."""

    _id: str
    list: list[ListEntry]
    list_state: str
    joined: str | None
    crawled_at: datetime
    content_hash: str


class ReviewDocument(TypedDict, total=False):
    """One review; ``_id`` is MAL's number for it."""

    _id: int
    anime_id: int
    user: str
    score: int | None
    verdict: str | None
    text: str
    date: str | None
    episodes: int | None
    preliminary: bool
    spoiler: bool
    reactions: dict[str, int] | None
    crawled_at: datetime
    content_hash: str
