"""The tree of an HTML answer, as a browser makes it, and what is asked of its nodes.

Elements are found by CSS selectors. A selector looks below the node that it is asked of and at that
node itself, and yields elements in the order of the page; ancestors count, wherever they stand.
"""

from __future__ import annotations

import codecs
from collections.abc import Iterator

from selectolax.lexbor import LexborHTMLParser
from selectolax.lexbor import LexborNode as Node

from crawler.pages import values

__all__ = [
    "Node", "attribute", "following", "hrefs", "own_text", "parsed", "text_at", "text_of", "utf8",
]  # fmt: skip
# The time that lexbor takes grows with the square of the depth: so many in one another take 3 s.
_MOST_OPEN = 50_000
# The site's pages are 28 deep. What is looked for in tables in tables, or in blocks in blocks,
# takes the square and more of their number; so few of them take no time.
_MOST_DEEP = 250
_FEW_TABLES, _FEW_BLOCKS = 100, 1000


def utf8(answer: str | bytes) -> bytes:
    """Return an answer in UTF-8, without the mark that may begin it."""
    raw = answer.encode("utf-8", "replace") if isinstance(answer, str) else answer
    return raw.removeprefix(codecs.BOM_UTF8)


def parsed(raw: bytes) -> Node:
    """Return the root of an answer in UTF-8; anything has one, if only an empty page's.

    Raises
    ------
    ValueError
        When more elements are begun and not ended than a page can have, or lie in one another.
    """
    # Counting costs: a tag has three letters at least, and few pages are that long.
    is_long = len(raw) > 3 * _MOST_OPEN and raw.count(b"<") > _MOST_OPEN
    if is_long and raw.count(b"<") - 2 * raw.count(b"</") > _MOST_OPEN:
        raise ValueError(f"more than {_MOST_OPEN} elements are not ended")
    # As in a browser that runs scripts: what <noscript> holds is not part of the page.
    root = LexborHTMLParser(raw, scripting=True).root
    assert root is not None
    has_many = len(root.css("table")) > _FEW_TABLES or len(root.css("div")) > _FEW_BLOCKS
    if has_many and _is_deep(root):
        raise ValueError(f"more than {_MOST_DEEP} elements lie in one another")
    return root


def _is_deep(root: Node) -> bool:
    """Whether anything in the tree lies deeper than it does on a page."""
    node, depth = root, 0
    while depth <= _MOST_DEEP:
        if (child := node.first_child) is not None:
            node, depth = child, depth + 1
            continue
        while (sibling := node.next) is None:
            if depth == 0 or (parent := node.parent) is None:
                return False
            node, depth = parent, depth - 1
        node = sibling
    return True


def attribute(element: Node, name: str) -> str:
    """Return an attribute of `element`, "" when it has none of that name."""
    return element.attrs.sget(name)


def hrefs(node: Node, selector: str) -> list[str]:
    """Return where the links that `selector` finds lead."""
    return [attribute(link, "href") for link in node.css(selector)]


def text_of(node: Node) -> str:
    """Return all text of `node`, cleaned."""
    return values.clean(node.text())


def own_text(node: Node) -> str:
    """Return the text right in `node`, not that of elements in it, cleaned."""
    return values.clean(node.text(deep=False))


def text_at(node: Node, *selectors: str) -> str | None:
    """Return the text of the first element that the first of `selectors` to find one finds."""
    for selector in selectors:
        if (found := node.css_first(selector)) is not None:
            return text_of(found)
    return None


def following(node: Node) -> Iterator[Node]:
    """Yield the elements, texts and comments beside `node` that come after it."""
    sibling = node.next
    while sibling is not None:
        yield sibling
        sibling = sibling.next
