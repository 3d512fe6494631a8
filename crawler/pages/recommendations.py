"""What members recommend with a title: ``/anime/ID/Slug/userrecs``, all on one page."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from crawler.pages import running_text, values
from crawler.pages.page import TitlePage, anime_id_of
from crawler.pages.tree import Node, attribute, text_at

_BLOCKS = "table:has(> tbody > tr > td > div.picSurround)"
_LINK = "div.picSurround a[href]"
# To 2018 the text had no class of its own: it is the first pad before "Recommended by".
_TEXTS = "div.borderClass:has(a[href*='/profile/']) > div.spaceit_pad:nth-child(1 of .spaceit_pad)"


class RecommendationsPage(TitlePage):
    """Recommendations of one title, with the members' words."""

    def __init__(self, answer: str | bytes, url: str) -> None:
        super().__init__(answer, url)
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
        for other, block in self._blocks:
            if texts := _texts(block):
                row = {"anime_id": other, "votes": _votes(block, len(texts)), "text": texts[0]}
                found.setdefault(other, row)
        return list(found.values())

    @property
    def texts(self) -> dict[int, list[str]]:
        """All members' words, by the recommended title's id."""
        return {anime_id: _texts(block) for anime_id, block in self._blocks}

    @cached_property
    def _blocks(self) -> list[tuple[int, Node]]:
        blocks = self.tree.css(_BLOCKS)
        found = [(link, block) for block in blocks if (link := block.css_first(_LINK))]
        ids = [(anime_id_of(attribute(link, "href")), block) for link, block in found]
        return [(anime_id, block) for anime_id, block in ids if anime_id]


def _texts(block: Node) -> list[str]:
    return [running_text.paragraphs([node], _is_text) or "" for node in block.css(_TEXTS)]


def _is_text(element: Node) -> bool:
    # Links are "read more", and the button's own words.
    return element.tag != "a" and element.tag not in running_text.SILENT


def _votes(block: Node, n_texts: int) -> int:
    more = values.positive(text_at(block, "a.js-similar-recommendations-button strong"))
    return 1 + more if more else n_texts
