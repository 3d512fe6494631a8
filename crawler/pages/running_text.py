"""Stories, reviews and the like: text in paragraphs, without markup."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any

from crawler.pages import values
from crawler.pages.tree import Path

# A line break among pieces of running text, and the tags that make one.
BREAK = object()
BREAKING = frozenset({"br", "p", "li"})
_PIECES = Path(
    "descendant-or-self::*[self::br or self::p or self::li]"
    " | descendant::text()[not(parent::script or parent::style)]"
)


def paragraphs(pieces: Iterable[Any]) -> str | None:
    """Return running text without markup: a line for each <br>, a blank line between paragraphs.

    Parameters
    ----------
    pieces
        Strings, elements and `BREAK`, in the order of the page.
    """
    broken = "".join(part for piece in pieces for part in _broken(piece))
    lines = "\n".join(values.clean(line) for line in broken.split("\n"))
    return re.sub(r"\n{3,}", "\n\n", lines).strip() or None


def _broken(piece: Any) -> Iterator[str]:
    if piece is BREAK:
        yield "\n"
        return
    parts = [piece] if isinstance(piece, str) else _PIECES(piece)
    for part in parts:
        yield part.replace("\n", " ") if isinstance(part, str) else "\n"
