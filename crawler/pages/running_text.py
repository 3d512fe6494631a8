"""Stories, reviews and the like: text in paragraphs, without markup."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator

from crawler.pages import values
from crawler.pages.tree import Element

# A line break among pieces of running text, and the tags that make one. Pages have no controls.
BREAK = "\x1f"
BREAKING = frozenset({"br", "p", "li"})
_GAP = re.compile(r"\n{3,}")
SILENT = frozenset({"script", "style"})


def paragraphs(pieces: Iterable[str | Element]) -> str | None:
    """Return running text without markup: a line for each <br>, a blank line between paragraphs.

    Parameters
    ----------
    pieces
        Strings, elements and `BREAK`, in the order of the page.
    """
    shown = (piece if isinstance(piece, str) else "".join(strings(piece)) for piece in pieces)
    lines = "\n".join(map(values.clean, "".join(shown).split(BREAK)))
    # Looking for a string first costs a tenth of the pattern, and few texts have three.
    return (_GAP.sub("\n\n", lines) if "\n\n\n" in lines else lines).strip() or None


def told(pieces: Iterable[str | Element], nothing: str) -> str | None:
    """Return running text, or None where the site says that there is `nothing`."""
    text = paragraphs(pieces)
    return None if (text or "").startswith(nothing) else text


def _is_told(element: Element) -> bool:
    return element.tag not in SILENT


def strings(element: Element, is_text: Callable[[Element], bool] = _is_told) -> Iterator[str]:
    """Yield the strings and line breaks of `element`, in the order of the page.

    Parameters
    ----------
    is_text
        Whether an element below it is text; what is not is left out with all that is in it.
    """
    if element.tag in BREAKING:
        yield BREAK
    yield element.text or ""
    # Not by recursion: a page may be nested more deeply than Python's calls.
    open_ones = [(element, iter(element))]
    while open_ones:
        parent, children = open_ones[-1]
        for child in children:
            if child.tag in BREAKING:
                yield BREAK
            if isinstance(child.tag, str) and is_text(child):
                yield child.text or ""
                if len(child):
                    open_ones.append((child, iter(child)))
                    break
            yield child.tail or ""
        else:
            open_ones.pop()
            yield (parent.tail or "") if open_ones else ""
