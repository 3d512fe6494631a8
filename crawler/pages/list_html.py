"""A user's list as a page (``/animelist/USER?status=7``), in the layout that its owner chose."""

from __future__ import annotations

import re
from functools import cached_property
from typing import Any

from parsel import Selector

from crawler.errors import FieldError
from crawler.pages import values
from crawler.pages.page import Page, anime_id_of
from crawler.pages.user_list import UserListPage

_STATUSES = {"watching": 1, "completed": 2, "on-hold": 3, "on hold": 3, "dropped": 4, "plan": 6}
_CLASSES = {"cw": 1, "completed": 2, "onhold": 3, "dropped": 4, "ptw": 6}
_HEADER = re.compile(r"header_(cw|completed|onhold|dropped|ptw)\b")
_RESTRICTED = "access to this list has been restricted"


class ListPage(Page):
    """A user's list as HTML: ``entries`` are the rows of a `users` document."""

    @property
    def is_private(self) -> bool:
        """Whether the owner hides the list."""
        return _RESTRICTED in self.text.lower()

    @cached_property
    def entries(self) -> list[dict[str, Any]]:
        """Rows as list entries, each title once.

        Raises
        ------
        FieldError
            When the page holds neither layout of a list.
        """
        if items := self.selector.css("table[data-items]"):
            return UserListPage(items[0].attrib["data-items"], self.url).entries
        if not self._is_classic:
            raise FieldError("list", "is missing: no table[data-items], no a.animetitle", self.url)
        return self._classic_entries()

    @property
    def n_rows(self) -> int:
        """Rows of the page, readable or not."""
        items = self.selector.css("table[data-items]")
        if items:
            return UserListPage(items[0].attrib["data-items"], self.url).n_rows
        return len(self.selector.css("a.animetitle"))

    @property
    def is_last(self) -> bool:
        """Whether the list ends here: a classic page holds all of it, a modern one 300 rows."""
        items = self.selector.css("table[data-items]")
        return not items or UserListPage(items[0].attrib["data-items"], self.url).is_last

    @property
    def _is_classic(self) -> bool:
        shown = "a.animetitle, #listType, .header_title, #mal_control_strip, .list-table"
        return bool(self.selector.css(shown))

    def _classic_entries(self) -> list[dict[str, Any]]:
        found: dict[int, dict[str, Any]] = {}
        status = 0
        # In the order of the page: a heading, then the rows that belong to it.
        for node in self.selector.xpath(
            "//*[contains(@class, 'header_')] | //tr[td//a[contains(@class, 'animetitle')]]"
        ):
            if node.root.tag == "tr":
                entry = _entry(node, status)
                if entry["anime_id"]:
                    found.setdefault(entry["anime_id"], entry)
            else:
                status = _status(node) or status
        return list(found.values())


def _status(heading: Selector) -> int:
    if found := _HEADER.search(heading.attrib["class"]):
        return _CLASSES[found.group(1)]
    text = values.text_of(heading).lower() if "header_title" in heading.attrib["class"] else ""
    return next((number for word, number in _STATUSES.items() if text.startswith(word)), 0)


def _entry(row: Selector, status: int) -> dict[str, Any]:
    links = row.xpath(".//a[contains(@class, 'animetitle')]")
    anime_id = anime_id_of(links[0].attrib.get("href"))
    score = values.positive(row.css("span.score-label::text").get())
    return {
        "anime_id": anime_id,
        "score": score if score and score <= 10 else 0,
        "status": status,
        "episodes": _episodes(row, anime_id),
        "updated": None,
    }


def _episodes(row: Selector, anime_id: int | None) -> int:
    own = row.xpath(".//span[@id=$id]", id=f"output{anime_id}")
    if own:
        return values.number(values.text_of(own[0])) or 0
    # A completed title shows its one number of episodes, in the last cell that is a number.
    cells = [values.text_of(cell) for cell in row.xpath("td[not(.//a) and not(.//span)]")]
    numbers = [cell for cell in cells[1:] if re.fullmatch(r"\d{1,6}(?:/\d+)?", cell)]
    return (values.number(numbers[-1]) or 0) if numbers else 0
