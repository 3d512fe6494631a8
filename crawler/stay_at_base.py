"""A crawl of a copy never leaves it, and no crawl leaves the site: redirects included."""

from __future__ import annotations

from typing import Self

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.exceptions import IgnoreRequest

from crawler.links import Links


class StayAtBaseMiddleware:
    """Turns requests for the site's hosts to the base; refuses those for other hosts."""

    def __init__(self, links: Links) -> None:
        self.links = links

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Make the middleware for ``MAL_BASE_URL``."""
        return cls(Links(crawler.settings["MAL_BASE_URL"]))

    def process_request(self, request: Request) -> Request | None:
        """Pass, turn or refuse one request."""
        here = self.links.here(request.url)
        if here is None:
            raise IgnoreRequest(f"{request.url} is not on {self.links.base_url}: not followed")
        return None if here == request.url else request.replace(url=here)
