"""What was fetched a short while ago is not fetched again."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import AsyncIterator, Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cached_property
from typing import Any, Self, TypeVar

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.http import Response

import store
from crawler.database import PatientStore
from crawler.pipelines import MongoPipeline
from crawler.revisit import SOON, list_wait, title_wait

T = TypeVar("T")
CHUNK = 200
# Airing titles and active users are asked for before the others.
LIVELY = 2


@dataclass(frozen=True)
class Known:
    """What the database knew when the crawl began.

    Attributes
    ----------
    poster_urls
        Title id to the address its stored poster came from.
    refused
        Addresses that lately said that there is nothing, or sent no picture.
    """

    poster_urls: dict[int, str]
    refused: frozenset[str]


@dataclass(frozen=True)
class Rule:
    """When a stored document is fresh.

    Attributes
    ----------
    hours
        ``CRAWL_FRESH_HOURS``; documents wait shorter or longer by what is known of them.
    now
        When the crawl began.
    since
        What was crawled at or after this moment is fresh, whatever its kind; or None.
    tabs
        Titles read without one of these are not fresh.
    """

    hours: float
    now: datetime
    since: datetime | None = None
    tabs: frozenset[str] = frozenset()

    def is_fresh(self, crawled_at: datetime | None, wait: float) -> bool:
        """Whether a document crawled then may wait longer; `wait` is from `crawler.revisit`."""
        if crawled_at is None:
            return False
        return crawled_at >= (self.since or self.now - timedelta(hours=self.hours * wait))


class FreshnessMiddleware:
    """Drops requests whose documents are fresh, and posters that are stored already.

    A request says what it is for in its meta: ``kind`` ("anime", "users" or "poster") and ``key``
    (MAL id, user name, or (MAL id, image address)). Without a database nothing is dropped.
    """

    def __init__(self, crawler: Crawler) -> None:
        self.crawler = crawler
        self._loading = asyncio.Lock()
        self._loaded: Known | None = None

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Make the middleware; ``CRAWL_FRESH_HOURS`` is how long a document stays fresh."""
        return cls(crawler)

    async def process_start(self, start: AsyncIterator[Any]) -> AsyncIterator[Any]:
        """Pass the spider's first requests on, without those that are not needed."""
        async for passed in self._needed(start):
            yield passed

    async def process_spider_output(
        self, response: Response, result: AsyncIterator[Any]
    ) -> AsyncIterator[Any]:
        """Pass what a callback yields on, without the requests that are not needed."""
        async for passed in self._needed(result):
            yield passed

    @cached_property
    def rule(self) -> Rule:
        """What counts as fresh in this crawl."""
        plan = getattr(self.crawler.spider, "plan", None)
        return Rule(
            self.crawler.settings.getfloat("CRAWL_FRESH_HOURS"),
            datetime.now(UTC),
            getattr(plan, "since", None),
            frozenset(getattr(plan, "tabs", ())),
        )

    @cached_property
    def _store(self) -> PatientStore | None:
        pipeline = self.crawler.get_item_pipeline(MongoPipeline)
        return pipeline.store if pipeline else None

    async def _needed(self, result: AsyncIterator[Any]) -> AsyncIterator[Any]:
        gathered: list[Request] = []
        async for each in result:
            if self._store is None or not isinstance(each, Request) or "key" not in each.meta:
                yield each
            elif each.meta["kind"] == "poster":
                if await self._needs_poster(each):
                    yield each
            else:
                gathered.append(each)
        for start in range(0, len(gathered), CHUNK):
            for request in await self._stale(gathered[start : start + CHUNK]):
                yield request

    async def _needs_poster(self, request: Request) -> bool:
        known = await self._known()
        anime_id, img_url = request.meta["key"]
        # Asked for again because the answer was cut: it was needed, so it still is.
        is_stored = known.poster_urls.get(anime_id) == img_url and "cut_times" not in request.meta
        if is_stored or request.url in known.refused:
            self._count("poster", 1)
            return False
        return True

    async def _stale(self, requests: Sequence[Request]) -> list[Request]:
        """Return the requests that are needed, and those for posters that fresh titles lack."""
        known = await self._known()
        fresh, lively = await self._call(_sorted_out, requests, self.rule)
        needed = []
        for request in requests:
            if request in fresh and "cut_times" not in request.meta:
                self._count(request.meta["kind"], 1)
            elif request.url not in known.refused or self.rule.hours == 0:
                added = LIVELY if request in lively else 0
                needed.append(request.replace(priority=request.priority + added))
        return needed + await self._missing_posters(fresh, known)

    async def _missing_posters(self, fresh: Iterable[Request], known: Known) -> list[Request]:
        ids = [each.meta["key"] for each in fresh if each.meta["kind"] == "anime"]
        lacking = [anime_id for anime_id in ids if anime_id not in known.poster_urls]
        spider: Any = self.crawler.spider
        titles = await self._call(_img_urls, lacking)
        posters = (spider.request_poster(*title) for title in titles.items())
        return [poster for poster in posters if poster and poster.url not in known.refused]

    async def _known(self) -> Known:
        async with self._loading:
            if self._loaded is None:
                since = self.rule.now - timedelta(hours=self.rule.hours)
                self._loaded = await self._call(_known, since)
        return self._loaded

    async def _call(self, function: Callable[..., T], *arguments: Any) -> T:
        assert self._store
        return await asyncio.to_thread(self._store.call, function, *arguments)

    def _count(self, kind: str, amount: int) -> None:
        if amount:
            self.crawler.stats.inc_value(f"{kind}/fresh", amount)


def _known(db: store.Database, since: datetime) -> Known:
    urls = store.posters.source_urls(db, list(store.posters.hashes(db)))
    failures = store.crawl_log.failures(db)
    return Known(urls, frozenset(visit.url for visit in failures if visit.at >= since))


def _sorted_out(
    db: store.Database, requests: Sequence[Request], rule: Rule
) -> tuple[set[Request], set[Request]]:
    """Return the requests whose documents are fresh, and those that change often."""
    rates = store.crawl_log.rates(db, [request.url for request in requests])
    titles = {each.meta["key"]: each for each in requests if each.meta["kind"] == "anime"}
    users = {each.meta["key"]: each for each in requests if each.meta["kind"] == "users"}
    fresh: set[Request] = set()
    lively: set[Request] = set()
    shown = ["crawled_at", "status", "aired_from", "aired_to", "tabs"]
    stored = store.anime.find_many(db, titles, shown) if titles else {}
    for anime_id, document in stored.items():
        request = titles[anime_id]
        wait = title_wait(document, rates.get(request.url), rule.now)
        tabs: Any = document.get("tabs")
        has_tabs = rule.tabs <= set(tabs or ())
        if has_tabs and rule.is_fresh(document.get("crawled_at"), wait):
            fresh.add(request)
        lively |= {request} if wait <= SOON else set()
    of_wait: dict[float, list[str]] = defaultdict(list)
    for name, request in users.items():
        of_wait[list_wait(rates.get(request.url))].append(name)
    for wait, names in of_wait.items():
        since = rule.since or rule.now - timedelta(hours=rule.hours * wait)
        fresh |= {users[name] for name in store.users.fresh_names(db, names, since)}
        lively |= {users[name] for name in names if wait <= SOON}
    return fresh, lively


def _img_urls(db: store.Database, ids: Sequence[int]) -> dict[int, str | None]:
    found = store.anime.find_many(db, ids, ["img_url"]) if ids else {}
    return {anime_id: title.get("img_url") for anime_id, title in found.items()}
