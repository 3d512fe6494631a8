"""Episodes of one title: ``/anime/ID/Slug/episode?offset=N``, 100 to a page."""

from __future__ import annotations

import re
from functools import cached_property
from typing import Any

from crawler.pages import values
from crawler.pages.page import TitlePage
from crawler.pages.tree import Node, text_at

_OFFSET = re.compile(r"[?&]offset=(\d{1,6})(?!\d)")


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
        for row in self.tree.css(".episode-list-data"):
            if number := values.positive(text_at(row, "td.episode-number")):
                found.setdefault(number, {"number": number, **_told(row)})
        return [found[number] for number in sorted(found)]

    @property
    def next_offset(self) -> int | None:
        """Offset of the next page, or None on the last one."""
        return self._later(_OFFSET, 0)


def _told(row: Node) -> dict[str, str | None]:
    return {
        "title": values.known(text_at(row, "td.episode-title a")),
        "aired": values.date(text_at(row, "td.episode-aired")),
    }
