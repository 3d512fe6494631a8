"""Items into MongoDB: gathered, written in bulk, counted."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Sequence
from itertools import islice
from typing import Any, Self

from scrapy.crawler import Crawler
from scrapy.exceptions import CloseSpider

import store
from crawler import franchises, items
from crawler.alarm import OF_EVERY_TITLE, SELECTORS, Alarm, Broken, keep_page, usual_share
from crawler.database import PatientStore, store_settings
from crawler.errors import StoreAwayError

logger = logging.getLogger(__name__)

FLUSH_SECONDS = 5.0
LOOKED_AT = 2000  # stored titles from which the alarm learns what is usual


def _mark_gone(db: store.Database, gone: Sequence[tuple[int, str]]) -> None:
    store.anime.mark_gone(db, dict(gone))


Writer = Callable[[store.Database, Sequence[Any]], store.WriteCounts | None]
# Kind of item: the name it is counted under, its writer, and how many are written at once.
WRITERS: dict[type, tuple[str, Writer, int]] = {
    items.AnimeItem: ("anime", store.anime.upsert, 200),
    items.ReviewItem: ("reviews", store.reviews.upsert, 200),
    items.UserItem: ("users", store.users.upsert, 50),
    items.ProfileItem: ("profiles", store.users.note_profiles, 50),
    items.PosterItem: ("poster", store.posters.upsert, 50),
    items.GoneItem: ("gone", _mark_gone, 50),
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
        self._alarm: Alarm | None = None
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

    async def process_item(self, item: items.Item | items.Batch) -> items.Item | items.Batch:
        """Take one item; wait while its kind is being written, so that memory stays bounded."""
        for each in item.items if isinstance(item, items.Batch) else (item,):
            await self._gather(each)
        return item

    async def _gather(self, item: items.Item) -> None:
        gathered = self._gathered[type(item)]
        gathered.append(item if isinstance(item, items.AnimeItem) else item.document)
        if len(gathered) >= WRITERS[type(item)][2]:
            await self._flush(type(item))

    async def close_spider(self) -> None:
        """Write what is left and join the franchises."""
        if self._timer:
            # Not while it writes: what it has taken to write would be lost.
            async with self._writing:
                self._timer.cancel()
        await self._flush_all()
        await self._store_held()
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
            # A title that is stored is fresh: its reviews, gathered before it, must be there first.
            kinds = (items.ReviewItem, kind) if kind is items.AnimeItem else (kind,)
            taken = [(each, self._gathered[each]) for each in kinds]
            self._gathered |= {each: [] for each in kinds}
            for each, documents in taken:
                await self._store(each, documents)

    async def _store(self, kind: type, documents: Sequence[Any]) -> None:
        if documents and not self._has_given_up:
            try:
                await asyncio.to_thread(self._write, kind, await self._allowed(kind, documents))
            except StoreAwayError as error:
                self._give_up(error, len(documents))

    async def _allowed(self, kind: type, documents: Sequence[Any]) -> Sequence[Any]:
        """Return the documents that may be written now: titles pass by the alarm first."""
        return await self._sifted(documents) if kind is items.AnimeItem else documents

    async def _store_held(self) -> None:
        held = [item.document for item in self._alarm.end()] if self._alarm else []
        if held and not self._has_given_up:
            try:
                await asyncio.to_thread(self._write, items.AnimeItem, held)
            except StoreAwayError as error:
                self._give_up(error, len(held))

    async def _sifted(self, found: Sequence[items.AnimeItem]) -> list[Any]:
        """Return the documents that may be written; stop the crawl when a selector broke."""
        if self._alarm is None:
            share = self.crawler.settings.getfloat("CRAWL_ALARM_SHARE", 0.3)
            usual = await asyncio.to_thread(self.store.call, _usual)
            self._alarm = Alarm(share, usual)
        ids = [item.document.get("_id") for item in found]
        stored = await asyncio.to_thread(
            self.store.call, store.anime.find_many, ids, list(SELECTORS)
        )
        was_broken = self._alarm.broken is not None
        passed = self._alarm.sift(found, stored)
        if self._alarm.broken and not was_broken:
            await self._sound(self._alarm.broken, found)
        return [item.document for item in passed]

    async def _sound(self, broken: Broken, found: Sequence[items.AnimeItem]) -> None:
        item = next(item for item in found if item.url == broken.url)
        path = await asyncio.to_thread(keep_page, self.store.settings.data_dir / "alarm", item)
        logger.error(
            "The crawl stops: the site's pages changed. %s. The page is kept in %s; no title that "
            "would lose a field was written. Repair the selector, or allow more with "
            "-s CRAWL_ALARM_SHARE=1", broken, path,
        )  # fmt: skip
        self._count("alarm", 1)
        self._stop("page_changed")

    def _stop(self, reason: str) -> None:
        if self.crawler.engine.spider:
            close = self.crawler.engine.close_spider_async(reason=reason)
            self._closing = asyncio.ensure_future(close)

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
        self._stop("database_away")

    async def _join_franchises(self) -> None:
        try:
            await asyncio.to_thread(self.store.call, franchises.join_stored)
        except StoreAwayError as error:
            self._give_up(error, 0)


def _usual(db: store.Database) -> dict[str, float]:
    return usual_share(islice(store.anime.iterate(db, list(OF_EVERY_TITLE)), LOOKED_AT))
