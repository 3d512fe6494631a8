"""What stands below a heading of an anime page, where nothing but its place says what it is."""

from __future__ import annotations

from typing import Any

from crawler.pages.tree import Path, Tree

_FOLLOWING = Path("following-sibling::node()")
_BLOCKS = {"div", "table", "h2"}


def below(tree: Tree, *words: str) -> list[Any]:
    """Return the text and inline elements from a heading to the next block, in order.

    Parameters
    ----------
    tree
        The whole page.
    words
        The own text of an ``h2``, or several that may stand there.
    """
    for said, heading in tree.headings:
        if said in words:
            # Since 2021 the h2 lies in a div of its own, and the text follows that.
            for node in (heading, heading.getparent()):
                if pieces := _content(_FOLLOWING(node)):
                    return pieces
    return []


def _content(siblings: list[Any]) -> list[Any]:
    ends = (at for at, piece in enumerate(siblings) if getattr(piece, "tag", "") in _BLOCKS)
    found = [piece for piece in siblings[: next(ends, len(siblings))] if _is_content(piece)]
    said = any(piece.strip() if isinstance(piece, str) else piece.tag != "br" for piece in found)
    return found if said else []


def _is_content(piece: Any) -> bool:
    return isinstance(piece, str) or isinstance(piece.tag, str)
