"""Titles as cards: a season (``/anime/season/2018/spring``) or a genre (``/anime/genre/1``)."""

from __future__ import annotations

import re
from functools import cached_property
from typing import Any

from parsel import Selector

from crawler.errors import FieldError
from crawler.pages import values
from crawler.pages.page import Page, anime_id_of

_PAGE = re.compile(r"[?&]page=(\d{1,5})(?!\d)")


class CardsPage(Page):
    """A page of cards, one for each title."""

    @cached_property
    def cards(self) -> list[dict[str, Any]]:
        """``{"_id", "title", "members", "score"}`` for each title, each once.

        Raises
        ------
        FieldError
            When there are cards and none of them can be read.
        """
        found: dict[int, dict[str, Any]] = {}
        shown = self.selector.css("div.js-seasonal-anime, div.seasonal-anime")
        for card in shown:
            link = card.css("a.link-title")
            if link and (anime_id := anime_id_of(link[0].attrib.get("href"))):
                title = values.text_of(link[0]) or None
                found.setdefault(anime_id, {"_id": anime_id, "title": title, **_numbers(card)})
        if shown and not found:
            raise FieldError("cards", "are unreadable: a.link-title expected", self.url)
        return list(found.values())

    @property
    def ids(self) -> list[int]:
        """MAL ids in the order of the page."""
        return [card["_id"] for card in self.cards]

    @property
    def genre_ids(self) -> dict[int, list[int]]:
        """Numbers of each title's genres, by MAL id."""
        found = {}
        for card in self.selector.css("div.js-seasonal-anime[data-genre]"):
            if anime_id := anime_id_of(card.css("a.link-title::attr(href)").get()):
                told = card.attrib["data-genre"].split(",")
                found[anime_id] = [int(n) for n in told if n.isascii() and n.isdigit()]
        return found


class SeasonPage(CardsPage):
    """All titles of one season, on one page."""


class GenrePage(CardsPage):
    """Titles of one genre or producer, 100 to a page."""

    @property
    def next_page(self) -> int | None:
        """Number of the next page, or None on the last one."""
        here = _PAGE.search(self.url)
        own = int(here.group(1)) if here else 1
        links = self.selector.css("a[href*='page=']::attr(href)").getall()
        later = {int(match.group(1)) for href in links if (match := _PAGE.search(href))}
        return min((page for page in later if page > own), default=None)


def _numbers(card: Selector) -> dict[str, Any]:
    # The first are hidden spans since 2021, the others what was shown before.
    members = card.css("span.js-members::text, .scormem .member::text").get()
    score = card.css("span.js-score::text, .scormem .score::text").get()
    return {"members": values.number(members), "score": values.score(score)}
