"""The tabs of a title, one after the other; the title is stored when the last is read."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from scrapy import Request
from scrapy.http import Response

from crawler.items import AnimeItem, Batch, ReviewItem
from crawler.links import EPISODES_PER_PAGE
from crawler.pages import (
    CharactersPage,
    EpisodesPage,
    PicturesPage,
    RecommendationsPage,
    ReviewsPage,
    StatsPage,
)
from crawler.spiders.site import SiteSpider, read

Document = dict[str, Any]
# Titles begun are ended before new ones are begun: few wait unwritten.
TAB_PRIORITY = 5
_PAGES: dict[str, Any] = {
    "stats": StatsPage,
    "recommendations": RecommendationsPage,
    "pictures": PicturesPage,
    "characters": CharactersPage,
}


class TabsSpider(SiteSpider):
    """Reads the tabs of titles. ``tabs`` of a document names those that it was read with."""

    def next_tab(
        self, document: Document, tabs: tuple[str, ...], reviews: Iterable[ReviewItem] = ()
    ) -> Iterator[Any]:
        """Ask for the first of `tabs`, or hand the title on when none is left.

        `reviews` were read on the same page; they are handed on in any case.
        """
        if tabs:
            yield Batch(tuple(reviews))
            yield self.request_tab(document, tabs)
        else:
            page = document.pop("page", b"")
            url = self.links.anime(document["_id"])
            title = AnimeItem(document, url, page)
            yield Batch((*reviews, title, self.visit(url, document)))

    def request_tab(
        self, document: Document, tabs: tuple[str, ...], page: int = 1, seen: tuple[int, ...] = ()
    ) -> Request:
        """Return the request for the first of `tabs`; `seen` were on the pages before."""
        arguments = {"document": document, "tabs": tabs, "seen": seen}
        callback = {"reviews": self.parse_reviews, "episodes": self.parse_episodes}.get(
            tabs[0], self.parse_tab
        )
        url = self.links.tab(document["_id"], tabs[0], page)
        return self.request(url, callback, "tabs", arguments, TAB_PRIORITY, instead="without_tab")

    def parse_tab(
        self, response: Response, document: Document, tabs: tuple[str, ...], seen: tuple[int, ...]
    ) -> Iterator[Any]:
        """Add what one tab shows to the title."""
        shown = read(_PAGES[tabs[0]], response).document()
        yield from self.next_tab(_with(document, tabs[0], shown), tabs[1:])

    def parse_reviews(
        self, response: Response, document: Document, tabs: tuple[str, ...], seen: tuple[int, ...]
    ) -> Iterator[Any]:
        """Read one page of reviews; the page after the last shows none that are new."""
        page = read(ReviewsPage, response)
        now = document["crawled_at"]
        new = [review for review in page.reviews if review["_id"] not in seen]
        yield Batch(tuple(ReviewItem({**review, "crawled_at": now}) for review in new))
        if new and page.next_page:
            ids = (*seen, *(review["_id"] for review in new))
            yield self.request_tab(document, tabs, page.next_page, ids)
        else:
            yield from self.next_tab(_with(document, "reviews", {}), tabs[1:])

    def parse_episodes(
        self, response: Response, document: Document, tabs: tuple[str, ...], seen: tuple[int, ...]
    ) -> Iterator[Any]:
        """Read one page of episodes; `seen` are their numbers on the pages before."""
        page = read(EpisodesPage, response)
        new = [row for row in page.episodes if row["number"] not in seen]
        rows = [*document.get("episode_list", ()), *new]
        document = {**document, "episode_list": rows}
        if new and page.next_offset:
            number = page.next_offset // EPISODES_PER_PAGE + 1
            numbers = tuple(row["number"] for row in rows)
            yield self.request_tab(document, tabs, number, numbers)
        else:
            yield from self.next_tab(_with(document, "episodes", {}), tabs[1:])

    def without_tab(
        self, document: Document, tabs: tuple[str, ...], seen: tuple[int, ...]
    ) -> Iterator[Any]:
        """Go on without a tab that could not be read; what is stored of it stays."""
        self.count("anime/without_tab")
        yield from self.next_tab(document, tabs[1:])


def _with(document: Document, tab: str, shown: Document) -> Document:
    return {**document, **shown, "tabs": sorted({*document.get("tabs", ()), tab})}
