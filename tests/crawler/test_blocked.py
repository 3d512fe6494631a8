"""A site that does not want us."""

from __future__ import annotations

import asyncio

import pytest
from scrapy import Request
from scrapy.exceptions import IgnoreRequest
from scrapy.http import HtmlResponse
from scrapy.utils.test import get_crawler

from crawler.blocked import RUN, BlockedMiddleware, is_captcha


class Engine:
    def __init__(self):
        self.reasons = []

    async def close_spider_async(self, reason):
        self.reasons.append(reason)


def _answer(number: int, status: int, body: str = "<html></html>"):
    request = Request(f"http://127.0.0.1/anime/{number}")
    return request, HtmlResponse(request.url, status=status, body=body.encode(), encoding="utf-8")


def _after(*answers):
    async def live():
        crawler = get_crawler()
        crawler.engine = Engine()
        watch = BlockedMiddleware.from_crawler(crawler)
        for answer in answers:
            watch.process_response(*answer)
        await asyncio.sleep(0)
        await asyncio.sleep(0)
        if crawler.engine.reasons:
            with pytest.raises(IgnoreRequest):
                watch.process_request(answers[0][0])
        return crawler.engine.reasons

    return asyncio.run(live())


def test_a_run_of_refusals_stops_the_crawl_once(caplog):
    assert _after(*(_answer(n, 403) for n in range(RUN + 3))) == ["blocked"]
    assert caplog.text.count("The crawl stops") == 1
    assert "CRAWL_CONTACT" in caplog.text
    assert "mal_api" in caplog.text


def test_isolated_refusals_and_one_address_refused_often_do_not():
    mixed = [_answer(n, 403 if n % 3 else 200) for n in range(40)]
    assert _after(*mixed) == []
    assert _after(*(_answer(1, 403) for _ in range(20))) == []


CAPTCHA = "<html><head><title>Just a moment...</title></head><body>Checking</body></html>"


def test_a_captcha_stops_the_crawl_at_once(caplog):
    async def live():
        crawler = get_crawler()
        crawler.engine = Engine()
        watch = BlockedMiddleware.from_crawler(crawler)
        with pytest.raises(IgnoreRequest):
            watch.process_response(*_answer(1, 200, CAPTCHA))
        await asyncio.sleep(0)
        await asyncio.sleep(0)
        return crawler.engine.reasons

    assert asyncio.run(live()) == ["blocked"]
    assert "is a captcha" in caplog.text


def test_a_title_about_captchas_is_no_captcha():
    page = (
        '<html><head><title>Captcha Girl - MyAnimeList.net</title><meta property="og:site_name" '
        'content="MyAnimeList.net"></head></html>'
    )
    assert not is_captcha(_answer(1, 200, page)[1])
    assert is_captcha(_answer(1, 403, '<form action="/captcha/check" method="post"></form>')[1])
