"""Reviews shown on an anime page, in the layout to 2021 and the one after it."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable
from typing import Any

from crawler.pages import running_text, values
from crawler.pages.tree import Node, attribute, hrefs, text_at, text_of

REACTIONS = ("nice", "love_it", "funny", "confusing", "informative", "well_written", "creative")
_VERDICTS = {
    "recommended": "Recommended",
    "mixed-feelings": "Mixed Feelings",
    "not-recommended": "Not Recommended",
}
_ID = re.compile(r"(?:[?&]id=|^|rhelp|score|review)(\d{1,10})$")
# What lies inside the text's element but is not the text: the table of scores, the links below,
# the picture of the title beside it.
_NO_TEXT = frozenset({"table", "a", "script", "style", "form"})
_NO_NEW_TEXT = frozenset({"js-visible", "thumb-right", "review-detail-actions"})


def documents(tree: Node, anime_id: int) -> list[dict[str, Any]]:
    """Return a `reviews` document for each review that has an id and a text."""
    new = [_new(node, anime_id) for node in tree.css(".js-review-element")]
    found = new or [_old(node, anime_id) for node in tree.css(".borderDark")]
    return [review for review in found if review["_id"] and review["text"]]


def _new(node: Node, anime_id: int) -> dict[str, Any]:
    # Other things on the page are called tags too.
    badges = node.css(".tags > .tag")
    tags = {word for badge in badges for word in attribute(badge, "class").split()}
    ids = (attribute(told, "data-id") for told in node.css("[data-id]"))
    return {
        "_id": _id(ids) or _id(hrefs(node, "a[href*='reviews.php']")),
        "anime_id": anime_id,
        "user": _user(node.css(".username a[href*='/profile/']")),
        "score": _score(text_at(node, ".rating .num")),
        "verdict": next((words for tag, words in _VERDICTS.items() if tag in tags), None),
        "episodes": values.positive(text_at(node, ".tags > .tag.preliminary")),
        "preliminary": "preliminary" in tags,
        "spoiler": "spoiler" in tags,
        "text": _text(node.css_first(".text"), _is_new_text),
        "date": values.date(text_at(node, ".update_at")),
        "reactions": _reactions(node),
    }


def _old(node: Node, anime_id: int) -> dict[str, Any]:
    block = node.css_first(".borderDark > div")
    head = values.clean(block.text(separator=" ")) if block else ""
    overall = re.search(r"Overall Rating\s*:\s*(\d+)", head)
    seen = re.search(r"([\d,]+) of [\d,?]+ episodes? seen", head)
    helpful = values.number(text_at(node, "span[id^='rhelp']"))
    ids = (told.id or "" for told in node.css("[id^='rhelp'], [id^='score']"))
    return {
        "_id": _id(ids) or _id(hrefs(node, "a[href*='reviews.php?id=']")),
        "anime_id": anime_id,
        "user": _user(node.css("a[href*='/profile/']")),
        "score": _score(overall.group(1) if overall else None),
        "verdict": None,
        "episodes": values.number(seen.group(1)) if seen else None,
        "preliminary": "Preliminary" in head,
        "spoiler": False,
        "text": _text(node.css_first(".textReadability"), _is_old_text),
        "date": values.date(text_at(node, ".mb8 > div:first-child")),
        "reactions": None if helpful is None else {"helpful": helpful},
    }


def _id(told: Iterable[str]) -> int | None:
    # The first data-id can be the verdict's number, which has one digit.
    numbers = (int(found.group(1)) for text in told if (found := _ID.search(text)))
    return next((number for number in numbers if number > 9), None)


def _user(links: Iterable[Node]) -> str | None:
    return next(filter(None, map(text_of, links)), None)


def _score(text: str | None) -> int | None:
    found = values.positive(text)
    return found if found and found <= 10 else None


def _text(node: Node | None, is_text: Callable[[Node], bool]) -> str | None:
    return running_text.paragraphs(node.iter(include_text=True), is_text) if node else None


def _is_new_text(element: Node) -> bool:
    is_shown = attribute(element, "class") not in _NO_NEW_TEXT
    return is_shown and element.tag not in running_text.SILENT


def _is_old_text(element: Node) -> bool:
    is_link = attribute(element, "class") == "spaceit" or (element.id or "").startswith("revhelp")
    return element.tag not in _NO_TEXT and not is_link


def _reactions(node: Node) -> dict[str, int] | None:
    if "data-reactions" not in node.attrs:
        return None
    told = attribute(node, "data-reactions")
    try:
        # The attribute is empty when nobody reacted; counts are strings.
        counts = json.loads(told)["count"] if told.strip() else ["0"] * len(REACTIONS)
        found = dict(zip(REACTIONS, (values.number(str(count)) for count in counts), strict=True))
    except (ValueError, TypeError, KeyError, RecursionError):
        return None
    known = {name: count for name, count in found.items() if count is not None}
    return known if len(known) == len(REACTIONS) else None
