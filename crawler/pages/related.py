"""Links from an anime page to other titles: relations and recommendations."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from crawler.pages import values
from crawler.pages.headings import Headings
from crawler.pages.page import anime_id_of
from crawler.pages.tree import Node, attribute, text_at, text_of

_PAIR = re.compile(r"/recommendations/anime/(\d{1,9})-(\d{1,9})(?!\d)")
_TYPE_AT_END = re.compile(r"\s*\([^()]*\)$")


def relations(tree: Node, headings: Headings) -> list[dict[str, Any]]:
    """Return ``{"relation", "anime_id", "title"}`` for each related title, each pair once."""
    found: dict[tuple[str, int], dict[str, Any]] = {}
    for relation, link in list(_new(tree)) or list(_old_rows(tree)) or _lines(headings):
        other = anime_id_of(attribute(link, "href"))
        # "Parent story" became "Parent Story" in 2024: one word for one thing.
        relation = relation.title()
        if relation and other:
            title = text_of(link) or None
            found.setdefault(
                (relation, other), {"relation": relation, "anime_id": other, "title": title}
            )
    return list(found.values())


def _new(tree: Node) -> Iterator[tuple[str, Node]]:
    """Since 2024: tiles for the nearest relations, and a table for the others."""
    block = tree.css_first(".related-entries")
    for tile in block.css("div.entry") if block else ():
        # "Sequel (Special)": the type of the other title is not part of the relation.
        relation = _TYPE_AT_END.sub("", text_at(tile, ".relation") or "")
        yield from ((relation, link) for link in tile.css(".title a[href]"))
    for row in block.css("table.entries-table tr") if block else ():
        relation = (text_at(row, "td") or "").rstrip(":")
        yield from ((relation, link) for link in row.css("ul.entries li a[href]"))


def _old_rows(tree: Node) -> Iterator[tuple[str, Node]]:
    relation = ""
    for table in tree.css(".anime_detail_related_anime"):
        # A cell that names the relation, then the links of the next one.
        for node in table.css("td.ar, td.ar + td a[href]"):
            if node.tag == "td":
                relation = text_of(node).rstrip(":")
            else:
                yield relation, node


def _lines(headings: Headings) -> Iterator[tuple[str, Node]]:
    # To 2015: "Sequel: <a>, <a><br>Side story: <a>" below a heading.
    relation = ""
    for piece in headings.below("Related Anime"):
        if piece.is_text_node:
            word = text_of(piece).lstrip(", ")
            relation = word[:-1] if word.endswith(":") else relation
        elif piece.tag == "a":
            yield relation, piece


def recommendations(tree: Node, anime_id: int) -> list[dict[str, Any]]:
    """Return ``{"anime_id", "votes"}`` for each title of the strip of recommendations.

    Entries that the site made itself ("AutoRec") have no users behind them and are left out.
    """
    votes: dict[int, int] = {}
    for link in tree.css("li.btn-anime a"):
        pair = _PAIR.search(attribute(link, "href"))
        ids = {int(found) for found in pair.groups()} if pair else set()
        if anime_id in ids and len(ids) == 2:
            users = values.positive(text_at(link, "span.users"))
            if users:
                votes.setdefault((ids - {anime_id}).pop(), users)
    return [{"anime_id": other, "votes": count} for other, count in votes.items()]
