"""The tree of an HTML answer, and paths into it that are compiled once.

lxml is used as it is: to wrap each node, as parsel does, costs four times what parsing costs.
"""

from __future__ import annotations

from collections import defaultdict
from functools import cached_property
from typing import Any

from cssselect import HTMLTranslator
from lxml import etree  # type: ignore[import-untyped]

from crawler.pages import values

# No page needs these, and lxml chokes on them in names of attributes.
_CONTROLS = bytes({*range(0x20)} - set(b"\t\n\r"))
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


class Tree:
    """One HTML answer.

    Parameters
    ----------
    text
        The answer, decoded.

    Raises
    ------
    ValueError
        When there is no element in it.
    """

    def __init__(self, text: str) -> None:
        characters = text.replace("\ufffe", "").replace("\uffff", "")
        raw = _without_menu(characters.encode("utf-8", "replace")).translate(None, _CONTROLS)
        # A parser is not shared: pages may be read in several threads.
        parser = etree.HTMLParser(encoding="utf-8", huge_tree=True)
        try:
            self.root: Element = etree.fromstring(raw, parser)
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
    def _by_class(self) -> dict[str, list[Element]]:
        # One walk costs less than two searches for a class through all of a page.
        found: dict[str, list[Element]] = defaultdict(list)
        for element in self.root.iter(*_CLASSED):
            for word in element.get("class", "").split():
                found[word].append(element)
        return found


def _without_menu(raw: bytes) -> bytes:
    """Return a page without the site's menu, which is a quarter of its elements."""
    begin, end = raw.find(b"</head>"), raw.find(b'<div id="contentWrapper"')
    return b"</head><body>".join((raw[:begin], raw[end:])) if 0 < begin < end else raw


_STRING = Path("string()")


def text_of(element: Element) -> str:
    """Return all text below `element`, cleaned."""
    return values.clean(_STRING(element))
