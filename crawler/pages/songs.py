"""Opening and ending songs of an anime page."""

from __future__ import annotations

import re
from collections.abc import Iterable

from crawler.pages import running_text, values
from crawler.pages.headings import Headings
from crawler.pages.tree import Node

_INDEX = re.compile(r"^#?\d+:\s*")
_ROWS = "td:has(> span[class^='theme-song-'], > a > span.theme-song-title)"


def titles(blocks: Iterable[Node]) -> list[str]:
    """Return one line for each song, without its number.

    Parameters
    ----------
    blocks
        ``div.theme-songs`` elements: lines of ``span.theme-song`` (to 2021) or rows of a table.
    """
    lines = (line for block in blocks for line in block.css("span.theme-song") or block.css(_ROWS))
    return [song for line in lines if (song := _INDEX.sub("", _line(line)))]


def lines(headings: Headings, *words: str) -> list[str]:
    """Return the songs below the heading of `words`, one a line, as the site showed to 2015."""
    told = (running_text.paragraphs(headings.below(*words)) or "").split("\n")
    return [song for line in told if '"' in line and (song := _INDEX.sub("", line.strip()))]


def _line(node: Node) -> str:
    # The parts touch one another in the page of 2021; a space keeps them apart.
    return values.clean(node.text(separator=" "))
