"""Asking again, later: back-off with jitter, and a rest for all when the site says so."""

from __future__ import annotations

import asyncio
import logging
import random
import time
from collections.abc import Callable, Collection
from email.utils import parsedate_to_datetime
from typing import Self

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.exceptions import IgnoreRequest
from scrapy.http import Response

logger = logging.getLogger(__name__)
LONGEST_BACKOFF = 120.0
LONGEST_REST = 3600.0
# How soon a stopped crawl is noticed, in seconds.
LONGEST_NAP = 0.5


class BackOffMiddleware:
    """Waits before Scrapy's RetryMiddleware asks again; 429 makes every request wait.

    Parameters
    ----------
    statuses
        Those that are asked again.
    first
        Seconds before the second try; doubled for each one after it.
    rng
        For the jitter.
    is_running
        Whether the crawl goes on; when it is stopped, nothing waits any longer.
    """

    def __init__(
        self,
        statuses: Collection[int],
        first: float,
        rng: random.Random,
        is_running: Callable[[], bool] = lambda: True,
    ) -> None:
        self.statuses = frozenset(statuses)
        self.first = first
        self.rng = rng
        self.is_running = is_running
        self.quiet_until = 0.0

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Make the middleware from ``RETRY_HTTP_CODES`` and ``CRAWL_BACKOFF`` (seconds)."""
        statuses = map(int, crawler.settings.getlist("RETRY_HTTP_CODES"))
        first = crawler.settings.getfloat("CRAWL_BACKOFF")
        return cls(set(statuses), first, random.Random(), lambda: crawler.engine.running)

    async def process_request(self, request: Request) -> None:
        """Hold the request while the site wants rest; drop it when the crawl stops meanwhile."""
        while (rest := self.quiet_until - time.monotonic()) > 0:
            if not self.is_running():
                raise IgnoreRequest("the crawl was stopped while the site wanted rest")
            await self._sleep(rest)

    async def process_response(self, request: Request, response: Response) -> Response:
        """Hold back an answer that will be asked for again."""
        if response.status in self.statuses:
            told = retry_after(response.headers.get("Retry-After"), time.time())
            wait = max(told, self._wait_before_next(request))
            if response.status == 429 or told:
                self.quiet_until = max(self.quiet_until, time.monotonic() + wait)
                logger.info("The site asks for rest (%d): %.1f s", response.status, wait)
            await self._sleep(wait)
        return response

    async def process_exception(self, request: Request, exception: Exception) -> None:
        """Hold back a request that got no answer."""
        if not isinstance(exception, IgnoreRequest):
            await self._sleep(self._wait_before_next(request))

    async def _sleep(self, seconds: float) -> None:
        until = time.monotonic() + seconds
        while (rest := until - time.monotonic()) > 0 and self.is_running():
            await asyncio.sleep(min(rest, LONGEST_NAP))

    def _wait_before_next(self, request: Request) -> float:
        return backoff(self.first, request.meta.get("retry_times", 0) + 1, self.rng)


def backoff(first: float, tries: int, rng: random.Random) -> float:
    """Return seconds to wait before try number `tries` + 1: doubling, with jitter, bounded."""
    return float(min(LONGEST_BACKOFF, first * 2 ** (tries - 1)) * rng.uniform(0.5, 1.5))


def retry_after(header: bytes | None, now: float) -> float:
    """Return the seconds that a Retry-After header asks for (0 without one), at most an hour.

    Parameters
    ----------
    header
        A number of seconds or an HTTP date.
    now
        Seconds since the epoch.
    """
    text = (header or b"").decode("latin-1").strip()
    if text.isascii() and text.isdigit():
        return min(LONGEST_REST, float(text[:9]))
    try:
        return min(LONGEST_REST, max(0.0, parsedate_to_datetime(text).timestamp() - now))
    except ValueError:
        return 0.0
