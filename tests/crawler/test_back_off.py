"""Waits between tries."""

from __future__ import annotations

import asyncio
import random
import time
from email.utils import formatdate

import pytest
from scrapy import Request
from scrapy.exceptions import IgnoreRequest
from scrapy.http import Response

from crawler.back_off import LONGEST_REST, BackOffMiddleware, backoff, retry_after


def test_backoff_doubles_with_jitter_and_is_bounded():
    rng = random.Random(1)
    for tries, plain in ((1, 4.0), (2, 8.0), (3, 16.0), (20, 120.0)):
        waits = [backoff(4.0, tries, rng) for _ in range(50)]
        assert plain * 0.5 <= min(waits) < max(waits) <= plain * 1.5


@pytest.mark.parametrize(
    ("header", "seconds"),
    [
        (b"7", 7.0),
        (None, 0.0),
        (b"soon", 0.0),
        (b"999999", LONGEST_REST),
        (formatdate(1030, usegmt=True).encode(), 30.0),
        (formatdate(900, usegmt=True).encode(), 0.0),
    ],
)
def test_retry_after(header, seconds):
    assert retry_after(header, now=1000.0) == seconds


def test_429_holds_every_request_back():
    async def ask() -> float:
        middleware = BackOffMiddleware({429}, 0.1, random.Random(1))
        url = "http://127.0.0.1/x"
        waiting = middleware.process_response(Request(url), Response(url, status=429))
        first = asyncio.create_task(waiting)
        await asyncio.sleep(0.01)
        began = time.monotonic()
        await middleware.process_request(Request("http://127.0.0.1/other"))
        await first
        return time.monotonic() - began

    assert 0.03 < asyncio.run(ask()) < 0.5


def test_other_answers_pass_at_once():
    middleware = BackOffMiddleware({429}, 60.0, random.Random(1))
    response = Response("http://127.0.0.1/x", status=404)
    assert asyncio.run(middleware.process_response(Request(response.url), response)) is response


def test_a_stopped_crawl_waits_for_nothing():
    async def ask() -> float:
        stopped = BackOffMiddleware({429}, 60.0, random.Random(1), is_running=lambda: False)
        request = Request("http://127.0.0.1/anime/1")
        rest = Response(request.url, status=429, headers={"Retry-After": "3600"})
        started = time.monotonic()
        await stopped.process_response(request, rest)
        await stopped.process_exception(request, ConnectionError())
        with pytest.raises(IgnoreRequest, match="stopped while the site wanted rest"):
            await stopped.process_request(request)
        return time.monotonic() - started

    assert asyncio.run(ask()) < 1.0
