"""``scrapy crawl mal``: titles with their tabs, posters and reviews, and users' lists."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from datetime import UTC, datetime
from typing import Any

from scrapy import Request
from scrapy.http import Response

from crawler.alarm import SELECTORS
from crawler.items import PosterItem, ReviewItem
from crawler.pages import AnimePage, SeasonPage, TopPage, UsersPage
from crawler.plan import Plan
from crawler.posters import read_poster
from crawler.spiders.site import FIRST, read
from crawler.spiders.tabs import TabsSpider

# users.php shows whoever is there now: it is asked again until it shows nobody new so many times.
PAGES_WITHOUT_NEW_USERS = 3


class MalSpider(TabsSpider):
    """Fetches what the plan asks for.

    Arguments (``-a``): ``limit`` titles of the top list (500), ``ids`` of titles besides,
    ``season`` (2018/spring), ``with`` tabs (reviews,stats,recommendations,pictures,characters),
    ``users`` whose lists are read (0), ``since`` (what was crawled since then is kept).
    """

    name = "mal"

    def __init__(self, **arguments: str) -> None:
        super().__init__()
        self.plan = Plan.read(**arguments)
        self.n_titles_left = self.plan.limit
        self.n_pages_without_new = 0

    async def start(self) -> AsyncIterator[Request]:
        """Begin with the lists that the plan needs."""
        self.logger.info("Crawling %s of %s", self.plan, self.links.base_url)
        for anime_id in self.plan.ids:
            yield self.request_anime(anime_id)
        if self.plan.season:
            url = self.links.season(self.plan.season)
            yield self.request(url, self.parse_season, "listing", priority=FIRST)
        if self.plan.limit:
            yield self.request(self.links.top(), self.parse_top, "listing", priority=FIRST)
        if self.plan.n_users:
            yield self._request_users(0)

    def parse_season(self, response: Response) -> Iterator[Request]:
        """Follow the titles of a season."""
        yield from map(self.request_anime, read(SeasonPage, response).ids)

    def parse_top(self, response: Response) -> Iterator[Request]:
        """Follow the titles of one page of the top list, and the next page."""
        page = read(TopPage, response)
        wanted = page.ids[: self.n_titles_left]
        self.n_titles_left -= len(wanted)
        yield from map(self.request_anime, wanted)
        if wanted and self.n_titles_left and page.next_offset:
            following = self.links.top(page.next_offset)
            yield self.request(following, self.parse_top, "listing", priority=FIRST)

    def parse_anime(self, response: Response) -> Iterator[Any]:
        """Read one title, the reviews on its page, and follow its poster and tabs."""
        page, now = read(AnimePage, response), datetime.now(UTC)
        document = {**page.document(), "gone_at": None, "crawled_at": now}
        self.count("anime/read")
        self.count("anime/partial", "synopsis" not in document)
        for name, value in document.items():
            self.count(f"unknown/{name}", value is None and name != "gone_at")
        if poster := self.request_poster(document["_id"], document["img_url"]):
            yield poster
        # The alarm keeps the page if a field turns out to be missing that should be there.
        lacks = any(document.get(name) in (None, []) for name in SELECTORS)
        kept = {"page": page.text} if lacks else {}
        reviews = [ReviewItem({**review, "crawled_at": now}) for review in page.reviews()]
        yield from self.next_tab({**document, **kept}, self.plan.tabs, reviews)

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
