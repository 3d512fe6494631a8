"""Links from an anime page to other titles: relations and recommendations."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from crawler.pages import headings, values
from crawler.pages.page import anime_id_of
from crawler.pages.tree import Element, Path, Tree, by_class, css, text_of

_PAIR = re.compile(r"/recommendations/anime/(\d{1,9})-(\d{1,9})(?!\d)")
_TYPE_AT_END = re.compile(r"\s*\([^()]*\)$")
_TILES, _RELATION, _TITLE_LINKS = css("div.entry"), css(".relation"), css(".title a[href]")
_ROWS, _ENTRIES = css("table.entries-table tr"), css("ul.entries li a[href]")
_FIRST_CELL = Path("string(td[1])")
_OLD_CELLS = css("td.ar")
_NEXT_CELL_LINKS = Path("following-sibling::td[1]//a[@href]")


def relations(tree: Tree) -> list[dict[str, Any]]:
    """Return ``{"relation", "anime_id", "title"}`` for each related title, each pair once."""
    found: dict[tuple[str, int], dict[str, Any]] = {}
    for relation, link in (*_new(tree), *_old_rows(tree), *_lines(tree)):
        other = anime_id_of(link.get("href"))
        # "Parent story" became "Parent Story" in 2024: one word for one thing.
        relation = relation.title()
        if relation and other:
            title = text_of(link) or None
            found.setdefault(
                (relation, other), {"relation": relation, "anime_id": other, "title": title}
            )
    return list(found.values())


def _new(tree: Tree) -> Iterator[tuple[str, Element]]:
    """Since 2024: tiles for the nearest relations, and a table for the others."""
    for block in tree.of_class("related-entries"):
        for tile in _TILES(block):
            # "Sequel (Special)": the type of the other title is not part of the relation.
            words = " ".join(map(text_of, _RELATION(tile)[:1]))
            relation = _TYPE_AT_END.sub("", words)
            yield from ((relation, link) for link in _TITLE_LINKS(tile))
        for row in _ROWS(block):
            relation = values.clean(_FIRST_CELL(row)).rstrip(":")
            yield from ((relation, link) for link in _ENTRIES(row))


def _old_rows(tree: Tree) -> Iterator[tuple[str, Element]]:
    # Rows are not closed in the page's source, so cells are matched, not rows.
    for table in tree.of_class("anime_detail_related_anime"):
        for cell in _OLD_CELLS(table):
            relation = text_of(cell).rstrip(":")
            yield from ((relation, link) for link in _NEXT_CELL_LINKS(cell))


def _lines(tree: Tree) -> Iterator[tuple[str, Element]]:
    # To 2015: "Sequel: <a>, <a><br>Side story: <a>" below a heading.
    relation = ""
    for piece in headings.below(tree, "Related Anime"):
        if isinstance(piece, str):
            word = values.clean(piece).lstrip(", ")
            relation = word[:-1] if word.endswith(":") else relation
        elif piece.tag == "a" and piece.get("href"):
            yield relation, piece


def recommendations(tree: Tree, anime_id: int) -> list[dict[str, Any]]:
    """Return ``{"anime_id", "votes"}`` for each title of the strip of recommendations.

    Entries that the site made itself ("AutoRec") have no users behind them and are left out.
    """
    votes: dict[int, int] = {}
    for link in (link for tile in tree.of_class("btn-anime") for link in tile.iter("a")):
        pair = _PAIR.search(link.get("href", ""))
        users = values.positive(next(map(text_of, by_class(link.iter("span"))["users"]), None))
        ids = {int(found) for found in pair.groups()} if pair else set()
        if users and anime_id in ids and len(ids) == 2:
            votes.setdefault((ids - {anime_id}).pop(), users)
    return [{"anime_id": other, "votes": count} for other, count in votes.items()]
