"""Search, newest titles and letters: ``anime.php?q=..&show=OFFSET``, 50 to a page."""

from __future__ import annotations

import re
from functools import cached_property
from typing import Any

from parsel import Selector

from crawler.errors import FieldError
from crawler.pages import values
from crawler.pages.page import Page, anime_id_of

_SHOW = re.compile(r"[?&]show=(\d{1,6})(?!\d)")
_CELLS = "td[not(.//a[contains(@class, 'hoverinfo_trigger')])]"


class SearchPage(Page):
    """One page of titles that a search found."""

    @cached_property
    def rows(self) -> list[dict[str, Any]]:
        """``{"_id", "title", "type", "episodes", "score"}`` for each title found.

        Raises
        ------
        FieldError
            When the page has no table of results and does not say that nothing was found.
        """
        found: dict[int, dict[str, Any]] = {}
        for row in self.selector.xpath("//tr[td//a[contains(@class, 'hoverinfo_trigger')]/strong]"):
            link = row.xpath(".//a[contains(@class, 'hoverinfo_trigger')][strong]")[0]
            if anime_id := anime_id_of(link.attrib.get("href")):
                title = values.text_of(link) or None
                found.setdefault(anime_id, {"_id": anime_id, "title": title, **_cells(row)})
        if not found and not self._is_search:
            raise FieldError("rows", "are missing: no a.hoverinfo_trigger in a table", self.url)
        return list(found.values())

    @property
    def ids(self) -> list[int]:
        """MAL ids in the order of the page."""
        return [row["_id"] for row in self.rows]

    @property
    def next_offset(self) -> int | None:
        """Offset of the next page, or None on the last one."""
        here = _SHOW.search(self.url)
        own = int(here.group(1)) if here else 0
        links = self.selector.css("a[href*='show=']::attr(href)").getall()
        later = {int(match.group(1)) for href in links if (match := _SHOW.search(href))}
        return min((offset for offset in later if offset > own), default=None)

    @property
    def _is_search(self) -> bool:
        return bool(self.selector.css("div.js-categories-seasonal, #advancedSearch"))


def _cells(row: Selector) -> dict[str, Any]:
    cells = [values.text_of(cell) for cell in row.xpath(_CELLS)]
    kind, episodes, score = (*cells, "", "", "")[:3]
    return {
        "type": values.known(kind),
        "episodes": values.positive(episodes),
        "score": values.score(score),
    }
