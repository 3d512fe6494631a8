"""What becomes of answers that are no use: asked for again, or counted and told."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any, Self

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.exceptions import IgnoreRequest
from scrapy.http import Response
from scrapy.spidermiddlewares.httperror import HttpError
from twisted.python.failure import Failure

from crawler.errors import CrawlerError, FieldError, GonePageError, ImageError, PageError
from crawler.items import GoneItem, VisitItem
from crawler.pace import desktop_agent
from store.crawl_log import Visit

logger = logging.getLogger(__name__)

CUT_RETRIES = 4
AGAIN = {"cut", "unavailable"}
UNREADABLE_RUN = 10  # titles
# Statuses that will be the same tomorrow: not asked again while they are fresh.
LASTING = {404, 410, 451}


class PageErrorsMiddleware:
    """Catches the page errors that a callback raises; the rest of the crawl goes on."""

    def __init__(self, crawler: Crawler) -> None:
        self.crawler = crawler
        self._n_unreadable = 0
        self._n_read = 0
        self._closing: asyncio.Future[None] | None = None

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Make the middleware."""
        return cls(crawler)

    def process_spider_exception(
        self, response: Response, exception: Exception
    ) -> Iterable[Any] | None:
        """Ask again for a page that was cut or was not to be had; count and tell the others."""
        if not isinstance(exception, PageError | ImageError):
            return None
        request = response.request
        assert request
        tries = request.meta.get("cut_times", 0)
        if exception.reason in AGAIN and tries < CUT_RETRIES:
            _count(self.crawler, f"retry/{exception.reason}")
            meta = {**request.meta, "cut_times": tries + 1}
            return [request.replace(dont_filter=True, meta=meta)]
        if exception.reason == "mobile" and "is_desktop" not in request.meta:
            return [self._for_desktop(request)]
        if isinstance(exception, FieldError) and request.meta.get("kind") == "anime":
            self._watch(exception)
        return _skip(self.crawler, request, exception, response.status)

    def _watch(self, error: FieldError) -> None:
        """Stop the crawl when one title after the other lacks what no title lacks."""
        n_read = self.crawler.stats.get_value("anime/read", 0)
        self._n_unreadable = self._n_unreadable + 1 if n_read == self._n_read else 1
        self._n_read = n_read
        if self._n_unreadable < UNREADABLE_RUN or self._closing:
            return
        logger.error(
            "The crawl stops: the site's pages changed. %d titles in a row cannot be read; %s",
            self._n_unreadable,
            error,
        )
        _count(self.crawler, "alarm")
        assert self.crawler.engine is not None
        close = self.crawler.engine.close_spider_async(reason="page_changed")
        self._closing = asyncio.ensure_future(close)

    def _for_desktop(self, request: Request) -> Request:
        """Return the request for a page that came in the layout for phones, as a desktop."""
        _count(self.crawler, "retry/mobile")
        agent = desktop_agent(self.crawler.settings["CRAWL_CONTACT"])
        headers = {**request.headers, "User-Agent": agent}
        # The count of tries tells the freshness check that this page is still needed.
        meta = {**request.meta, "is_desktop": True, "cut_times": request.meta.get("cut_times", 0)}
        return request.replace(dont_filter=True, meta=meta, headers=headers)


def failed_request(crawler: Crawler, failure: Failure) -> Iterable[Any]:
    """Count and tell a request that got no answer, or one with an error's status."""
    error = failure.value
    if isinstance(error, HttpError):
        status: int | None = error.response.status
        request = error.response.request
    else:
        status, request = None, getattr(failure, "request", None)
    if request is None:
        return []
    if isinstance(error, IgnoreRequest) and not isinstance(error, HttpError):
        kind = request.meta.get("kind", "page")
        _count(crawler, f"{kind}/not_allowed")
    return _skip(crawler, request, error, status)


def _skip(
    crawler: Crawler, request: Request, error: BaseException | None, status: int | None
) -> list[Any]:
    """Count a failure under the kind of its request and tell it; remember the lasting ones."""
    kind = request.meta.get("kind", "page")
    is_gone = isinstance(error, GonePageError) or status in LASTING
    reason = "gone" if is_gone else getattr(error, "reason", None)
    _count(crawler, f"{kind}/gone" if is_gone else f"{kind}/failed")
    if isinstance(error, ImageError):
        _count(crawler, f"{kind}/{error.reason}")
    told = str(error) if isinstance(error, CrawlerError) else f"{request.url}: {_words(error)}"
    level = logging.INFO if is_gone else logging.WARNING
    # Some posters are gone from any catalogue: their count at the end is enough.
    level = logging.DEBUG if is_gone and kind == "poster" else level
    if kind == "listing":
        logger.error("A list of titles or users cannot be read; MAL_BASE_URL says where: %s", told)
    else:
        logger.log(level, "Skipped (%s): %s", reason or "failed", told)
    return [*_remembered(request, is_gone, error, status), *_instead(crawler, request)]


def _remembered(
    request: Request, is_gone: bool, error: BaseException | None, status: int | None
) -> list[Any]:
    """Return what is noted of a failure that will last."""
    if not is_gone and not isinstance(error, ImageError):
        return []
    now = datetime.now(UTC)
    reason = "gone" if is_gone else getattr(error, "reason", None)
    visit = VisitItem(Visit(request.url, status, now, reason))
    is_title = is_gone and request.meta.get("kind") == "anime" and "key" in request.meta
    return [visit, GoneItem((request.meta["key"], now.date().isoformat()))] if is_title else [visit]


def _instead(crawler: Crawler, request: Request) -> Iterable[Any]:
    """Return what the spider does without this answer, if the request says that it can."""
    method = request.meta.get("instead")
    return getattr(crawler.spider, method)(**request.cb_kwargs) if method else []


def _words(error: BaseException | None) -> str:
    return str(error).strip().splitlines()[0][:200] if str(error).strip() else repr(error)[:200]


def _count(crawler: Crawler, name: str) -> None:
    crawler.stats.inc_value(name)
