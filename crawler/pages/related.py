"""Links from an anime page to other titles: relations and recommendations."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from parsel import Selector

from crawler.pages import headings, values
from crawler.pages.page import anime_id_of

_PAIR = re.compile(r"/recommendations/anime/(\d{1,9})-(\d{1,9})(?!\d)")
_TYPE_AT_END = re.compile(r"\s*\([^()]*\)$")


def relations(page: Selector) -> list[dict[str, Any]]:
    """Return ``{"relation", "anime_id", "title"}`` for each related title, each pair once."""
    found: dict[tuple[str, int], dict[str, Any]] = {}
    for relation, link in (*_tiles(page), *_rows(page), *_old_rows(page), *_lines(page)):
        other = anime_id_of(link.attrib.get("href"))
        # "Parent story" became "Parent Story" in 2024: one word for one thing.
        relation = relation.title()
        if relation and other:
            title = values.text_of(link) or None
            found.setdefault(
                (relation, other), {"relation": relation, "anime_id": other, "title": title}
            )
    return list(found.values())


def _tiles(page: Selector) -> Iterator[tuple[str, Selector]]:
    for tile in page.css("div.related-entries div.entries-tile div.entry"):
        # "Sequel (Special)": the type of the other title is not part of the relation.
        relation = _TYPE_AT_END.sub("", values.clean(tile.css(".relation::text").get()))
        yield from ((relation, link) for link in tile.css(".title a[href]"))


def _rows(page: Selector) -> Iterator[tuple[str, Selector]]:
    for row in page.css("div.related-entries table.entries-table tr"):
        relation = values.clean(row.xpath("string(td[1])").get()).rstrip(":")
        yield from ((relation, link) for link in row.css("ul.entries li a[href]"))


def _old_rows(page: Selector) -> Iterator[tuple[str, Selector]]:
    # Rows are not closed in the page's source, so cells are matched, not rows.
    for cell in page.css("table.anime_detail_related_anime td.ar"):
        relation = values.text_of(cell).rstrip(":")
        links = cell.xpath("following-sibling::td[1]//a[@href]")
        yield from ((relation, link) for link in links)


def _lines(page: Selector) -> Iterator[tuple[str, Selector]]:
    # To 2015: "Sequel: <a>, <a><br>Side story: <a>" below a heading.
    relation = ""
    for piece in headings.below(page, "Related Anime"):
        if isinstance(piece, str):
            word = values.clean(piece).lstrip(", ")
            relation = word[:-1] if word.endswith(":") else relation
        elif piece.tag == "a" and piece.get("href"):
            yield relation, Selector(root=piece, type="html")


def recommendations(page: Selector, anime_id: int) -> list[dict[str, Any]]:
    """Return ``{"anime_id", "votes"}`` for each title of the strip of recommendations.

    Entries that the site made itself ("AutoRec") have no users behind them and are left out.
    """
    votes: dict[int, int] = {}
    for link in page.css("#anime_recommendation li.btn-anime a[href]"):
        pair = _PAIR.search(link.attrib["href"])
        users = values.positive(link.css(".users::text").get())
        ids = {int(found) for found in pair.groups()} if pair else set()
        if users and anime_id in ids and len(ids) == 2:
            votes.setdefault((ids - {anime_id}).pop(), users)
    return [{"anime_id": other, "votes": count} for other, count in votes.items()]
