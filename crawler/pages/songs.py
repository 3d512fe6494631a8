"""Opening and ending songs of an anime page."""

from __future__ import annotations

import re

from parsel import Selector, SelectorList

from crawler.pages import headings, values

_INDEX = re.compile(r"^#?\d+:\s*")


def titles(blocks: SelectorList[Selector]) -> list[str]:
    """Return one line for each song, without its number.

    Parameters
    ----------
    blocks
        ``div.theme-songs`` elements: lines of ``span.theme-song`` (to 2021) or rows of a table.
    """
    lines = blocks.css("span.theme-song") or blocks.xpath(
        ".//td[span[starts-with(@class, 'theme-song-')] or a/span[@class='theme-song-title']]"
    )
    return [song for line in lines if (song := _INDEX.sub("", _line(line)))]


def lines(page: Selector, heading: str) -> list[str]:
    """Return the songs below `heading`, one a line, as the site showed them to 2015."""
    told = (values.paragraphs(headings.below(page, heading)) or "").split("\n")
    return [song for line in told if '"' in line and (song := _INDEX.sub("", line.strip()))]


def _line(node: Selector) -> str:
    # The parts touch one another in the page of 2021; a space keeps them apart.
    return values.clean(" ".join(node.xpath(".//text()").getall()))
