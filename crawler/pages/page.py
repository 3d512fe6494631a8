"""What all HTML pages share: reading the text, and telling a page from an error."""

from __future__ import annotations

import re
from functools import cached_property

from crawler.errors import CutPageError, FieldError, GonePageError, PageError, UnavailablePageError
from crawler.pages import values
from crawler.pages.tree import Path, Tree, text_of

_ANIME = re.compile(r"/anime/(\d{1,9})(?![\d.])")
_GONE, _AWAY = "404 Not Found", "503 Service Unavailable"
_ADDRESSES = "{0}/meta[@property='og:url']/@content | {0}/link[@rel='canonical']/@href"
_OWN_ADDRESSES, _ANYWHERE = Path(_ADDRESSES.format("/html/head")), Path(_ADDRESSES.format("/"))
_TITLE = Path("string(//title)")


class Page:
    """One HTML answer of the site.

    Parameters
    ----------
    text
        The answer, decoded.
    url
        Where it came from; named in errors.

    Raises
    ------
    GonePageError
        When the site says that there is no such page, with status 404 or in a page of status 200.
    UnavailablePageError
        When the site says that it cannot answer for a while.
    CutPageError
        When the end of the page is missing.
    """

    def __init__(self, text: str, url: str) -> None:
        self.text = text
        self.url = url
        self._check_is_page()

    @cached_property
    def tree(self) -> Tree:
        """The parsed page."""
        try:
            return Tree(self.text)
        except ValueError as error:
            raise PageError(f"the answer is not HTML ({error})", self.url) from error

    def _check_is_page(self) -> None:
        # Substrings first: they spare well-formed pages a search through the tree.
        if self._is_headed(_GONE):
            raise GonePageError(f"the site has no such page ({_GONE})", self.url)
        if self._is_headed(_AWAY):
            raise UnavailablePageError(f"the site cannot answer ({_AWAY})", self.url)
        if "badresult" in self.text:
            for said in map(text_of, self.tree.of_class("badresult")):
                if said and self._means_gone(said):
                    raise GonePageError(f"the site has no such page ({said[:80]!r})", self.url)
        if "</html" not in self.text[-4096:].lower():
            raise CutPageError(f"cut after {len(self.text)} characters: no </html>", self.url)

    def _is_headed(self, words: str) -> bool:
        if words not in self.text:
            return False
        return any(words in text_of(heading) for heading in self.tree.of_tag("title", "h1"))

    def _means_gone(self, said: str) -> bool:
        """Whether what the site says instead of a result means that there is no such page."""
        return True


class TitlePage(Page):
    """A page about one title: its own, or one of its tabs (``/anime/ID/Slug/stats``)."""

    @cached_property
    def anime_id(self) -> int:
        """MAL id, from the page's own address.

        Raises
        ------
        FieldError
            When neither the page nor its URL says it.
        """
        root = self.tree.root
        for href in [*(_OWN_ADDRESSES(root) or _ANYWHERE(root)), self.url]:
            if found := anime_id_of(href):
                return found
        raise FieldError("_id", "is missing: no link to the page itself", self.url)

    def _check_title(self, *words: str) -> None:
        """Refuse a page whose title has none of `words`: another tab, or no page of the site."""
        said = values.clean(_TITLE(self.tree.root))
        if not any(word in said for word in words):
            raise FieldError("title", f"is {said[:60]!r}: one with {words[0]!r} expected", self.url)


def anime_id_of(href: str | None) -> int | None:
    """Return the id in a link to an anime page ("/anime/918/Gintama"), or None."""
    found = _ANIME.search(href or "")
    return int(found.group(1)) or None if found else None
