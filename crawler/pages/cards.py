"""Titles as cards: a season (``/anime/season/2018/spring``) or a genre (``/anime/genre/1``)."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cached_property
from typing import Any

from crawler.errors import FieldError
from crawler.pages import values
from crawler.pages.page import Page, anime_id_of
from crawler.pages.tree import Element, Path, css, text_of

_PAGE = re.compile(r"[?&]page=(\d{1,5})(?!\d)")
_ROUNDED = re.compile(r"\d\s*[KMB]\b")
_LINK = css("a.link-title")
# The first are hidden spans since 2021, the others what was shown before.
_MEMBERS = (css("span.js-members"), css(".scormem .member"))
_SCORES = (css("span.js-score"), css(".scormem .score"))
_PAGER = Path("//a[contains(@href, 'page=')]/@href")


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
        for card, anime_id, link in self._shown:
            title = text_of(link) or None
            found.setdefault(anime_id, {"_id": anime_id, "title": title, **_numbers(card)})
        if self.tree.of_class("seasonal-anime") and not found:
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
        for card, anime_id, _ in self._shown:
            told = map(values.positive, card.get("data-genre", "").split(","))
            found[anime_id] = [number for number in told if number]
        return found

    @cached_property
    def _shown(self) -> list[tuple[Element, int, Element]]:
        """The cards that link to a title: (card, MAL id, link)."""
        found = [(card, _LINK.first(card)) for card in self.tree.of_class("seasonal-anime")]
        rows = [(card, anime_id_of(a.get("href")), a) for card, a in found if a is not None]
        return [(card, anime_id, link) for card, anime_id, link in rows if anime_id]


class SeasonPage(CardsPage):
    """All titles of one season, on one page."""


class GenrePage(CardsPage):
    """Titles of one genre or producer, 100 to a page."""

    @property
    def next_page(self) -> int | None:
        """Number of the next page, or None on the last one."""
        here = _PAGE.search(self.url)
        own = int(here.group(1)) if here else 1
        links = (_PAGE.search(href) for href in _PAGER(self.tree.root))
        later = {int(match.group(1)) for match in links if match}
        return min((page for page in later if page > own), default=None)


def _numbers(card: Element) -> dict[str, Any]:
    return {
        "members": _members(_words(_MEMBERS, card)),
        "score": values.score(_words(_SCORES, card)),
    }


def _members(text: str | None) -> int | None:
    # "280K" is a number to look at, not to keep.
    return None if _ROUNDED.search(text or "") else values.number(text)


def _words(paths: Iterable[Path], card: Element) -> str | None:
    found = (path.first(card) for path in paths)
    return next((text_of(node) for node in found if node is not None), None)
