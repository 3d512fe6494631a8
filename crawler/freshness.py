"""What was fetched a short while ago is not fetched again."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
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

T = TypeVar("T")
CHUNK = 200


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


class FreshnessMiddleware:
    """Drops requests whose documents are fresh, and posters that are stored already.

    A request says what it is for in its meta: ``kind`` ("anime", "users" or "poster") and ``key``
    (MAL id, user name, or (MAL id, image address)). Without a database nothing is dropped.
    """

    def __init__(self, crawler: Crawler) -> None:
        self.crawler = crawler
        hours = crawler.settings.getfloat("CRAWL_FRESH_HOURS")
        self.since = datetime.now(UTC) - timedelta(hours=hours)
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
        fresh = await self._call(_fresh_keys, requests, self.since)
        for kind, keys in fresh.items():
            self._count(kind, len(keys))
        needed = [
            request
            for request in requests
            if request.meta["key"] not in fresh[request.meta["kind"]] or "cut_times" in request.meta
        ]
        titles = await self._call(
            _img_urls, [i for i in fresh["anime"] if i not in known.poster_urls]
        )
        spider: Any = self.crawler.spider
        posters = (spider.request_poster(*title) for title in titles.items())
        missing = [poster for poster in posters if poster and poster.url not in known.refused]
        return [request for request in needed if request.url not in known.refused] + missing

    async def _known(self) -> Known:
        async with self._loading:
            if self._loaded is None:
                self._loaded = await self._call(_known, self.since)
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


def _fresh_keys(
    db: store.Database, requests: Sequence[Request], since: datetime
) -> dict[str, set[Any]]:
    keys: dict[str, list[Any]] = {"anime": [], "users": []}
    for request in requests:
        keys[request.meta["kind"]].append(request.meta["key"])
    return {
        "anime": store.anime.fresh_ids(db, keys["anime"], since) if keys["anime"] else set(),
        "users": store.users.fresh_names(db, keys["users"], since) if keys["users"] else set(),
    }


def _img_urls(db: store.Database, ids: Sequence[int]) -> dict[int, str | None]:
    found = store.anime.find_many(db, ids, ["img_url"]) if ids else {}
    return {anime_id: title.get("img_url") for anime_id, title in found.items()}
