"""The list of the best titles: ``topanime.php?limit=OFFSET``, 50 to a page (30 in 2013)."""

from __future__ import annotations

import re
from functools import cached_property
from typing import Any
from urllib.parse import parse_qs, urlsplit

from parsel import Selector, SelectorList

from crawler.errors import FieldError
from crawler.pages import values
from crawler.pages.page import Page, anime_id_of

_OLD_ROWS = "//tr[td//div[@class='picSurround']][td//a[contains(@class, 'hoverinfo')]/strong]"
_OLD_SCORE = re.compile(r"scored ([\d.]+)")
_MEMBERS = re.compile(r"([\d,]+)\s+members")
_NEXT = "//a[contains(@class, 'next') or starts-with(normalize-space(.), 'Next ')]/@href"


class TopPage(Page):
    """One page of the list of the best titles."""

    @cached_property
    def rows(self) -> list[dict[str, Any]]:
        """``{"_id", "title", "rank", "score", "members"}``, best first; empty past the end.

        Raises
        ------
        FieldError
            When the page has rows whose titles cannot be read, or no table at all.
        """
        found = [_row(row) for row in self._rows]
        if not all(row["_id"] for row in found) or not (found or self._is_top):
            raise FieldError("ids", "is unreadable: rows of tr.ranking-list expected", self.url)
        return list({row["_id"]: row for row in reversed(found)}.values())[::-1]

    @property
    def ids(self) -> list[int]:
        """MAL ids, best first; empty past the end of the list."""
        return [row["_id"] for row in self.rows]

    @property
    def next_offset(self) -> int | None:
        """Offset of the next page, or None on the last one."""
        links = self.selector.xpath(_NEXT).getall()
        offsets = (parse_qs(urlsplit(link).query).get("limit", [""])[0] for link in links)
        return next((found for text in offsets if (found := values.positive(text))), None)

    @property
    def _rows(self) -> SelectorList[Selector]:
        return self.selector.css("tr.ranking-list") or self.selector.xpath(_OLD_ROWS)

    @property
    def _is_top(self) -> bool:
        # Past the end in 2013 there is the heading and an empty table.
        return bool(
            self.selector.css("table.top-ranking-table")
            or self.selector.xpath("//h1[contains(., 'Top Anime')]")
        )


def _row(row: Selector) -> dict[str, Any]:
    link = _title_link(row)
    told = values.clean(" ".join(row.xpath(".//text()").getall()))
    members, old_score = _MEMBERS.search(told), _OLD_SCORE.search(told)
    score = row.css(".js-top-ranking-score-col span.text::text").get()
    return {
        "_id": anime_id_of(link.attrib.get("href")) if link else None,
        "title": _title(row, link),
        "rank": values.positive(row.css("td span.lightLink::text").get()),
        "score": values.score(score or (old_score.group(1) if old_score else None)),
        "members": values.number(members.group(1)) if members else None,
    }


def _title_link(row: Selector) -> Selector | None:
    for path in ("h3.anime_ranking_h3 a", ".detail a.hoverinfo_trigger", "a.hoverinfo_trigger"):
        if links := row.css(path):
            return next((link for link in links if values.text_of(link)), links[0])
    return None


def _title(row: Selector, link: Selector | None) -> str | None:
    picture = values.clean(row.css("img::attr(alt)").get()).removeprefix("Anime: ")
    return (values.text_of(link) if link else "") or picture or None
