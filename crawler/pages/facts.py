"""The labelled lines in the left column of an anime page: "Type: TV", "Genres: Action, Drama"."""

from __future__ import annotations

from parsel import Selector

from crawler.pages import values


class Facts:
    """The lines of one page by their label, in lower case and without the colon.

    Labels differ between ages of the site ("Genres", "Genre"), so methods take several.
    """

    def __init__(self, page: Selector) -> None:
        self._lines: dict[str, Selector] = {}
        for label in page.css("span.dark_text"):
            name = values.text_of(label).rstrip(":").lower()
            self._lines.setdefault(name, label.xpath("..")[0])

    def __len__(self) -> int:
        return len(self._lines)

    def text(self, *labels: str) -> str | None:
        """Return what stands after the label, or None when that is a word for "unknown"."""
        for line in self._found(labels):
            shown = line.xpath(".//text()[not(parent::span[@class='dark_text'])]").getall()
            return values.known("".join(shown))
        return None

    def links(self, kind: str, *labels: str) -> list[str]:
        """Return the texts of the line's links to pages of `kind` ("genre", "producer")."""
        # To 2015 the links led to the search: "anime.php?genre[]=1", "anime.php?p=14".
        old = {"genre": "genre[]=", "producer": "anime.php?p="}[kind]
        path = f".//a[contains(@href, '/{kind}/') or contains(@href, '{old}')]"
        links = (link for line in self._found(labels) for link in line.xpath(path))
        return values.unique(values.text_of(link) for link in links)

    def place(self, label: str) -> int | None:
        """Return the N of "#N"."""
        # Only the line's own text: a hidden note below it holds more numbers.
        own = self.part(label, "text()[contains(., '#')]")
        return values.positive(own)

    def part(self, label: str, path: str) -> str | None:
        """Return the first string that XPath `path` finds from the line."""
        for line in self._found((label,)):
            return line.xpath(path).get()
        return None

    def _found(self, labels: tuple[str, ...]) -> list[Selector]:
        return [self._lines[label] for label in labels if label in self._lines]
