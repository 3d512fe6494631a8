"""The queue of a crawl that several workers share."""

from __future__ import annotations

import asyncio
import logging
import pickle
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Self

from scrapy import Request, Spider, signals
from scrapy.core.scheduler import BaseScheduler
from scrapy.crawler import Crawler
from scrapy.http import Response
from scrapy.utils.asyncio import create_looping_call
from scrapy.utils.request import request_from_dict

from crawler.errors import QueueLostError
from crawler.shared.board import Board

logger = logging.getLogger(__name__)
BEAT_SECONDS = 3.0
NAME = "shared_name"  # in the meta of a request: what it is called on the board


class SharedScheduler(BaseScheduler):
    """Scrapy's scheduler, with the queue and the requests that were seen in Redis.

    A request stays in a worker's hand on the board until what came of it is stored, so that
    others ask for it again when the worker dies.
    """

    def __init__(self, crawler: Crawler, board: Board) -> None:
        self.crawler = crawler
        self.board = board
        self._beat = create_looping_call(self._tell_and_look)
        self._in_hand: set[str] = set()
        self._closing: asyncio.Future[None] | None = None

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Make the scheduler for the Redis at ``CRAWL_QUEUE``."""
        scheduler = cls(crawler, Board.from_crawler(crawler))
        crawler.signals.connect(scheduler.response_received, signals.response_received)
        return scheduler

    def open(self, spider: Spider) -> None:
        """Join the crawl."""
        self.board.join()
        self._beat.start(BEAT_SECONDS, now=False)

    def close(self, reason: str) -> None:
        """Leave the crawl; what this worker has not finished is left to the others."""
        self._beat.stop()
        with self._giving_up():
            self.board.leave(is_whole=reason == "finished")
        self.board.close()

    def has_pending_requests(self) -> bool:
        """Whether anything waits, or may come of what other workers are asking for."""
        is_done = False
        with self._giving_up():
            # Scrapy asks when it is idle: what this worker has in hand was answered, or given up.
            self.board.all_answered(self._in_hand)
            self._in_hand.clear()
            is_done = self.board.is_done
        return not is_done

    def enqueue_request(self, request: Request) -> bool:
        """Put a request on the board, unless it was there before."""
        before = request.meta.pop(NAME, None)
        name = self.crawler.request_fingerprinter.fingerprint(request).hex()
        body = pickle.dumps(request.to_dict(spider=self.crawler.spider))
        is_new = False
        with self._giving_up():
            is_once = not request.dont_filter
            is_new = self.board.add(name, body, request.priority, is_once=is_once)
            self.crawler.stats.inc_value("shared/seen", int(not is_new))
            if is_new and before:  # asked again: the new request stands for the old one
                self.board.answered(before)
        return is_new

    def next_request(self) -> Request | None:
        """Take the most urgent request off the queue and into this worker's hand."""
        taken = None
        with self._giving_up():
            taken = self.board.take()
        if taken is None:
            return None
        name, body = taken
        self._in_hand.add(name)
        told: dict[str, Any] = pickle.loads(body)
        request = request_from_dict(told, spider=self.crawler.spider)
        request.meta[NAME] = name
        return request

    def response_received(self, response: Response, request: Request, spider: Spider) -> None:
        """Note on the board that a request was answered for good, not to be asked again."""
        if name := request.meta.get(NAME):
            with self._giving_up():
                self.board.answered(name)

    def _tell_and_look(self) -> None:
        with self._giving_up():
            self.board.beat()
            if dead := self.board.put_back_silent():
                self.crawler.stats.inc_value("shared/dead_workers", dead)

    @contextmanager
    def _giving_up(self) -> Iterator[None]:
        """Stop the crawl, and say why, when Redis has lost it."""
        try:
            yield
        except QueueLostError as error:
            if self._closing or not self.crawler.engine.spider:
                return
            logger.error("The crawl stops: %s", error)
            self.crawler.stats.inc_value("queue/lost")
            close = self.crawler.engine.close_spider_async(reason="queue_lost")
            self._closing = asyncio.ensure_future(close)
