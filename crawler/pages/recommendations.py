"""What members recommend with a title: ``/anime/ID/Slug/userrecs``, all on one page."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from parsel import Selector, SelectorList

from crawler.pages import values
from crawler.pages.page import TitlePage, anime_id_of

# Links of a text: "read more", and the button's own words.
_TEXT = ".//text()[not(ancestor::a)] | .//br"


class RecommendationsPage(TitlePage):
    """Recommendations of one title, with the members' words."""

    def __init__(self, text: str, url: str) -> None:
        super().__init__(text, url)
        self._check_title("Recommendations")

    def document(self) -> dict[str, Any]:
        """Return the fields of an `anime` document that the page shows."""
        return {"recommendations": self.recommendations}

    @cached_property
    def recommendations(self) -> list[dict[str, Any]]:
        """``{"anime_id", "votes", "text"}`` for each title, most votes first as on the page.

        ``votes`` counts the members, ``text`` is the first member's words.
        """
        found: dict[int, dict[str, Any]] = {}
        for block in self._blocks:
            other = anime_id_of(_link(block))
            texts = self._texts(block)
            if other and texts:
                row = {"anime_id": other, "votes": _votes(block, len(texts)), "text": texts[0]}
                found.setdefault(other, row)
        return list(found.values())

    @property
    def texts(self) -> dict[int, list[str]]:
        """All members' words, by the recommended title's id."""
        blocks = ((anime_id_of(_link(block)), block) for block in self._blocks)
        return {anime_id: self._texts(block) for anime_id, block in blocks if anime_id}

    @property
    def _blocks(self) -> SelectorList[Selector]:
        return self.selector.xpath("//table[(tr | tbody/tr)/td/div[@class='picSurround']]")

    @staticmethod
    def _texts(block: Selector) -> list[str]:
        # To 2018 the text had no class of its own: it is the first pad before "Recommended by".
        nodes = block.xpath(
            ".//div[contains(@class, 'borderClass')][.//a[contains(@href, '/profile/')]]"
            "/div[contains(@class, 'spaceit_pad')][1]"
        )
        return [values.paragraphs(node.root.xpath(_TEXT)) or "" for node in nodes]


def _link(block: Selector) -> str | None:
    return block.css("div.picSurround a::attr(href)").get()


def _votes(block: Selector, n_texts: int) -> int:
    more = values.positive(block.css("a.js-similar-recommendations-button strong::text").get())
    return 1 + more if more else n_texts
