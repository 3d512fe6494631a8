"""Search, newest titles and letters: ``anime.php?q=..&show=OFFSET``, 50 to a page."""

from __future__ import annotations

import re
from functools import cached_property
from typing import Any

from crawler.errors import FieldError
from crawler.pages import values
from crawler.pages.page import Page, anime_id_of
from crawler.pages.tree import Element, Path, text_of

_SHOW = re.compile(r"[?&]show=(\d{1,6})(?!\d)")
_ROWS = Path("//tr[td//a[contains(@class, 'hoverinfo_trigger')]/strong]")
_LINK = Path(".//a[contains(@class, 'hoverinfo_trigger')][strong]")
_CELLS = Path("td[not(.//a[contains(@class, 'hoverinfo_trigger')])]")
_PAGER = Path("//a[contains(@href, 'show=')]/@href")
_SEARCH = Path("//*[@id='advancedSearch']")


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
        for row in _ROWS(self.tree.root):
            link = _LINK.first(row)
            if anime_id := anime_id_of(link.get("href")):
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
        here = _SHOW.search(self.url)
        own = int(here.group(1)) if here else 0
        links = (_SHOW.search(href) for href in _PAGER(self.tree.root))
        later = {int(match.group(1)) for match in links if match}
        return min((offset for offset in later if offset > own), default=None)

    @property
    def _is_search(self) -> bool:
        is_result = self.tree.of_class("js-categories-seasonal") or self.tree.of_class("badresult")
        return bool(is_result or _SEARCH(self.tree.root))

    def _means_gone(self, said: str) -> bool:
        # "No titles that matched your query were found."
        return False


def _cells(row: Element) -> dict[str, Any]:
    cells = [text_of(cell) for cell in _CELLS(row)]
    kind, episodes, score = (*cells, "", "", "")[:3]
    return {
        "type": values.known(kind),
        "episodes": values.positive(episodes),
        "score": values.score(score),
    }
