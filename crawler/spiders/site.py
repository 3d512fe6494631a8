"""What the spiders of the site share: requests that say what they are for, and users' lists."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, ClassVar, Self, TypeVar

from scrapy import Request, Spider
from scrapy.crawler import Crawler
from scrapy.http import Response, TextResponse
from scrapy.settings import BaseSettings
from twisted.python.failure import Failure

from crawler import failures
from crawler.errors import PageError
from crawler.items import UserItem, VisitItem
from crawler.links import SITE, Links
from crawler.pace import pace
from crawler.pages import UserListPage
from store.crawl_log import Visit
from store.writes import content_hash

P = TypeVar("P")

FIRST = 10  # priority of the pages that lead to others


class SiteSpider(Spider):
    """A spider of the site at ``MAL_BASE_URL``."""

    list_page: ClassVar[Any] = UserListPage
    # What the site answers for a list that its owner hides, and for a user who left.
    list_states: ClassVar[Mapping[int, str]] = {400: "private", 404: "gone"}

    def __init__(self) -> None:
        super().__init__()
        self.links = Links(f"https://{SITE}")
        self.user_names: set[str] = set()

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
        if settings["CRAWL_QUEUE"]:
            shared = "crawler.shared"
            settings.set("SCHEDULER", f"{shared}.scheduler.SharedScheduler", priority="spider")
            # Nearer to the site than the back-off: it hands out the turns to ask.
            middlewares = settings.getdict("DOWNLOADER_MIDDLEWARES")
            middlewares |= {f"{shared}.pace.SharedPaceMiddleware": 565}
            settings.set("DOWNLOADER_MIDDLEWARES", middlewares, priority="spider")

    def parse_list(
        self, response: Response, user_name: str, offset: int, entries: list[dict[str, Any]]
    ) -> Iterator[Any]:
        """Read one page of a list; hand the list on when it is whole."""
        user = {"_id": user_name, "crawled_at": datetime.now(UTC)}
        if state := self.list_states.get(response.status):
            self.count(f"users/{state}")
            yield UserItem({**user, "list_state": state})
            return
        page = read(self.list_page, response)
        entries = [*entries, *page.entries]
        self.count("users/rows_skipped", page.n_skipped)
        self.tell_progress(len(entries))
        if following := self.request_rest(page, user_name, offset, entries):
            yield following
        else:
            whole = {**user, "list_state": "public", "list": entries}
            yield UserItem(whole)
            yield self.visit(self.request_list(user_name).url, whole)

    def tell_progress(self, n_read: int) -> None:
        """Write how many titles of the list under way are read, if somebody waits for it."""
        if told := self.settings["CRAWL_PROGRESS_FILE"]:
            half = Path(f"{told}.half")
            half.write_text(str(n_read), encoding="ascii")
            half.replace(told)

    def request_rest(
        self, page: Any, user_name: str, offset: int, entries: list[dict[str, Any]]
    ) -> Request | None:
        """Return the request for what follows `page` of a list; None after the last."""
        return None if page.is_last else self.request_list(user_name, offset + page.n_rows, entries)

    def request_list(
        self, user_name: str, offset: int = 0, entries: list[dict[str, Any]] | None = None
    ) -> Request:
        """Return the request for one page of a user's list, after those with `entries`."""
        arguments = {"user_name": user_name, "offset": offset, "entries": entries or []}
        # Only the first page is asked for by name: a list begun is a list read to its end.
        meta: dict[str, Any] = {"handle_httpstatus_list": list(self.list_states)}
        meta |= {"key": user_name} if not offset else {}
        url = self.links.user_list(user_name, offset)
        return self.request(url, self.parse_list, "users", arguments, **meta)

    def new_names(self, names: Iterable[str], left: int | None) -> list[str]:
        """Return those of `names` that were not met before, at most `left`; remember them."""
        new = [name for name in dict.fromkeys(names) if name not in self.user_names][:left]
        self.user_names.update(new)
        return new

    def visit(self, url: str, document: dict[str, Any]) -> VisitItem:
        """Return the note that `url` was read and what it said."""
        return VisitItem(Visit(url, 200, document["crawled_at"], content=content_hash(document)))

    def failed(self, failure: Failure) -> Iterable[Any]:
        """Count a request that brought nothing."""
        return failures.failed_request(self.crawler, failure)

    def request(
        self,
        url: str,
        callback: Any,
        kind: str,
        arguments: dict[str, Any] | None = None,
        priority: int = 0,
        **meta: Any,
    ) -> Request:
        """Return a request that is counted under `kind` when it fails."""
        return Request(
            url,
            callback,
            errback=self.failed,
            cb_kwargs=arguments or {},
            meta={"kind": kind, **meta},
            priority=priority,
        )

    def count(self, name: str, amount: int = 1) -> None:
        """Add to one of the counts that are told at the end."""
        if amount:
            self.crawler.stats.inc_value(name, amount)


def read(page: type[P], response: Response) -> P:
    """Return the answer as a page; the text is decoded as the answer says."""
    return page(text_of(response), response.url)  # type: ignore[call-arg]


def answer_of(response: Response) -> str | bytes:
    """Return an answer as it came if that is UTF-8, as all is whose header does not say another."""
    # Without a charset in the header, Scrapy decodes all of a page to learn what it is.
    is_told = b"charset" in (response.headers.get("Content-Type") or b"")
    if isinstance(response, TextResponse) and (not is_told or response.encoding == "utf-8"):
        return response.body
    return text_of(response)


def text_of(response: Response) -> str:
    """Return the text of an answer, decoded as the answer says."""
    if not isinstance(response, TextResponse):
        raise PageError("the answer is not text", response.url)
    return response.text
