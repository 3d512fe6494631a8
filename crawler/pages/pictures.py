"""Pictures of one title: ``/anime/ID/Slug/pics``."""

from __future__ import annotations

from typing import Any

from crawler.pages.page import TitlePage
from crawler.pages.tree import hrefs


class PicturesPage(TitlePage):
    """The gallery of one title."""

    def __init__(self, answer: str | bytes, url: str) -> None:
        super().__init__(answer, url)
        self._check_title("Pic")

    def document(self) -> dict[str, Any]:
        """Return the fields of an `anime` document that the page shows."""
        return {"pictures": self.pictures}

    @property
    def pictures(self) -> list[str]:
        """Addresses of the large pictures, each once."""
        found = map(str.strip, hrefs(self.tree, "a.js-picture-gallery"))
        return list(dict.fromkeys(href for href in found if "://" in href))
