"""When the site does not want us, the crawl stops and says so; it never works around it."""

from __future__ import annotations

import asyncio
import logging
import re
from typing import Self

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.exceptions import IgnoreRequest
from scrapy.http import Response, TextResponse

logger = logging.getLogger(__name__)

RUN = 6  # different addresses refused one after the other
_CAPTCHA = re.compile(
    rb"<title>[^<]*(?:captcha|just a moment|attention required|are you (?:a )?human|verify you"
    rb"|security check|access denied|checking your browser)|action=[\"'][^\"']*captcha",
    re.IGNORECASE,
)
# Every page of the site names itself so; a page that guards it does not.
_OWN = b'property="og:site_name"'
_REMEDY = (
    "Nothing that was stored is lost. Wait some hours, raise CRAWL_DELAY, set CRAWL_CONTACT, "
    "or use the official API (scrapy crawl mal_api)"
)


class BlockedMiddleware:
    """Stops the crawl at a captcha, or when one address after the other is refused with 403."""

    def __init__(self, crawler: Crawler) -> None:
        self.crawler = crawler
        self.refused: set[str] = set()
        self._closing: asyncio.Future[None] | None = None

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Make the middleware."""
        return cls(crawler)

    def process_request(self, request: Request) -> None:
        """Ask for nothing more once the crawl stops."""
        if self._closing:
            raise IgnoreRequest("the crawl stops: the site refuses it")

    def process_response(self, request: Request, response: Response) -> Response:
        """Look for a captcha and for a run of refusals."""
        if is_captcha(response):
            self._stop(f"{response.url} is a captcha: the site wants to see a person")
            raise IgnoreRequest("a captcha")
        is_meant = 403 in request.meta.get("handle_httpstatus_list", ())
        if response.status != 403 or is_meant:
            self.refused.clear()
            return response
        self.refused.add(request.url)
        if len(self.refused) >= RUN:
            self._stop(f"{RUN} addresses in a row were refused (403), the last {response.url}")
        return response

    def _stop(self, why: str) -> None:
        if self._closing:
            return
        logger.error("The crawl stops: %s. %s", why, _REMEDY)
        self.crawler.stats.inc_value("blocked")
        assert self.crawler.engine is not None
        close = self.crawler.engine.close_spider_async(reason="blocked")
        self._closing = asyncio.ensure_future(close)


def is_captcha(response: Response) -> bool:
    """Whether an answer is a page that guards the site, not a page of it."""
    if not isinstance(response, TextResponse):
        return False
    beginning = response.body[:20_000]
    return _OWN not in beginning and bool(_CAPTCHA.search(beginning))
