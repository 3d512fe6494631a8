"""``scrapy crawl mal_api``: the official API, with a client id; documents as those of ``mal``."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterable, Iterator, Mapping
from datetime import UTC, datetime
from typing import Any, ClassVar
from urllib.parse import quote, urlencode

from scrapy import Request
from scrapy.http import Response
from scrapy.spidermiddlewares.httperror import HttpError
from twisted.python.failure import Failure

from crawler.errors import ArgumentError
from crawler.pages import ApiAnime, ApiRanking, ApiUserList
from crawler.pages.api import FIELDS
from crawler.plan import UsersPlan
from crawler.spiders.mal import MalSpider
from crawler.spiders.site import FIRST, read, text_of

# A crawl of a copy asks there: crawler.stay_at_base turns every address of the site to it.
API = "https://api.myanimelist.net/v2"
RANKING_PAGE = 500
LIST_PAGE = 1000
# Answers that will be the same for every request.
CLIENT_REFUSED = {400, 401}
_REFUSED_BECAUSE = {
    "users": "the API lists no members; name them in a file: -a names=FILE",
    "with": "the API has no tabs; statistics and recommendations come with each title",
    "genres": "the API lists no genres; try -a season=2018/spring or -a limit=500",
    "search": "the API finds titles for people, not for crawls; try -a ids=1,5,6",
}
_REFUSED = set(_REFUSED_BECAUSE)


class MalApiSpider(MalSpider):
    """Fetches titles, their posters and users' lists through the API.

    Arguments (``-a``): ``limit`` titles of the ranking (500), ``ids`` of titles besides,
    ``season`` (2018/spring), ``names`` of a file with a user in each line, ``since``.
    """

    name = "mal_api"
    list_page = ApiUserList
    list_states: ClassVar[Mapping[int, str]] = {403: "private", 404: "gone"}

    def __init__(self, **arguments: str) -> None:
        for name in sorted(_REFUSED & set(arguments)):
            raise ArgumentError(f"-a {name}={arguments[name]}: {_REFUSED_BECAUSE[name]}")
        super().__init__(**{name: arguments[name] for name in arguments if name != "names"})
        self.users = UsersPlan.read(
            **{name: arguments[name] for name in arguments if name == "names"}
        )
        self._closing: asyncio.Future[None] | None = None

    async def start(self) -> AsyncIterator[Request]:
        """Begin with the lists that the plan needs."""
        if not self.settings["MAL_CLIENT_ID"]:
            self.count("listing/failed")
            self.logger.error(
                "The crawl cannot start: MAL_CLIENT_ID is empty; the API answers only with a "
                "client id, which members make at https://myanimelist.net/apiconfig"
            )
            return
        self.logger.info("Crawling %s through the API", self.plan)
        for anime_id in self.plan.ids:
            yield self.request_anime(anime_id)
        if self.plan.season:
            path = f"anime/season/{self.plan.season}"
            yield self._ask(path, self.parse_season, "listing", limit=RANKING_PAGE)
        if self.plan.limit:
            left = self.plan.limit
            query = urlencode({"ranking_type": "all", "limit": min(RANKING_PAGE, left)})
            url = f"{API}/anime/ranking?{query}&nsfw=true"
            yield self._follow(url, self.parse_top, "listing", {"left": left})
        for name in self.new_names(self.users.names, None):
            yield self.request_list(name)

    def parse_top(self, response: Response, left: int) -> Iterator[Request]:
        """Follow at most `left` titles of one page of the ranking, and the next page."""
        page = read(ApiRanking, response)
        wanted = page.ids[:left]
        yield from map(self.request_anime, wanted)
        if wanted and left > len(wanted) and page.next_url:
            arguments = {"left": left - len(wanted)}
            yield self._follow(page.next_url, self.parse_top, "listing", arguments)

    def parse_season(self, response: Response) -> Iterator[Request]:
        """Follow the titles of one page of a season, and the next page."""
        page = read(ApiRanking, response)
        yield from map(self.request_anime, page.ids)
        if page.next_url:
            yield self._follow(page.next_url, self.parse_season, "listing")

    def failed(self, failure: Failure) -> Iterable[Any]:
        """Count a request that brought nothing; stop when the API refuses the client."""
        error = failure.value
        if isinstance(error, HttpError) and error.response.status in CLIENT_REFUSED:
            self._stop(error.response)
        return super().failed(failure)

    def _stop(self, response: Response) -> None:
        if self._closing:
            return
        told = " ".join(text_of(response)[:300].split())
        self.logger.error(
            "The crawl stops: the API refuses the client id (%d: %s); make one at "
            "https://myanimelist.net/apiconfig and set MAL_CLIENT_ID", response.status, told,
        )  # fmt: skip
        self.count("blocked")
        close = self.crawler.engine.close_spider_async(reason="blocked")
        self._closing = asyncio.ensure_future(close)

    async def parse_anime(self, response: Response) -> AsyncIterator[Any]:
        """Read one title and follow its poster."""
        document = read(ApiAnime, response).document()
        document |= {"gone_at": None, "crawled_at": datetime.now(UTC)}
        self.count_read(document)
        if poster := self.request_poster(document["_id"], document["img_url"]):
            yield poster
        for each in self.next_tab(document, ()):
            yield each

    def request_rest(
        self, page: ApiUserList, user_name: str, offset: int, entries: list[dict[str, Any]]
    ) -> Request | None:
        """Return the request for the page that the API names after `page`; None after the last."""
        arguments = {"user_name": user_name, "offset": offset + 1, "entries": entries}
        url = page.next_url
        return self._follow(url, self.parse_list, "users", arguments) if url else None

    def request_anime(self, anime_id: int) -> Request:
        """Return the request for one title."""
        return self._ask(f"anime/{anime_id}", self.parse_anime, "anime", anime_id, fields=FIELDS)

    def request_list(
        self, user_name: str, offset: int = 0, entries: list[dict[str, Any]] | None = None
    ) -> Request:
        """Return the request for the first page of a user's list."""
        path, wanted = f"users/{quote(user_name, safe='')}/animelist", {"fields": "list_status"}
        request = self._ask(path, self.parse_list, "users", user_name, limit=LIST_PAGE, **wanted)
        arguments = {"user_name": user_name, "offset": offset, "entries": entries or []}
        meta = {**request.meta, "handle_httpstatus_list": list(self.list_states)}
        return request.replace(cb_kwargs=arguments, meta=meta)

    def _ask(self, path: str, callback: Any, kind: str, key: Any = None, **query: Any) -> Request:
        # Titles that are not safe for work are titles too.
        asked = urlencode({**query, "nsfw": "true"}, safe=",")
        return self._follow(f"{API}/{path}?{asked}", callback, kind, key=key)

    def _follow(
        self,
        url: str,
        callback: Any,
        kind: str,
        arguments: dict[str, Any] | None = None,
        key: Any = None,
    ) -> Request:
        meta = {"key": key} if key else {}
        priority = FIRST if kind == "listing" else 0
        request = self.request(
            self.links.here(url) or url, callback, kind, arguments, priority, **meta
        )
        request.headers["X-MAL-CLIENT-ID"] = self.settings["MAL_CLIENT_ID"]
        return request
