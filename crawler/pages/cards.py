"""Titles as cards: a season (``/anime/season/2018/spring``) or a genre (``/anime/genre/1``)."""

from __future__ import annotations

import re
from functools import cached_property
from typing import Any

from crawler.errors import FieldError
from crawler.pages import values
from crawler.pages.page import Page, anime_id_of
from crawler.pages.tree import Node, attribute, text_at, text_of

_PAGE = re.compile(r"[?&]page=(\d{1,5})(?!\d)")
_ROUNDED = re.compile(r"\d\s*[KMB]\b")
# The first are hidden spans since 2021, the others what was shown before.
_MEMBERS = ("span.js-members", ".scormem .member")
_SCORES = ("span.js-score", ".scormem .score")


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
        if not found and self.tree.css_first(".seasonal-anime"):
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
            told = map(values.positive, attribute(card, "data-genre").split(","))
            found[anime_id] = [number for number in told if number]
        return found

    @cached_property
    def _shown(self) -> list[tuple[Node, int, Node]]:
        """The cards that link to a title: (card, MAL id, link)."""
        cards = self.tree.css(".seasonal-anime")
        found = [(card, link) for card in cards if (link := card.css_first("a.link-title"))]
        rows = [(card, anime_id_of(attribute(link, "href")), link) for card, link in found]
        return [(card, anime_id, link) for card, anime_id, link in rows if anime_id]


class SeasonPage(CardsPage):
    """All titles of one season, on one page."""


class GenrePage(CardsPage):
    """Titles of one genre or producer, 100 to a page."""

    @property
    def next_page(self) -> int | None:
        """Number of the next page, or None on the last one."""
        return self._later(_PAGE, 1)


def _numbers(card: Node) -> dict[str, Any]:
    return {
        "members": _members(text_at(card, *_MEMBERS)),
        "score": values.score(text_at(card, *_SCORES)),
    }


def _members(text: str | None) -> int | None:
    # "280K" is a number to look at, not to keep.
    return None if _ROUNDED.search(text or "") else values.number(text)
