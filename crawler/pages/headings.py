"""What stands below a heading of an anime page, where nothing but its place says what it is."""

from __future__ import annotations

from typing import Any

from parsel import Selector

_BLOCKS = {"div", "table", "h2"}


def below(page: Selector, heading: str) -> list[Any]:
    """Return the text and inline elements from `heading` to the next block, in order.

    Parameters
    ----------
    page
        The whole page.
    heading
        The own text of an ``h2``; a link to edit the section is not part of it.
    """
    own = "normalize-space(translate(string(text()[normalize-space()]), '\u00a0', ' '))"
    for found in page.xpath(f"//h2[{own}=$heading]", heading=heading):
        # Since 2021 the h2 lies in a div of its own, and the text follows that.
        for node in (found.root, found.root.getparent()):
            if pieces := _content(node.xpath("following-sibling::node()")):
                return pieces
    return []


def _content(siblings: list[Any]) -> list[Any]:
    ends = (at for at, piece in enumerate(siblings) if getattr(piece, "tag", "") in _BLOCKS)
    found = [piece for piece in siblings[: next(ends, len(siblings))] if _is_content(piece)]
    said = any(piece.strip() if isinstance(piece, str) else piece.tag != "br" for piece in found)
    return found if said else []


def _is_content(piece: Any) -> bool:
    return isinstance(piece, str) or isinstance(piece.tag, str)
