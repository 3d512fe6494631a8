"""Reviews shown on an anime page, in the layout to 2021 and the one after it."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from typing import Any

from lxml import etree  # type: ignore[import-untyped]  # parsel brings it, stubs do not come
from parsel import Selector

from crawler.pages import values

REACTIONS = ("nice", "love_it", "funny", "confusing", "informative", "well_written", "creative")
_VERDICTS = {
    "recommended": "Recommended",
    "mixed-feelings": "Mixed Feelings",
    "not-recommended": "Not Recommended",
}
_ID = re.compile(r"(?:[?&]id=|^|rhelp|score|review)(\d{1,10})$")
# What lies inside the text's element but is not the text: the table of scores, the links below.
_NO_TEXT = frozenset({"table", "a", "script", "style", "form"})


def documents(page: Selector, anime_id: int) -> list[dict[str, Any]]:
    """Return a `reviews` document for each review that has an id and a text."""
    new = [_new(node, anime_id) for node in page.css("div.review-element.js-review-element")]
    old = [_old(node, anime_id) for node in page.css("div.borderDark")]
    return [review for review in (*new, *old) if review["_id"] and review["text"]]


def _new(node: Selector, anime_id: int) -> dict[str, Any]:
    tags = set(" ".join(node.css(".tags .tag::attr(class)").getall()).split())
    return {
        "_id": _id(node, ".//*[@data-id]/@data-id", ".//a[contains(@href, 'reviews.php')]/@href"),
        "anime_id": anime_id,
        "user": _user(node.css(".username")),
        "score": _score(node.css(".rating .num::text").get()),
        "verdict": next((words for tag, words in _VERDICTS.items() if tag in tags), None),
        "episodes": values.positive(node.css(".tag.preliminary span::text").get()),
        "preliminary": "preliminary" in tags,
        "spoiler": "spoiler" in tags,
        "text": _text(node.css(".text"), _is_new_text),
        "date": values.date(node.css(".update_at::text").get()),
        "reactions": _reactions(node.attrib.get("data-reactions")),
    }


def _old(node: Selector, anime_id: int) -> dict[str, Any]:
    head = values.clean(" ".join(node.xpath("./div[1]//text()").getall()))
    overall = re.search(r"Overall Rating\s*:\s*(\d+)", head)
    seen = re.search(r"(\d+) of [\d?]+ episodes? seen", head)
    helpful = values.number(node.xpath(".//span[starts-with(@id, 'rhelp')]/text()").get())
    return {
        "_id": _id(node, ".//*[starts-with(@id, 'rhelp') or starts-with(@id, 'score')]/@id"),
        "anime_id": anime_id,
        "user": _user(node),
        "score": _score(overall.group(1) if overall else None),
        "verdict": None,
        "episodes": int(seen.group(1)) if seen else None,
        "preliminary": "Preliminary" in head,
        "spoiler": False,
        "text": _text(node.css(".textReadability"), _is_old_text),
        "date": values.date(node.css("div.mb8 > div:nth-child(1)::text").get()),
        "reactions": None if helpful is None else {"helpful": helpful},
    }


def _id(node: Selector, *paths: str) -> int | None:
    for path in paths:
        for value in node.xpath(path).getall():
            # The first data-id can be the verdict's number, which has one digit.
            if (found := _ID.search(value)) and int(found.group(1)) > 9:
                return int(found.group(1))
    return None


def _user(nodes: Any) -> str | None:
    for link in nodes.xpath(".//a[contains(@href, '/profile/')]"):
        if name := values.text_of(link):
            return name
    return None


def _score(text: str | None) -> int | None:
    found = values.positive(text)
    return found if found and found <= 10 else None


def _text(nodes: Any, is_text: Callable[[Any], bool]) -> str | None:
    return values.paragraphs(list(_pieces(nodes[0].root, is_text))) if nodes else None


def _pieces(element: Any, is_text: Callable[[Any], bool]) -> Iterator[Any]:
    """Yield the strings and line breaks below `element`, without subtrees that are no text."""
    walk = etree.iterwalk(element, events=("start", "end", "comment", "pi"))
    for event, node in walk:
        if event == "start":
            if node.tag in values.BREAKING:
                yield values.BREAK
            if node is not element and not is_text(node):
                walk.skip_subtree()
            else:
                yield node.text or ""
        elif node is not element:
            yield node.tail or ""


def _is_new_text(element: Any) -> bool:
    return element.tag not in {"script", "style"} and element.get("class") != "js-visible"


def _is_old_text(element: Any) -> bool:
    is_link = element.get("class") == "spaceit" or element.get("id", "").startswith("revhelp")
    return element.tag not in _NO_TEXT and not is_link


def _reactions(attribute: str | None) -> dict[str, int] | None:
    if attribute is None:
        return None
    try:
        # The attribute is empty when nobody reacted; counts are strings.
        counts = json.loads(attribute)["count"] if attribute.strip() else ["0"] * len(REACTIONS)
        found = dict(zip(REACTIONS, (int(count) for count in counts), strict=True))
    except (ValueError, TypeError, KeyError, RecursionError):
        return None
    return found
