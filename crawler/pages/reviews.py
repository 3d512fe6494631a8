"""Reviews shown on an anime page, in the layout to 2021 and the one after it."""

from __future__ import annotations

import json
import re
from typing import Any

from parsel import Selector

from crawler.pages import values

REACTIONS = ("nice", "love_it", "funny", "confusing", "informative", "well_written", "creative")
_VERDICTS = {
    "recommended": "Recommended",
    "mixed-feelings": "Mixed Feelings",
    "not-recommended": "Not Recommended",
}
_ID = re.compile(r"(?:[?&]id=|^|rhelp|score|review)(\d{1,10})$")
_NEW_TEXT = ".//text()[not(ancestor::span[@class='js-visible'])] | .//br"
# What lies inside the text's element but is not the text: the table of scores, the links below.
_OLD_TEXT = (
    ".//text()[not(ancestor::*[self::table or self::a or self::script or self::form"
    " or @class='spaceit' or starts-with(@id, 'revhelp')]"
    "[ancestor::div[contains(@class, 'textReadability')]])] | .//br"
)


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
        "text": _text(node.css(".text"), _NEW_TEXT),
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
        "text": _text(node.css(".textReadability"), _OLD_TEXT),
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


def _text(nodes: Any, path: str) -> str | None:
    return values.paragraphs(nodes[0].root.xpath(path)) if nodes else None


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
