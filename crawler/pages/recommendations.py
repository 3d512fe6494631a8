"""What members recommend with a title: ``/anime/ID/Slug/userrecs``, all on one page."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from crawler.pages import running_text, values
from crawler.pages.page import TitlePage, anime_id_of
from crawler.pages.tree import Element, Path, css, text_of

_BLOCKS = Path("//table[(tr | tbody/tr)/td/div[@class='picSurround']]")
# To 2018 the text had no class of its own: it is the first pad before "Recommended by".
_TEXTS = Path(
    ".//div[contains(@class, 'borderClass')][.//a[contains(@href, '/profile/')]]"
    "/div[contains(@class, 'spaceit_pad')][1]"
)
# Links of a text: "read more", and the button's own words.
_PIECES = Path(".//text()[not(ancestor::a)] | .//br")
_LINK = css("div.picSurround a[href]")
_MORE = css("a.js-similar-recommendations-button strong")


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
    def _blocks(self) -> list[tuple[int, Element]]:
        found = [(_LINK.first(block), block) for block in _BLOCKS(self.tree.root)]
        ids = [(anime_id_of(link.get("href")), block) for link, block in found if link is not None]
        return [(anime_id, block) for anime_id, block in ids if anime_id]


def _texts(block: Element) -> list[str]:
    return [running_text.paragraphs(_PIECES(node)) or "" for node in _TEXTS(block)]


def _votes(block: Element, n_texts: int) -> int:
    button = _MORE.first(block)
    more = values.positive(text_of(button)) if button is not None else None
    return 1 + more if more else n_texts
