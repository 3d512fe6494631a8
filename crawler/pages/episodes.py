"""Episodes of one title: ``/anime/ID/Slug/episode?offset=N``, 100 to a page."""

from __future__ import annotations

import re
from functools import cached_property
from typing import Any

from crawler.pages import values
from crawler.pages.page import TitlePage
from crawler.pages.tree import Element, Path, css, text_of

_OFFSET = re.compile(r"[?&]offset=(\d{1,6})(?!\d)")
_NUMBER, _TITLE, _AIRED = (
    css("td.episode-number"),
    css("td.episode-title a"),
    css("td.episode-aired"),
)
_PAGER = Path("//a[contains(@href, 'offset=')]/@href")


class EpisodesPage(TitlePage):
    """One page of a title's episodes."""

    def __init__(self, answer: str | bytes, url: str) -> None:
        super().__init__(answer, url)
        self._check_title("Episode")

    @cached_property
    def episodes(self) -> list[dict[str, Any]]:
        """``{"number", "title", "aired"}``, each number once.

        In 2018 the page held the same episodes twice, upwards and downwards.
        """
        found: dict[int, dict[str, Any]] = {}
        for row in self.tree.of_class("episode-list-data"):
            if number := values.positive(_words(_NUMBER, row)):
                found.setdefault(number, {"number": number, **_told(row)})
        return [found[number] for number in sorted(found)]

    @property
    def next_offset(self) -> int | None:
        """Offset of the next page, or None on the last one."""
        here = _OFFSET.search(self.url)
        own = int(here.group(1)) if here else 0
        links = (_OFFSET.search(href) for href in _PAGER(self.tree.root))
        later = {int(match.group(1)) for match in links if match}
        return min((offset for offset in later if offset > own), default=None)


def _told(row: Element) -> dict[str, str | None]:
    return {
        "title": values.known(_words(_TITLE, row)),
        "aired": values.date(_words(_AIRED, row)),
    }


def _words(path: Path, row: Element) -> str | None:
    found = path.first(row)
    return None if found is None else text_of(found)
