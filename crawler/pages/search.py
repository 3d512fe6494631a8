"""Search, newest titles and letters: ``anime.php?q=..&show=OFFSET``, 50 to a page."""

from __future__ import annotations

import re
from functools import cached_property
from typing import Any

from crawler.errors import FieldError
from crawler.pages import values
from crawler.pages.page import Page, anime_id_of
from crawler.pages.tree import Node, attribute, text_of

_SHOW = re.compile(r"[?&]show=(\d{1,6})(?!\d)")
_LINK = "a.hoverinfo_trigger:has(> strong)"


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
        for row in self.tree.css("tr:has(a.hoverinfo_trigger > strong)"):
            link = row.css_first(_LINK)
            if link and (anime_id := anime_id_of(attribute(link, "href"))):
                title = text_of(link) or None
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
        return self._later(_SHOW, 0)

    @property
    def _is_search(self) -> bool:
        shown = self.tree.css_first(".js-categories-seasonal, .badresult, #advancedSearch")
        return shown is not None

    def _means_gone(self, said: str) -> bool:
        # "No titles that matched your query were found."
        return False


def _cells(row: Node) -> dict[str, Any]:
    cells = [text_of(cell) for cell in row.css("td:not(:has(a.hoverinfo_trigger))")]
    kind, episodes, score = (*cells, "", "", "")[:3]
    return {
        "type": values.known(kind),
        "episodes": values.positive(episodes),
        "score": values.score(score),
    }
