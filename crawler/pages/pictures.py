"""Pictures of one title: ``/anime/ID/Slug/pics``."""

from __future__ import annotations

from typing import Any

from crawler.pages.page import TitlePage
from crawler.pages.tree import Path

_LARGE = Path("//a[contains(@class, 'js-picture-gallery')]/@href")


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
        found = (href.strip() for href in _LARGE(self.tree.root))
        return list(dict.fromkeys(href for href in found if "://" in href))
