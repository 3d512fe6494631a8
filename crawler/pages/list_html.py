"""A user's list as a page (``/animelist/USER?status=7``), in the layout that its owner chose."""

from __future__ import annotations

import re
from functools import cached_property
from typing import Any

from crawler.errors import FieldError
from crawler.pages import values
from crawler.pages.page import Page, anime_id_of
from crawler.pages.tree import Node, attribute, hrefs, text_at, text_of
from crawler.pages.user_list import UserListPage

_STATUSES = {"watching": 1, "completed": 2, "on-hold": 3, "on hold": 3, "dropped": 4, "plan": 6}
_CLASSES = {"cw": 1, "completed": 2, "onhold": 3, "dropped": 4, "ptw": 6}
_HEADER = re.compile(r"header_(cw|completed|onhold|dropped|ptw)\b")
_CLASSIC = "a.animetitle, #listType, .header_title, #mal_control_strip, .list-table"
# In the order of the page: a heading, then the rows that belong to it.
_HEADINGS_AND_ROWS = "[class*=header_], tr:has(a.animetitle)"
_RESTRICTED = "access to this list has been restricted"


class ListPage(Page):
    """A user's list as HTML: ``entries`` are the rows of a `users` document."""

    @property
    def is_private(self) -> bool:
        """Whether the owner hides the list."""
        return _RESTRICTED.encode() in self.raw.lower()

    @cached_property
    def entries(self) -> list[dict[str, Any]]:
        """Rows as list entries, each title once.

        Raises
        ------
        FieldError
            When the page holds neither layout of a list.
        """
        if self._modern:
            return self._modern.entries
        if self.tree.css_first(_CLASSIC) is None:
            raise FieldError("list", "is missing: no table[data-items], no a.animetitle", self.url)
        return self._classic_entries()

    @property
    def n_rows(self) -> int:
        """Rows of the page, readable or not."""
        rows = (node for node in self._classic if node.tag == "tr")
        return self._modern.n_rows if self._modern else sum(1 for _ in rows)

    @property
    def n_skipped(self) -> int:
        """Rows that are no list entries, or name a title again."""
        return self.n_rows - len(self.entries)

    @property
    def is_last(self) -> bool:
        """Whether the list ends here: a classic page holds all of it, a modern one 300 rows."""
        return self._modern.is_last if self._modern else True

    @cached_property
    def _modern(self) -> UserListPage | None:
        table = self.tree.css_first("table[data-items]")
        return UserListPage(attribute(table, "data-items"), self.url) if table else None

    @cached_property
    def _classic(self) -> list[Node]:
        return self.tree.css(_HEADINGS_AND_ROWS)

    def _classic_entries(self) -> list[dict[str, Any]]:
        found: dict[int, dict[str, Any]] = {}
        status = 0
        for node in self._classic:
            if node.tag == "tr":
                entry = _entry(node, status)
                if entry["anime_id"]:
                    found.setdefault(entry["anime_id"], entry)
            else:
                status = _status(node) or status
        return list(found.values())

    def _means_gone(self, said: str) -> bool:
        return _RESTRICTED not in said.lower()


def _status(heading: Node) -> int:
    named = attribute(heading, "class")
    if found := _HEADER.search(named):
        return _CLASSES[found.group(1)]
    text = text_of(heading).lower() if "header_title" in named else ""
    return next((number for word, number in _STATUSES.items() if text.startswith(word)), 0)


def _entry(row: Node, status: int) -> dict[str, Any]:
    anime_id = anime_id_of(next(iter(hrefs(row, "a.animetitle")), ""))
    score = values.positive(text_at(row, "span.score-label"))
    return {
        "anime_id": anime_id,
        "score": score if score and score <= 10 else 0,
        "status": status,
        "episodes": _episodes(row, anime_id),
        "updated": None,
    }


def _episodes(row: Node, anime_id: int | None) -> int:
    seen = text_at(row, f"span#output{anime_id}")
    if seen is not None:
        return values.number(seen) or 0
    # A completed title shows its one number of episodes, in the last cell that is a number.
    cells = [text_of(cell) for cell in row.css("td:not(:has(a, span))")]
    numbers = [cell for cell in cells[1:] if re.fullmatch(r"\d{1,6}(?:/\d+)?", cell)]
    return (values.number(numbers[-1]) or 0) if numbers else 0
