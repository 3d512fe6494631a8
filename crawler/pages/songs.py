"""Opening and ending songs of an anime page."""

from __future__ import annotations

import re
from collections.abc import Iterable

from crawler.pages import headings, running_text, values
from crawler.pages.tree import Element, Path, Tree, css

_INDEX = re.compile(r"^#?\d+:\s*")
_LINES = css("span.theme-song")
_ROWS = Path(".//td[span[starts-with(@class, 'theme-song-')] or a/span[@class='theme-song-title']]")
_TEXTS = Path(".//text()")


def below(tree: Tree, heading: str, *classes: str) -> list[str]:
    """Return the songs of a title's page in blocks of one of `classes`, else below `heading`."""
    blocks = next((found for word in classes if (found := tree.of_class(word))), [])
    return titles(blocks) or lines(tree, heading, f"{heading}s")


def titles(blocks: Iterable[Element]) -> list[str]:
    """Return one line for each song, without its number.

    Parameters
    ----------
    blocks
        ``div.theme-songs`` elements: lines of ``span.theme-song`` (to 2021) or rows of a table.
    """
    lines = (line for block in blocks for line in _LINES(block) or _ROWS(block))
    return [song for line in lines if (song := _INDEX.sub("", _line(line)))]


def lines(tree: Tree, *words: str) -> list[str]:
    """Return the songs below the heading of `words`, one a line, as the site showed to 2015."""
    told = (running_text.paragraphs(headings.below(tree, *words)) or "").split("\n")
    return [song for line in told if '"' in line and (song := _INDEX.sub("", line.strip()))]


def _line(node: Element) -> str:
    # The parts touch one another in the page of 2021; a space keeps them apart.
    return values.clean(" ".join(_TEXTS(node)))
