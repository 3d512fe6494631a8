"""What all HTML pages share: reading the text, and telling a page from an error."""

from __future__ import annotations

import re
from functools import cached_property

from crawler.errors import CutPageError, FieldError, GonePageError, PageError, UnavailablePageError
from crawler.pages.tree import attribute, hrefs, parsed, text_at, text_of, utf8

_ANIME = re.compile(r"/anime/(\d{1,9})(?![\d.])")
_GONE, _AWAY = "404 Not Found", "503 Service Unavailable"


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

    def __init__(self, answer: str | bytes, url: str) -> None:
        self.raw = utf8(answer)
        self.url = url
        try:
            self.tree = parsed(self.raw)
        except ValueError as error:
            raise PageError(f"the answer is not HTML ({error})", url) from error
        self._check_is_page()

    def _check_is_page(self) -> None:
        said = [text_at(self.tree, name) or "" for name in ("title", "h1")]
        if any(_GONE in words for words in said):
            raise GonePageError(f"the site has no such page ({_GONE})", self.url)
        if any(_AWAY in words for words in said):
            raise UnavailablePageError(f"the site cannot answer ({_AWAY})", self.url)
        for words in map(text_of, self.tree.css(".badresult")):
            if words and self._means_gone(words):
                raise GonePageError(f"the site has no such page ({words[:80]!r})", self.url)
        if b"</html" not in self.raw[-4096:].lower():
            raise CutPageError(f"cut after {len(self.raw)} bytes: no </html>", self.url)

    def _means_gone(self, said: str) -> bool:
        """Whether what the site says instead of a result means that there is no such page."""
        return True

    def _title(self) -> str:
        return text_at(self.tree, "title") or ""

    def _later(self, number: re.Pattern[str], first: int) -> int | None:
        """Return the lowest `number` in links that is above that in the page's own address.

        Parameters
        ----------
        number
            How an address names a page; its group is the number.
        first
            The number of a page whose address names none.
        """
        own = number.search(self.url)
        here = int(own.group(1)) if own else first
        found = map(number.search, hrefs(self.tree, "a[href]"))
        later = {int(match.group(1)) for match in found if match}
        return min((page for page in later if page > here), default=None)


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
        told = self.tree.css_first("meta[property='og:url'], link[rel=canonical]")
        own = attribute(told, "content") or attribute(told, "href") if told else ""
        if found := anime_id_of(own) or anime_id_of(self.url):
            return found
        raise FieldError("_id", "is missing: no link to the page itself", self.url)

    def _means_gone(self, said: str) -> bool:
        # Beside a title's own facts it is told of a part of the page that there is nothing.
        return self.tree.css_first(".dark_text") is None

    def _check_title(self, *words: str) -> None:
        """Refuse a page whose title has none of `words`: another tab, or no page of the site."""
        said = self._title()
        if not any(word in said for word in words):
            raise FieldError("title", f"is {said[:60]!r}: one with {words[0]!r} expected", self.url)


def anime_id_of(href: str) -> int | None:
    """Return the id in a link to an anime page ("/anime/918/Gintama"), or None."""
    found = _ANIME.search(href)
    return int(found.group(1)) or None if found else None
