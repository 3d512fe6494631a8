"""What all HTML pages share: reading the text, and telling a page from an error."""

from __future__ import annotations

import re
from functools import cached_property

from parsel import Selector

from crawler.errors import CutPageError, FieldError, GonePageError, PageError
from crawler.pages import values

# No page needs these, and lxml chokes on them in names of attributes.
_NOT_TEXT = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_ANIME = re.compile(r"/anime/(\d{1,9})(?![\d.])")


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
    CutPageError
        When the end of the page is missing.
    """

    def __init__(self, text: str, url: str) -> None:
        self.text = text
        self.url = url
        self._check_is_page()

    @cached_property
    def selector(self) -> Selector:
        """The parsed page."""
        try:
            return Selector(text=_NOT_TEXT.sub("", self.text), type="html")
        except (ValueError, UnicodeError) as error:
            raise PageError(f"the answer is not HTML ({error})", self.url) from error

    def _check_is_page(self) -> None:
        # Substrings first: they spare well-formed pages two searches through the tree.
        if "404 Not Found" in self.text and self.selector.css("h1.h1, h1, title").re_first(
            r"404 Not Found"
        ):
            raise GonePageError("the site has no such page (404 Not Found)", self.url)
        if "badresult" in self.text and (bad := self.selector.css("div.badresult")):
            said = values.text_of(bad[0])
            if said:
                raise GonePageError(f"the site has no such page ({said[:80]!r})", self.url)
        if "</html" not in self.text[-4096:].lower():
            raise CutPageError(f"cut after {len(self.text)} characters: no </html>", self.url)


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
        own = self.selector.xpath(
            "//meta[@property='og:url']/@content | //link[@rel='canonical']/@href"
        )
        for href in [*own.getall(), self.url]:
            if found := anime_id_of(href):
                return found
        raise FieldError("_id", "is missing: no link to the page itself", self.url)

    def _check_title(self, *words: str) -> None:
        """Refuse a page whose title has none of `words`: another tab, or no page of the site."""
        said = values.clean(self.selector.css("title::text").get())
        if not any(word in said for word in words):
            raise FieldError("title", f"is {said[:60]!r}: one with {words[0]!r} expected", self.url)


def anime_id_of(href: str | None) -> int | None:
    """Return the id in a link to an anime page ("/anime/918/Gintama"), or None."""
    found = _ANIME.search(href or "")
    return int(found.group(1)) or None if found else None
