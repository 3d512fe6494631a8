"""How the crawl goes and how it went, in plain words."""

from __future__ import annotations

import logging
import time
from collections.abc import Mapping
from typing import Any, Self

from scrapy import Spider, signals
from scrapy.crawler import Crawler
from scrapy.utils.asyncio import create_looping_call

logger = logging.getLogger(__name__)

PROGRESS_SECONDS = 10.0
# What is said of each kind, with the counts behind it.
_KINDS = (("titles", "anime"), ("users", "users"), ("posters", "poster"), ("reviews", "reviews"))
_WHOLE = ("new", "changed", "unchanged", "fresh")
_OUTCOMES = (*_WHOLE, "partial", "private", "gone", "failed", "refused")


class CountsExtension:
    """Tells the counts every ten seconds, and in one line at the end."""

    def __init__(self, crawler: Crawler) -> None:
        self.crawler = crawler
        self.started = time.monotonic()
        self._progress = create_looping_call(self._tell_progress)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Make the extension and connect it to the crawl's beginning and end."""
        extension = cls(crawler)
        crawler.signals.connect(extension.spider_opened, signal=signals.spider_opened)
        crawler.signals.connect(extension.spider_closed, signal=signals.spider_closed)
        return extension

    def spider_opened(self, spider: Spider) -> None:
        """Begin to tell progress."""
        self.started = time.monotonic()
        self._progress.start(PROGRESS_SECONDS, now=False)

    def spider_closed(self, spider: Spider, reason: str) -> None:
        """Tell how it went."""
        if self._progress.running:
            self._progress.stop()
        seconds = time.monotonic() - self.started
        how = "Crawl finished" if reason == "finished" else f"Crawl stopped ({reason})"
        logger.info("%s: %s in %.1f s", how, in_words(self._stats()), seconds)
        if untold := unknown_in_words(self._stats()):
            logger.info("Fields that titles' pages did not tell: %s", untold)

    def _tell_progress(self) -> None:
        pages = self._stats().get("downloader/response_count", 0)
        rate = pages / (time.monotonic() - self.started)
        logger.info("%s; %.0f answers a second", in_words(self._stats()), rate)

    def _stats(self) -> Mapping[str, Any]:
        return self.crawler.stats.get_stats()


def in_words(stats: Mapping[str, Any]) -> str:
    """Return the counts as "1,990 titles (1,980 new, 10 fresh, 2 failed), ..., 85 posters"."""
    return ", ".join(_kind_in_words(word, name, stats) for word, name in _KINDS)


def unknown_in_words(stats: Mapping[str, Any]) -> str:
    """Return how many titles lack each field, most first: "broadcast 12 of 40, background 3 of 40".

    Empty when no title lacks anything.
    """
    counts = {
        name.removeprefix("unknown/"): count
        for name, count in stats.items()
        if name.startswith("unknown/") and count
    }
    n_read = stats.get("anime/read", 0)
    most_first = sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))
    return ", ".join(f"{name} {count:,} of {n_read:,}" for name, count in most_first)


def _kind_in_words(word: str, name: str, stats: Mapping[str, Any]) -> str:
    counts = {outcome: stats.get(f"{name}/{outcome}", 0) for outcome in _OUTCOMES}
    told = ", ".join(f"{count:,} {outcome}" for outcome, count in counts.items() if count)
    whole = sum(counts[outcome] for outcome in _WHOLE)
    return f"{whole:,} {word}" + (f" ({told})" if told else "")
