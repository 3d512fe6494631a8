"""The labelled lines in the left column of an anime page: "Type: TV", "Genres: Action, Drama"."""

from __future__ import annotations

from collections.abc import Iterable

from crawler.pages import values
from crawler.pages.tree import Element, Path, Tree, text_of

_SHOWN = Path(".//text()[not(parent::span[contains(@class, 'dark_text')])]")
# To 2015 the links led to the search: "anime.php?genre[]=1", "anime.php?p=14".
_LINKS = {
    "genre": Path(".//a[contains(@href, '/genre/') or contains(@href, 'anime.php?genre')]"),
    "producer": Path(".//a[contains(@href, '/producer/') or contains(@href, 'anime.php?p=')]"),
}
# Only the line's own text: a hidden note below it holds more numbers.
_PLACE = Path("text()[contains(., '#')]")


class Facts:
    """The lines of one page by their label, in lower case and without the colon.

    Labels differ between ages of the site ("Genres", "Genre"), so methods take several.
    """

    def __init__(self, tree: Tree) -> None:
        self._lines: dict[str, Element] = {}
        for label in tree.of_class("dark_text"):
            name = text_of(label).rstrip(": ").lower()
            self._lines.setdefault(name, label.getparent())

    def __len__(self) -> int:
        return len(self._lines)

    def text(self, *labels: str) -> str | None:
        """Return what stands after the label, or None when that is a word for "unknown"."""
        for line in self._found(labels):
            return values.known("".join(_SHOWN(line)))
        return None

    def links(self, kind: str, *labels: str) -> list[str]:
        """Return the texts of the line's links to pages of `kind` ("genre", "producer")."""
        found = (link for line in self._found(labels) for link in _LINKS[kind](line))
        return values.unique(text_of(link) for link in found)

    def place(self, label: str) -> int | None:
        """Return the N of "#N"."""
        return values.positive(self.part(label, _PLACE))

    def part(self, label: str, path: Path) -> str | None:
        """Return the first string that `path` finds from the line."""
        return next((path.first(line) for line in self._found((label,))), None)

    def _found(self, labels: Iterable[str]) -> list[Element]:
        return [self._lines[label] for label in labels if label in self._lines]
