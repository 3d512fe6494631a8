"""What stands below a heading of an anime page, where nothing but its place says what it is."""

from __future__ import annotations

from itertools import takewhile

from crawler.pages.tree import Node, following, own_text, text_of

_BLOCKS = frozenset({"div", "table", "h2"})


class Headings:
    """The ``h2`` of one page by their own text: a link to edit the section is not part of it."""

    def __init__(self, tree: Node) -> None:
        self._headings = [(own_text(heading), heading) for heading in tree.css("h2")]

    def any_tells(self, word: str) -> bool:
        """Whether `word` is in one of them."""
        return any(word in text_of(heading) for _, heading in self._headings)

    def below(self, *words: str) -> list[Node]:
        """Return the texts and inline elements from a heading to the next block, in order.

        Parameters
        ----------
        words
            The own text of an ``h2``, or several that may stand there.
        """
        for said, heading in self._headings:
            if said in words:
                # Since 2021 the h2 lies in a div of its own, and the text follows that.
                for node in (heading, heading.parent):
                    if node and (pieces := _content(node)):
                        return pieces
        return []


def _content(node: Node) -> list[Node]:
    pieces = list(takewhile(lambda piece: piece.tag not in _BLOCKS, following(node)))
    return pieces if any(map(_says_something, pieces)) else []


def _says_something(piece: Node) -> bool:
    if piece.is_element_node:
        return piece.tag != "br"
    return bool(piece.text().strip())
