"""The list of the best titles: ``topanime.php?limit=OFFSET``, 50 to a page (30 in 2013)."""

from __future__ import annotations

import re
from functools import cached_property
from typing import Any
from urllib.parse import parse_qs, urlsplit

from crawler.errors import FieldError
from crawler.pages import values
from crawler.pages.page import Page, anime_id_of
from crawler.pages.tree import Node, attribute, text_at, text_of

_OLD_ROWS = "tr:has(div.picSurround):has(a[class*=hoverinfo] > strong)"
_LINKS = ("h3.anime_ranking_h3 a", ".detail a.hoverinfo_trigger", "a.hoverinfo_trigger")
_OLD_SCORE = re.compile(r"scored ([\d.]+)")
_MEMBERS = re.compile(r"([\d,]+)\s+members")


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
        links = [attribute(a, "href") for a in self.tree.css("a[href*='limit=']") if _leads_on(a)]
        offsets = (parse_qs(urlsplit(link).query).get("limit", [""])[0] for link in links)
        return next((found for text in offsets if (found := values.positive(text))), None)

    @property
    def _rows(self) -> list[Node]:
        return self.tree.css(".ranking-list") or self.tree.css(_OLD_ROWS)

    @property
    def _is_top(self) -> bool:
        # Past the end in 2013 there is the heading and an empty table.
        headings = map(text_of, self.tree.css("h1"))
        has_table = self.tree.css_first(".top-ranking-table") is not None
        return has_table or any("Top Anime" in heading for heading in headings)


def _leads_on(link: Node) -> bool:
    return "next" in attribute(link, "class") or text_of(link).startswith("Next ")


def _row(row: Node) -> dict[str, Any]:
    link, told = _title_link(row), values.clean(row.text(separator=" "))
    members, old_score = _MEMBERS.search(told), _OLD_SCORE.search(told)
    score = text_at(row, ".js-top-ranking-score-col span.text")
    return {
        "_id": anime_id_of(attribute(link, "href")) if link else None,
        "title": _title(row, link),
        "rank": values.positive(text_at(row, "td span.lightLink")),
        "score": values.score(score or (old_score.group(1) if old_score else None)),
        "members": values.number(members.group(1)) if members else None,
    }


def _title_link(row: Node) -> Node | None:
    for selector in _LINKS:
        if links := row.css(selector):
            return next((link for link in links if text_of(link)), links[0])
    return None


def _title(row: Node, link: Node | None) -> str | None:
    image = row.css_first("img")
    picture = values.clean(attribute(image, "alt")).removeprefix("Anime: ") if image else ""
    return (text_of(link) if link else "") or picture or None
