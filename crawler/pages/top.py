"""The list of the best titles: ``topanime.php?limit=OFFSET``, 50 to a page."""

from __future__ import annotations

from functools import cached_property
from urllib.parse import parse_qs, urlsplit

from crawler.errors import FieldError
from crawler.pages import values
from crawler.pages.page import Page, anime_id_of


class TopPage(Page):
    """One page of the list of the best titles."""

    @cached_property
    def ids(self) -> list[int]:
        """MAL ids, best first; empty past the end of the list.

        Raises
        ------
        FieldError
            When the page has rows whose titles cannot be read, or no table at all.
        """
        rows = self.selector.css("tr.ranking-list")
        links = [row.css("h3.anime_ranking_h3 a, .detail a.hoverinfo_trigger") for row in rows]
        ids = [anime_id_of(link.attrib.get("href")) for link in links]
        if not all(ids) or not (rows or self.selector.css("table.top-ranking-table")):
            raise FieldError("ids", "is unreadable: rows of tr.ranking-list expected", self.url)
        return list(dict.fromkeys(found for found in ids if found))

    @property
    def next_offset(self) -> int | None:
        """Offset of the next page, or None on the last one."""
        link = self.selector.css("a.link-blue-box.next::attr(href)").get()
        query = parse_qs(urlsplit(link or "").query)
        return values.positive(query.get("limit", [""])[0])
