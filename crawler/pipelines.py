"""Items into MongoDB: gathered, written in bulk, counted."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Sequence
from typing import Any, Self

from scrapy.crawler import Crawler
from scrapy.exceptions import CloseSpider

import store
from crawler import franchises, items
from crawler.database import PatientStore, store_settings
from crawler.errors import StoreAwayError

logger = logging.getLogger(__name__)

FLUSH_SECONDS = 5.0
Writer = Callable[[store.Database, Sequence[Any]], store.WriteCounts | None]
# Kind of item: the name it is counted under, its writer, and how many are written at once.
WRITERS: dict[type, tuple[str, Writer, int]] = {
    items.AnimeItem: ("anime", store.anime.upsert, 200),
    items.ReviewItem: ("reviews", store.reviews.upsert, 200),
    items.UserItem: ("users", store.users.upsert, 50),
    items.PosterItem: ("poster", store.posters.upsert, 50),
    items.VisitItem: ("visits", store.crawl_log.record, 200),
}


class MongoPipeline:
    """Gathers items by kind and writes each kind in bulk, by upsert, off the event loop."""

    def __init__(self, crawler: Crawler, patient_store: PatientStore) -> None:
        self.crawler = crawler
        self.store = patient_store
        self._gathered: dict[type, list[Any]] = {kind: [] for kind in WRITERS}
        self._writing = asyncio.Lock()
        self._has_given_up = False
        self._timer: asyncio.Task[None] | None = None

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Make the pipeline for the database that the settings name."""
        patience = crawler.settings.getfloat("CRAWL_STORE_PATIENCE")
        return cls(crawler, PatientStore(store_settings(crawler.settings), patience))

    async def open_spider(self) -> None:
        """Connect, and write from now on what waits longer than a few seconds."""
        try:
            await asyncio.to_thread(self.store.open)
        except store.StoreError as error:
            logger.error("The crawl cannot start: %s", error)
            self._has_given_up = True
            raise CloseSpider("database_away") from error
        self._timer = asyncio.create_task(self._flush_often())

    async def process_item(self, item: items.Item) -> items.Item:
        """Take one item; wait while its kind is being written, so that memory stays bounded."""
        gathered = self._gathered[type(item)]
        gathered.append(item.document)
        if len(gathered) >= WRITERS[type(item)][2]:
            await self._flush(type(item))
        return item

    async def close_spider(self) -> None:
        """Write what is left and join the franchises."""
        if self._timer:
            self._timer.cancel()
        await self._flush_all()
        if not self._has_given_up:
            await self._join_franchises()

    async def _flush_often(self) -> None:
        while True:
            await asyncio.sleep(FLUSH_SECONDS)
            await self._flush_all()

    async def _flush_all(self) -> None:
        for kind in WRITERS:
            await self._flush(kind)

    async def _flush(self, kind: type) -> None:
        async with self._writing:
            documents, self._gathered[kind] = self._gathered[kind], []
            if documents and not self._has_given_up:
                try:
                    await asyncio.to_thread(self._write, kind, documents)
                except StoreAwayError as error:
                    self._give_up(error, len(documents))

    def _write(self, kind: type, documents: Sequence[Any]) -> None:
        name, writer, _ = WRITERS[kind]
        try:
            counts = self.store.call(writer, documents)
        except StoreAwayError:
            raise
        except Exception as error:
            # One bad document spoils a bulk write: the others are written without it.
            if len(documents) > 1:
                for document in documents:
                    self._write(kind, [document])
                return
            logger.exception("MongoDB refuses a document of %s: %s", name, error)
            self._count(f"{name}/refused", 1)
            return
        self._count_written(name, counts or store.WriteCounts(inserted=len(documents)))

    def _count_written(self, name: str, counts: store.WriteCounts) -> None:
        self._count(f"{name}/new", counts.inserted)
        self._count(f"{name}/changed", counts.changed)
        self._count(f"{name}/unchanged", counts.unchanged)

    def _count(self, name: str, amount: int) -> None:
        if amount:
            self.crawler.stats.inc_value(name, amount)

    def _give_up(self, error: StoreAwayError, n_lost: int) -> None:
        self._has_given_up = True
        waiting = n_lost + sum(map(len, self._gathered.values()))
        logger.error("The crawl stops: %s. %d fetched documents were not stored", error, waiting)
        self._count("store/lost", waiting)
        if self.crawler.engine.spider:
            close = self.crawler.engine.close_spider_async(reason="database_away")
            self._closing = asyncio.ensure_future(close)

    async def _join_franchises(self) -> None:
        try:
            await asyncio.to_thread(self.store.call, _set_franchises)
        except StoreAwayError as error:
            self._give_up(error, 0)


def _set_franchises(db: store.Database) -> int:
    return store.anime.set_franchises(db, franchises.franchise_of(store.anime.relations(db)))
