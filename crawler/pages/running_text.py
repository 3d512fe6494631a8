"""Stories, reviews and the like: text in paragraphs, without markup."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable

from crawler.pages import values
from crawler.pages.tree import Node

_BREAK = "\x1f"  # stands for a line break until lines are cleaned; to `clean` it is white space
_BREAKING = frozenset({"br", "p", "li"})
_GAP = re.compile(r"\n{3,}")
SILENT = frozenset({"script", "style"})


def _is_told(element: Node) -> bool:
    return element.tag not in SILENT


def paragraphs(nodes: Iterable[Node], is_text: Callable[[Node], bool] = _is_told) -> str | None:
    """Return running text without markup: a line for each <br>, a blank line between paragraphs.

    Parameters
    ----------
    nodes
        Texts and elements, in the order of the page.
    is_text
        Whether an element is text; what is not is left out with all that is in it.
    """
    lines = "\n".join(map(values.clean, "".join(_strings(nodes, is_text)).split(_BREAK)))
    # Looking for a string first costs a tenth of the pattern, and few texts have three.
    return (_GAP.sub("\n\n", lines) if "\n\n\n" in lines else lines).strip() or None


def told(nodes: Iterable[Node], nothing: str) -> str | None:
    """Return running text, or None where the site says that there is `nothing`."""
    text = paragraphs(nodes)
    return None if (text or "").startswith(nothing) else text


def _strings(nodes: Iterable[Node], is_text: Callable[[Node], bool]) -> list[str]:
    found: list[str] = []
    # Not by recursion: a page may be nested more deeply than Python's calls.
    open_ones = [iter(nodes)]
    while open_ones:
        for node in open_ones[-1]:
            if (text := node.text_content) is not None:
                found.append(text)
                continue
            if node.tag in _BREAKING:
                found.append(_BREAK)
            if node.first_child is not None and is_text(node):
                open_ones.append(node.iter(include_text=True))
                break
        else:
            open_ones.pop()
    return found
