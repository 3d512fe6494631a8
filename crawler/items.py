"""What the spider hands to the pipeline: documents of the collections they are named after."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from store import Poster
from store.crawl_log import Visit


@dataclass(frozen=True)
class AnimeItem:
    """One title as its page shows it; the page itself where the alarm may want to keep it."""

    document: Mapping[str, Any]
    url: str = ""
    page: str | bytes = b""


@dataclass(frozen=True)
class ReviewItem:
    """One review."""

    document: Mapping[str, Any]


@dataclass(frozen=True)
class UserItem:
    """One member with the whole list; without ``list`` when it may not be read."""

    document: Mapping[str, Any]


@dataclass(frozen=True)
class ProfileItem:
    """What a member's profile tells besides the list."""

    document: Mapping[str, Any]


@dataclass(frozen=True)
class PosterItem:
    """One picture, checked to be one."""

    document: Poster


@dataclass(frozen=True)
class VisitItem:
    """An address whose answer will not be better soon."""

    document: Visit


@dataclass(frozen=True)
class GoneItem:
    """A title that the site does not have any more: its id, and the day as an ISO date."""

    document: tuple[int, str]


@dataclass(frozen=True)
class Batch:
    """Items of one page, handed on as one: Scrapy makes a task for each thing it is handed."""

    items: tuple[AnimeItem | ReviewItem | VisitItem, ...]


Item = AnimeItem | ReviewItem | UserItem | ProfileItem | PosterItem | VisitItem | GoneItem
