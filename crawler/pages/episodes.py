"""Episodes of one title: ``/anime/ID/Slug/episode?offset=N``, 100 to a page."""

from __future__ import annotations

import re
from functools import cached_property
from typing import Any

from parsel import Selector

from crawler.pages import values
from crawler.pages.page import TitlePage

_OFFSET = re.compile(r"[?&]offset=(\d{1,6})(?!\d)")


class EpisodesPage(TitlePage):
    """One page of a title's episodes."""

    def __init__(self, text: str, url: str) -> None:
        super().__init__(text, url)
        self._check_title("Episode")

    @cached_property
    def episodes(self) -> list[dict[str, Any]]:
        """``{"number", "title", "aired"}``, each number once.

        In 2018 the page held the same episodes twice, upwards and downwards.
        """
        found: dict[int, dict[str, Any]] = {}
        for row in self.selector.css("tr.episode-list-data"):
            number = values.positive(row.css("td.episode-number::text").get())
            if number:
                found.setdefault(number, {"number": number, **_told(row)})
        return [found[number] for number in sorted(found)]

    @property
    def next_offset(self) -> int | None:
        """Offset of the next page, or None on the last one."""
        here = _OFFSET.search(self.url)
        own = int(here.group(1)) if here else 0
        links = self.selector.css("a[href*='offset=']::attr(href)").getall()
        later = {int(match.group(1)) for href in links if (match := _OFFSET.search(href))}
        return min((offset for offset in later if offset > own), default=None)


def _told(row: Selector) -> dict[str, str | None]:
    title = row.css("td.episode-title a")
    return {
        "title": values.known(values.text_of(title[0])) if title else None,
        "aired": values.date(row.css("td.episode-aired::text").get()),
    }
