"""``scrapy crawl mal``: titles with their tabs, posters and reviews, and users' lists."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from datetime import UTC, datetime
from typing import Any, Self

from scrapy import Request, signals
from scrapy.crawler import Crawler
from scrapy.http import Response

from crawler.alarm import SELECTORS
from crawler.items import PosterItem, ReviewItem
from crawler.pages import GenrePage, SearchPage, SeasonPage, TopPage, UsersPage
from crawler.pages.anime import read_title
from crawler.plan import Plan
from crawler.posters import read_poster
from crawler.reading import Reading
from crawler.spiders.site import FIRST, answer_of, read
from crawler.spiders.tabs import TabsSpider

# users.php shows whoever is there now: it is asked again until it shows nobody new so many times.
PAGES_WITHOUT_NEW_USERS = 3


class MalSpider(TabsSpider):
    """Fetches what the plan asks for.

    Arguments (``-a``): ``limit`` titles of the top list (500), ``ids`` of titles besides,
    ``season`` (2018/spring), ``genres`` by number, ``search`` for words, ``with`` tabs
    (reviews,stats,recommendations,pictures,characters,episodes), ``users`` whose lists are read
    (0), ``since`` (what was crawled since then is kept).
    """

    name = "mal"

    def __init__(self, **arguments: str) -> None:
        super().__init__()
        self.plan = Plan.read(**arguments)
        self.n_pages_without_new = 0
        self.reading = Reading(is_apart=False)

    @classmethod
    def from_crawler(cls, crawler: Crawler, *args: Any, **kwargs: Any) -> Self:
        """Make the spider, and what reads its pages."""
        spider = super().from_crawler(crawler, *args, **kwargs)
        spider.reading = Reading(is_apart=crawler.settings.getbool("CRAWL_READS_APART"))
        crawler.signals.connect(spider.reading.close, signal=signals.spider_closed)
        return spider

    async def start(self) -> AsyncIterator[Request]:
        """Begin with the lists that the plan needs."""
        self.logger.info("Crawling %s of %s", self.plan, self.links.base_url)
        await self.reading.begin(read_title.__module__)
        for anime_id in self.plan.ids:
            yield self.request_anime(anime_id)
        if self.plan.season:
            url = self.links.season(self.plan.season)
            yield self.request(url, self.parse_season, "listing", priority=FIRST)
        for genre_id in self.plan.genres:
            yield self.request_genre(genre_id)
        if self.plan.search:
            yield self.request_search()
        if self.plan.limit:
            yield self.request_top(0, self.plan.limit)
        if self.plan.n_users:
            yield self._request_users(0)

    def parse_season(self, response: Response) -> Iterator[Request]:
        """Follow the titles of a season."""
        yield from map(self.request_anime, read(SeasonPage, response).ids)

    def parse_genre(self, response: Response, genre_id: int) -> Iterator[Request]:
        """Follow the titles of one page of a genre, and the next page."""
        page = read(GenrePage, response)
        yield from map(self.request_anime, page.ids)
        if page.ids and page.next_page:
            yield self.request_genre(genre_id, page.next_page)

    def parse_search(self, response: Response) -> Iterator[Request]:
        """Follow the titles of one page of those found, and the next page."""
        page = read(SearchPage, response)
        yield from map(self.request_anime, page.ids)
        if page.ids and page.next_offset:
            yield self.request_search(page.next_offset)

    def parse_top(self, response: Response, left: int) -> Iterator[Request]:
        """Follow at most `left` titles of one page of the top list, and the next page."""
        page = read(TopPage, response)
        wanted = page.ids[:left]
        yield from map(self.request_anime, wanted)
        if wanted and left > len(wanted) and page.next_offset:
            yield self.request_top(page.next_offset, left - len(wanted))

    async def parse_anime(self, response: Response) -> AsyncIterator[Any]:
        """Read one title, the reviews on its page, and follow its poster and tabs."""
        answer, now = answer_of(response), datetime.now(UTC)
        told, reviewed = await self.reading.call(read_title, answer, response.url)
        document = {**told, "gone_at": None, "crawled_at": now}
        self.count_read(document)
        self.count("anime/partial", "synopsis" not in document)
        if poster := self.request_poster(document["_id"], document["img_url"]):
            yield poster
        # The alarm keeps the page if a field turns out to be missing that should be there.
        lacks = any(document.get(name) in (None, []) for name in SELECTORS)
        kept = {"page": answer} if lacks else {}
        reviews = [ReviewItem({**review, "crawled_at": now}) for review in reviewed]
        for each in self.next_tab({**document, **kept}, self.plan.tabs, reviews):
            yield each

    def count_read(self, document: dict[str, Any]) -> None:
        """Count a title that was read, and each field that its page did not tell."""
        self.count("anime/read")
        for name, value in document.items():
            self.count(f"unknown/{name}", value is None and name != "gone_at")

    def parse_poster(self, response: Response, anime_id: int, img_url: str) -> Iterator[PosterItem]:
        """Check one picture."""
        etag = (response.headers.get("ETag") or b"").decode("latin-1") or None
        yield PosterItem(read_poster(anime_id, response.body, img_url, etag, datetime.now(UTC)))

    def parse_users(self, response: Response, offset: int) -> Iterator[Request]:
        """Follow the lists of the users on one page, and the next page."""
        names = read(UsersPage, response).names
        left = self.plan.n_users - len(self.user_names)
        new = self.new_names(names, left)
        self.n_pages_without_new = 0 if new else self.n_pages_without_new + 1
        yield from map(self.request_list, new)
        if len(new) < left and self.n_pages_without_new < PAGES_WITHOUT_NEW_USERS:
            yield self._request_users(offset + max(len(names), 1))

    def request_genre(self, genre_id: int, page: int = 1) -> Request:
        """Return the request for a page of a genre."""
        url, arguments = self.links.genre(genre_id, page), {"genre_id": genre_id}
        return self.request(url, self.parse_genre, "listing", arguments, priority=FIRST)

    def request_search(self, offset: int = 0) -> Request:
        """Return the request for a page of what the search finds."""
        url = self.links.search(self.plan.search, offset)
        return self.request(url, self.parse_search, "listing", priority=FIRST)

    def request_top(self, offset: int, left: int) -> Request:
        """Return the request for a page of the top list."""
        # What is left travels with the request: another worker may be the one that reads it.
        url, arguments = self.links.top(offset), {"left": left}
        return self.request(url, self.parse_top, "listing", arguments, priority=FIRST)

    def request_anime(self, anime_id: int) -> Request:
        """Return the request for one title."""
        return self.request(self.links.anime(anime_id), self.parse_anime, "anime", key=anime_id)

    def request_poster(self, anime_id: int, img_url: str | None) -> Request | None:
        """Return the request for a poster, or None when it is nowhere we may ask."""
        url = self.links.here(img_url) if img_url else None
        if not url:
            self.count("poster/no_address")
            return None
        arguments = {"anime_id": anime_id, "img_url": img_url}
        key = (anime_id, img_url)
        return self.request(url, self.parse_poster, "poster", arguments, key=key)

    def _request_users(self, offset: int) -> Request:
        url = self.links.users(offset)
        return self.request(url, self.parse_users, "listing", {"offset": offset}, priority=FIRST)
