"""``scrapy crawl mal``: titles, their posters and reviews, and users' lists."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterable, Iterator
from datetime import UTC, datetime
from typing import Any, Self, TypeVar

from scrapy import Request, Spider
from scrapy.crawler import Crawler
from scrapy.http import Response, TextResponse
from scrapy.settings import BaseSettings
from twisted.python.failure import Failure

from crawler import failures
from crawler.errors import PageError
from crawler.items import AnimeItem, PosterItem, ReviewItem, UserItem
from crawler.links import SITE, Links
from crawler.pace import pace
from crawler.pages import AnimePage, TopPage, UserListPage, UsersPage
from crawler.plan import Plan
from crawler.posters import read_poster

P = TypeVar("P", AnimePage, TopPage, UserListPage, UsersPage)

# What the site answers for a list that its owner hides, and for a user who left.
LIST_STATES = {400: "private", 403: "private", 404: "gone"}
# users.php shows whoever is there now: it is asked again until it shows nobody new so many times.
PAGES_WITHOUT_NEW_USERS = 3
FIRST = 10  # priority of the pages that lead to others


class MalSpider(Spider):
    """Fetches what the plan asks for.

    Arguments (``-a``): ``limit`` titles of the top list (500), ``ids`` of titles besides,
    ``users`` whose lists are read (0).
    """

    name = "mal"

    def __init__(self, **arguments: str) -> None:
        super().__init__()
        self.plan = Plan.read(**arguments)
        self.links = Links(f"https://{SITE}")
        self.n_titles_left = self.plan.limit
        self.user_names: set[str] = set()
        self.n_pages_without_new = 0

    @classmethod
    def from_crawler(cls, crawler: Crawler, *args: Any, **kwargs: Any) -> Self:
        """Make the spider for the site at ``MAL_BASE_URL``."""
        spider = super().from_crawler(crawler, *args, **kwargs)
        spider.links = Links(crawler.settings["MAL_BASE_URL"])
        return spider

    @classmethod
    def update_settings(cls, settings: BaseSettings) -> None:
        """Set the pace by where the site answers."""
        super().update_settings(settings)
        found = pace(settings["MAL_BASE_URL"], settings.getfloat("CRAWL_DELAY"))
        settings.setdict(found, priority="spider")

    async def start(self) -> AsyncIterator[Request]:
        """Begin with the lists that the plan needs."""
        self.logger.info("Crawling %s of %s", self.plan, self.links.base_url)
        for anime_id in self.plan.ids:
            yield self.request_anime(anime_id)
        if self.plan.limit:
            yield self._request(self.links.top(), self.parse_top, "listing", priority=FIRST)
        if self.plan.n_users:
            yield self._request_users(0)

    def parse_top(self, response: Response) -> Iterator[Request]:
        """Follow the titles of one page of the top list, and the next page."""
        page = _read(TopPage, response)
        wanted = page.ids[: self.n_titles_left]
        self.n_titles_left -= len(wanted)
        yield from map(self.request_anime, wanted)
        if wanted and self.n_titles_left and page.next_offset:
            following = self.links.top(page.next_offset)
            yield self._request(following, self.parse_top, "listing", priority=FIRST)

    def parse_anime(self, response: Response) -> Iterator[Any]:
        """Read one title, the reviews on its page, and follow its poster."""
        page, now = _read(AnimePage, response), datetime.now(UTC)
        document = page.document()
        self._count("anime/partial", "synopsis" not in document)
        yield AnimeItem({**document, "crawled_at": now})
        yield from (ReviewItem({**review, "crawled_at": now}) for review in page.reviews())
        if poster := self.request_poster(document["_id"], document["img_url"]):
            yield poster

    def parse_poster(self, response: Response, anime_id: int, img_url: str) -> Iterator[PosterItem]:
        """Check one picture."""
        etag = (response.headers.get("ETag") or b"").decode("latin-1") or None
        yield PosterItem(read_poster(anime_id, response.body, img_url, etag, datetime.now(UTC)))

    def parse_users(self, response: Response, offset: int) -> Iterator[Request]:
        """Follow the lists of the users on one page, and the next page."""
        names = _read(UsersPage, response).names
        left = self.plan.n_users - len(self.user_names)
        new = [name for name in names if name not in self.user_names][:left]
        self.user_names.update(new)
        self.n_pages_without_new = 0 if new else self.n_pages_without_new + 1
        yield from (self._request_list(name, 0, []) for name in new)
        if len(new) < left and self.n_pages_without_new < PAGES_WITHOUT_NEW_USERS:
            yield self._request_users(offset + max(len(names), 1))

    def parse_list(
        self, response: Response, user_name: str, offset: int, entries: list[dict[str, Any]]
    ) -> Iterator[Any]:
        """Read one page of a list; hand the list on when it is whole."""
        user = {"_id": user_name, "crawled_at": datetime.now(UTC)}
        if state := LIST_STATES.get(response.status):
            self._count(f"users/{state}")
            yield UserItem({**user, "list_state": state})
            return
        page = _read(UserListPage, response)
        entries = [*entries, *page.entries]
        if page.is_last:
            yield UserItem({**user, "list_state": "public", "list": entries})
        else:
            yield self._request_list(user_name, offset + page.n_rows, entries)

    def request_anime(self, anime_id: int) -> Request:
        """Return the request for one title."""
        return self._request(self.links.anime(anime_id), self.parse_anime, "anime", key=anime_id)

    def request_poster(self, anime_id: int, img_url: str | None) -> Request | None:
        """Return the request for a poster, or None when it is nowhere we may ask."""
        url = self.links.here(img_url) if img_url else None
        if not url:
            self._count("poster/no_address")
            return None
        arguments = {"anime_id": anime_id, "img_url": img_url}
        key = (anime_id, img_url)
        return self._request(url, self.parse_poster, "poster", arguments, key=key)

    def failed(self, failure: Failure) -> Iterable[Any]:
        """Count a request that brought nothing."""
        return failures.failed_request(self.crawler, failure)

    def _request_users(self, offset: int) -> Request:
        url = self.links.users(offset)
        return self._request(url, self.parse_users, "listing", {"offset": offset}, priority=FIRST)

    def _request_list(self, user_name: str, offset: int, entries: list[dict[str, Any]]) -> Request:
        arguments = {"user_name": user_name, "offset": offset, "entries": entries}
        # Only the first page is asked for by name: a list begun is a list read to its end.
        meta: dict[str, Any] = {"handle_httpstatus_list": list(LIST_STATES)}
        meta |= {"key": user_name} if not offset else {}
        url = self.links.user_list(user_name, offset)
        return self._request(url, self.parse_list, "users", arguments, **meta)

    def _request(
        self,
        url: str,
        callback: Any,
        kind: str,
        arguments: dict[str, Any] | None = None,
        priority: int = 0,
        **meta: Any,
    ) -> Request:
        return Request(
            url,
            callback,
            errback=self.failed,
            cb_kwargs=arguments or {},
            meta={"kind": kind, **meta},
            priority=priority,
        )

    def _count(self, name: str, amount: int = 1) -> None:
        if amount:
            self.crawler.stats.inc_value(name, amount)


def _read(page: type[P], response: Response) -> P:
    """Return the answer as a page; the text is decoded as the answer says."""
    if not isinstance(response, TextResponse):
        raise PageError("the answer is not text", response.url)
    return page(response.text, response.url)
