"""The tree of an HTML answer, and paths into it that are compiled once.

lxml is used as it is: to wrap each node, as parsel does, costs four times what parsing costs.
"""

from __future__ import annotations

import codecs
import re
from collections import defaultdict
from collections.abc import Iterable
from functools import cached_property, lru_cache
from typing import Any

from cssselect import HTMLTranslator
from lxml import etree  # type: ignore[import-untyped]

from crawler.pages import values

# No page needs these.
_CONTROLS = bytes({*range(0x20)} - set(b"\t\n\r"))
_DIVS_AND_HEADINGS = re.compile(rb"<(?:(/?)div|(h2))\b")
_CLASSED = ("div", "span", "p", "table", "tr", "li")
Element = Any  # lxml's own, which has no types


class Path(etree.XPath):  # type: ignore[misc]
    """An XPath expression, compiled; called with an element it returns what it finds below."""

    def __init__(self, expression: str) -> None:
        super().__init__(expression, smart_strings=False)

    def first(self, node: Element) -> Any:
        """Return the first thing found below `node`, or None."""
        found = self(node)
        return found[0] if found else None


def css(selector: str) -> Path:
    """Return the path of a CSS selector."""
    return Path(HTMLTranslator().css_to_xpath(selector))


def utf8(answer: str | bytes) -> bytes:
    """Return an answer in UTF-8, without the mark that may begin it."""
    raw = answer.encode("utf-8", "replace") if isinstance(answer, str) else answer
    return raw.removeprefix(codecs.BOM_UTF8)


class Tree:
    """One HTML answer.

    Parameters
    ----------
    raw
        The answer in UTF-8.
    unread
        As `without_blocks` takes it: what nothing is read from is a fifth of a title's page.

    Raises
    ------
    ValueError
        When there is no element in it.
    """

    def __init__(self, raw: bytes, unread: Iterable[bytes] = ()) -> None:
        # A parser is not shared: pages may be read in several threads.
        parser = etree.HTMLParser(encoding="utf-8", huge_tree=True)
        try:
            needed = without_blocks(raw, unread, *_around_menu(raw))
            self.root: Element = etree.fromstring(needed.translate(None, _CONTROLS), parser)
        except etree.LxmlError as error:
            raise ValueError(str(error)) from error
        if self.root is None:
            raise ValueError("it has no element")

    def of_class(self, word: str) -> list[Element]:
        """Return the elements with `word` in their class, in the order of the page.

        Only those of `_CLASSED` are known: links and pictures are many, and looked for by paths.
        """
        return self._by_class.get(word, [])

    def of_tag(self, *tags: str) -> list[Element]:
        """Return the elements that are called one of `tags`, in the order of the page."""
        return list(self.root.iter(*tags))

    @cached_property
    def headings(self) -> list[tuple[str, Element]]:
        """Each ``h2`` with its own text: a link to edit the section is not part of it."""
        return [(values.clean(_OWN_TEXT(element)), element) for element in self.of_tag("h2")]

    @cached_property
    def _by_class(self) -> dict[str, list[Element]]:
        # One walk costs less than two searches for a class through all of a page.
        return by_class(self.root.iter(*_CLASSED))


def by_class(elements: Iterable[Element]) -> dict[str, list[Element]]:
    """Return elements by each word of their class, in the order in which they come."""
    found: dict[str, list[Element]] = defaultdict(list)
    for element in elements:
        if attribute := element.get("class"):
            for word in _words(attribute):
                found[word].append(element)
    return found


@lru_cache(1024)
def _words(attribute: str) -> list[str]:
    return attribute.split()


def without_blocks(raw: bytes, begins: Iterable[bytes], before: bytes = b"", at: int = 0) -> bytes:
    """Return `before`, and a page from `at` on without the ``div`` elements that begin so.

    `begins` are in the page's order. A block whose end is not found before the next heading stays.
    """
    kept = [before]
    for begin in begins:
        while (found := raw.find(begin, at)) >= 0 and (end := _end_of_block(raw, found)):
            kept.append(raw[at:found])
            at = end
    return b"".join((*kept, raw[at:]))


def _end_of_block(raw: bytes, begin: int) -> int:
    depth = 0
    for mark in _DIVS_AND_HEADINGS.finditer(raw, begin):
        if mark[2]:
            return 0
        depth += -1 if mark[1] else 1
        if not depth:
            return raw.find(b">", mark.end()) + 1
    return 0


def _around_menu(raw: bytes) -> tuple[bytes, int]:
    """Return what is read before the site's menu, and where to go on after it.

    The menu is a quarter of a page's elements.
    """
    begin, end = raw.find(b"</head>"), raw.find(b'<div id="contentWrapper"')
    return (raw[:begin] + b"</head><body>", end) if 0 < begin < end else (b"", 0)


_STRING, _OWN_TEXT = Path("string()"), Path("string(text()[normalize-space()])")


def text_of(element: Element) -> str:
    """Return all text below `element`, cleaned."""
    return values.clean(_STRING(element))
