"""The list of the best titles: ``topanime.php?limit=OFFSET``, 50 to a page (30 in 2013)."""

from __future__ import annotations

import re
from functools import cached_property
from typing import Any
from urllib.parse import parse_qs, urlsplit

from crawler.errors import FieldError
from crawler.pages import values
from crawler.pages.page import Page, anime_id_of
from crawler.pages.tree import Element, Path, css, text_of

_OLD_ROWS = Path("//tr[td//div[@class='picSurround']][td//a[contains(@class, 'hoverinfo')]/strong]")
_LINKS = (
    css("h3.anime_ranking_h3 a"),
    css(".detail a.hoverinfo_trigger"),
    css("a.hoverinfo_trigger"),
)
_RANK, _SCORE = css("td span.lightLink"), css(".js-top-ranking-score-col span.text")
_TEXTS, _PICTURE = Path(".//text()"), Path("string(.//img/@alt)")
_OLD_SCORE = re.compile(r"scored ([\d.]+)")
_MEMBERS = re.compile(r"([\d,]+)\s+members")
_NEXT = Path("//a[contains(@class, 'next') or starts-with(normalize-space(.), 'Next ')]/@href")


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
        links = _NEXT(self.tree.root)
        offsets = (parse_qs(urlsplit(link).query).get("limit", [""])[0] for link in links)
        return next((found for text in offsets if (found := values.positive(text))), None)

    @property
    def _rows(self) -> list[Element]:
        return self.tree.of_class("ranking-list") or _OLD_ROWS(self.tree.root)

    @property
    def _is_top(self) -> bool:
        # Past the end in 2013 there is the heading and an empty table.
        headings = map(text_of, self.tree.of_tag("h1"))
        has_table = bool(self.tree.of_class("top-ranking-table"))
        return has_table or any("Top Anime" in heading for heading in headings)


def _row(row: Element) -> dict[str, Any]:
    link, rank, score = _title_link(row), _RANK.first(row), _SCORE.first(row)
    told = values.clean(" ".join(_TEXTS(row)))
    members, old_score = _MEMBERS.search(told), _OLD_SCORE.search(told)
    shown = text_of(score) if score is not None else None
    return {
        "_id": anime_id_of(link.get("href")) if link is not None else None,
        "title": _title(row, link),
        "rank": values.positive(text_of(rank)) if rank is not None else None,
        "score": values.score(shown or (old_score.group(1) if old_score else None)),
        "members": values.number(members.group(1)) if members else None,
    }


def _title_link(row: Element) -> Element | None:
    for path in _LINKS:
        if links := path(row):
            return next((link for link in links if text_of(link)), links[0])
    return None


def _title(row: Element, link: Element | None) -> str | None:
    picture = values.clean(_PICTURE(row)).removeprefix("Anime: ")
    return (text_of(link) if link is not None else "") or picture or None
