"""The labelled lines in the left column of an anime page: "Type: TV", "Genres: Action, Drama"."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import takewhile

from crawler.pages import values
from crawler.pages.tree import Node, following, text_of

# To 2015 the links led to the search: "anime.php?genre[]=1", "anime.php?p=14".
_LINKS = {
    "genre": "a[href*='/genre/'], a[href*='anime.php?genre']",
    "producer": "a[href*='/producer/'], a[href*='anime.php?p=']",
}


class Facts:
    """The lines of one page by their label, in lower case and without the colon.

    Labels differ between ages of the site ("Genres", "Genre"), so methods take several.
    """

    def __init__(self, tree: Node) -> None:
        self._labels: dict[str, Node] = {}
        for label in tree.css(".dark_text"):
            self._labels.setdefault(text_of(label).rstrip(": ").lower(), label)

    def __len__(self) -> int:
        return len(self._labels)

    def text(self, *labels: str) -> str | None:
        """Return what stands after the labels, or None when that is a word for "unknown"."""
        return values.known("".join(part.text() for part in self.parts(*labels)))

    def parts(self, *labels: str) -> Iterator[Node]:
        """Yield the texts and inline elements after the labels; a block is a note or a new line."""
        for label in labels:
            if label in self._labels:
                yield from takewhile(_is_inline, following(self._labels[label]))

    def links(self, kind: str, *labels: str) -> list[str]:
        """Return the texts of the lines' links to pages of `kind` ("genre", "producer")."""
        elements = (part for part in self.parts(*labels) if part.is_element_node)
        return values.unique(text_of(link) for part in elements for link in part.css(_LINKS[kind]))

    def place(self, label: str) -> int | None:
        """Return the N of "#N"."""
        texts = (part.text_content or "" for part in self.parts(label))
        return values.positive(next((text for text in texts if "#" in text), None))


def _is_inline(part: Node) -> bool:
    return part.tag != "div"
