"""``scrapy crawl mal_api``: the official API, with a client id; documents as those of ``mal``."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from datetime import UTC, datetime
from typing import Any
from urllib.parse import quote, urlencode

from scrapy import Request
from scrapy.http import Response

from crawler.items import UserItem
from crawler.pages import ApiAnime, ApiRanking, ApiUserList
from crawler.pages.api import FIELDS
from crawler.plan import UsersPlan
from crawler.spiders.mal import MalSpider
from crawler.spiders.site import FIRST, read

# A crawl of a copy asks there: crawler.stay_at_base turns every address of the site to it.
API = "https://api.myanimelist.net/v2"
RANKING_PAGE = 500
LIST_PAGE = 1000
LIST_STATES = {403: "private", 404: "gone"}


class MalApiSpider(MalSpider):
    """Fetches titles, their posters and users' lists through the API.

    Arguments (``-a``): ``limit`` titles of the ranking (500), ``ids`` of titles besides,
    ``season`` (2018/spring), ``names`` of a file with a user in each line, ``since``.
    """

    name = "mal_api"

    def __init__(self, **arguments: str) -> None:
        super().__init__(**{name: arguments[name] for name in arguments if name != "names"})
        self.users = UsersPlan.read(
            **{name: arguments[name] for name in arguments if name == "names"}
        )

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
            size = min(RANKING_PAGE, self.plan.limit)
            yield self._ask(
                "anime/ranking", self.parse_top, "listing", ranking_type="all", limit=size
            )
        for name in self.new_names(self.users.names, None):
            yield self.request_list(name)

    def parse_top(self, response: Response) -> Iterator[Request]:
        """Follow the titles of one page of the ranking, and the next page."""
        page = read(ApiRanking, response)
        wanted = page.ids[: self.n_titles_left]
        self.n_titles_left -= len(wanted)
        yield from map(self.request_anime, wanted)
        if wanted and self.n_titles_left and page.next_url:
            yield self._follow(page.next_url, self.parse_top, "listing")

    def parse_season(self, response: Response) -> Iterator[Request]:
        """Follow the titles of one page of a season, and the next page."""
        page = read(ApiRanking, response)
        yield from map(self.request_anime, page.ids)
        if page.next_url:
            yield self._follow(page.next_url, self.parse_season, "listing")

    def parse_anime(self, response: Response) -> Iterator[Any]:
        """Read one title and follow its poster."""
        document = read(ApiAnime, response).document()
        document |= {"gone_at": None, "crawled_at": datetime.now(UTC)}
        self.count("anime/read")
        if poster := self.request_poster(document["_id"], document["img_url"]):
            yield poster
        yield from self.next_tab(document, ())

    def parse_list(
        self, response: Response, user_name: str, offset: int, entries: list[dict[str, Any]]
    ) -> Iterator[Any]:
        """Read one page of a list; hand the list on when it is whole."""
        user = {"_id": user_name, "crawled_at": datetime.now(UTC)}
        if state := LIST_STATES.get(response.status):
            self.count(f"users/{state}")
            yield UserItem({**user, "list_state": state})
            return
        page = read(ApiUserList, response)
        entries = [*entries, *page.entries]
        if page.next_url:
            arguments = {"user_name": user_name, "offset": offset + 1, "entries": entries}
            yield self._follow(page.next_url, self.parse_list, "users", arguments)
        else:
            yield UserItem({**user, "list_state": "public", "list": entries})

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
        meta = {**request.meta, "handle_httpstatus_list": list(LIST_STATES)}
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
