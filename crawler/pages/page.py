"""What all HTML pages share: reading the text, and telling a page from an error."""

from __future__ import annotations

import re
from functools import cached_property
from typing import ClassVar

from crawler.errors import CutPageError, FieldError, GonePageError, PageError, UnavailablePageError
from crawler.pages import values
from crawler.pages.tree import Path, Tree, text_of, utf8

_ANIME = re.compile(r"/anime/(\d{1,9})(?![\d.])")
_GONE, _AWAY = "404 Not Found", "503 Service Unavailable"
_ADDRESSES = "{0}/meta[@property='og:url']/@content | {0}/link[@rel='canonical']/@href"
_OWN_ADDRESSES, _ANYWHERE = Path(_ADDRESSES.format("/html/head")), Path(_ADDRESSES.format("/"))
_TITLE = Path("string(//title)")


class Page:
    """One HTML answer of the site.

    Parameters
    ----------
    answer
        The answer, decoded or in UTF-8.
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

    # Beginnings of the blocks that no field is read from, in their order.
    unread: ClassVar[tuple[bytes, ...]] = ()

    def __init__(self, answer: str | bytes, url: str) -> None:
        self.raw = utf8(answer)
        self.url = url
        self._check_is_page()

    @cached_property
    def tree(self) -> Tree:
        """The parsed page."""
        try:
            return Tree(self.raw, self.unread)
        except ValueError as error:
            self._check_is_whole()
            raise PageError(f"the answer is not HTML ({error})", self.url) from error

    def _check_is_page(self) -> None:
        said = [text_of(heading) for heading in self.tree.of_tag("title", "h1")]
        if any(_GONE in words for words in said):
            raise GonePageError(f"the site has no such page ({_GONE})", self.url)
        if any(_AWAY in words for words in said):
            raise UnavailablePageError(f"the site cannot answer ({_AWAY})", self.url)
        for words in map(text_of, self.tree.of_class("badresult")):
            if words and self._means_gone(words):
                raise GonePageError(f"the site has no such page ({words[:80]!r})", self.url)
        self._check_is_whole()

    def _check_is_whole(self) -> None:
        if b"</html" not in self.raw[-4096:].lower():
            raise CutPageError(f"cut after {len(self.raw)} bytes: no </html>", self.url)

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

    def _means_gone(self, said: str) -> bool:
        # Beside a title's own facts it is told of a part of the page that there is nothing.
        return not self.tree.of_class("dark_text")

    def _check_title(self, *words: str) -> None:
        """Refuse a page whose title has none of `words`: another tab, or no page of the site."""
        said = values.clean(_TITLE(self.tree.root))
        if not any(word in said for word in words):
            raise FieldError("title", f"is {said[:60]!r}: one with {words[0]!r} expected", self.url)


def anime_id_of(href: str | None) -> int | None:
    """Return the id in a link to an anime page ("/anime/918/Gintama"), or None."""
    found = _ANIME.search(href or "")
    return int(found.group(1)) or None if found else None
