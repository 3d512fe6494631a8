"""One pace for all workers of a crawl: turns, rest, and the stop when the site refuses."""

from __future__ import annotations

import asyncio
import logging
import time
import uuid
from contextlib import suppress
from typing import Self

from scrapy import Request, Spider, signals
from scrapy.crawler import Crawler
from scrapy.exceptions import IgnoreRequest
from scrapy.http import Response

from crawler.back_off import LONGEST_NAP, retry_after
from crawler.blocked import RUN
from crawler.errors import QueueLostError
from crawler.shared.board import Board

logger = logging.getLogger(__name__)
TURN = "shared_turn"


class SharedPaceMiddleware:
    """Asks only when it is this worker's turn.

    The delay, the number of requests at once, the rest that the site wants and the run of
    refusals that stops a crawl hold for the sum of the workers.
    """

    def __init__(self, crawler: Crawler, board: Board) -> None:
        self.crawler = crawler
        self.board = board
        self.delay = crawler.settings.getfloat("DOWNLOAD_DELAY")
        self.n_at_once = crawler.settings.getint("CONCURRENT_REQUESTS_PER_DOMAIN")
        self._closing: asyncio.Future[None] | None = None

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Make the middleware for the Redis at ``CRAWL_QUEUE``."""
        middleware = cls(crawler, Board.from_crawler(crawler))
        crawler.signals.connect(middleware.spider_closed, signals.spider_closed)
        return middleware

    async def process_request(self, request: Request) -> None:
        """Wait for a turn."""
        name = request.meta[TURN] = uuid.uuid4().hex
        while wait := self._wait(name):
            if wait < 0:
                self._stop()
            if wait < 0 or not self.crawler.engine.running:
                raise IgnoreRequest("the crawl was stopped while this request waited for its turn")
            await asyncio.sleep(min(wait, LONGEST_NAP))

    def _wait(self, name: str) -> float:
        try:
            return self.board.turn(self.n_at_once, self.delay, name)
        except QueueLostError as error:  # the scheduler tells it and stops the crawl
            raise IgnoreRequest(str(error)) from error

    def process_response(self, request: Request, response: Response) -> Response:
        """Give the turn back; let all rest when the site asks for it, and stop when it refuses."""
        with suppress(QueueLostError):
            self._tell(request, response)
        return response

    def _tell(self, request: Request, response: Response) -> None:
        self._end_turn(request)
        rest = retry_after(response.headers.get("Retry-After"), time.time())
        if response.status == 429 or rest:
            self.board.rest(max(rest, self.crawler.settings.getfloat("CRAWL_BACKOFF")))
        if response.status != 403 or 403 in request.meta.get("handle_httpstatus_list", ()):
            self.board.let_in()
        elif self.board.refused(request.url) >= RUN:
            self.board.stop()
            self._stop()

    def process_exception(self, request: Request, exception: Exception) -> None:
        """Give the turn back."""
        with suppress(QueueLostError):
            self._end_turn(request)

    def spider_closed(self, spider: Spider, reason: str) -> None:
        """Stop the others too when the site refused this worker."""
        if reason == "blocked":
            with suppress(QueueLostError):
                self.board.stop()

    def _end_turn(self, request: Request) -> None:
        if name := request.meta.pop(TURN, None):
            self.board.end_turn(name)

    def _stop(self) -> None:
        if self._closing:
            return
        logger.error("The crawl stops: the site refuses its workers (%d addresses in a row)", RUN)
        self.crawler.stats.inc_value("blocked")
        close = self.crawler.engine.close_spider_async(reason="blocked")
        self._closing = asyncio.ensure_future(close)
