"""Reviews shown on an anime page, in the layout to 2021 and the one after it."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable
from typing import Any

from crawler.pages import running_text, values
from crawler.pages.tree import Element, Path, Tree, by_class, css, text_of

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

_NEW_IDS = (Path(".//*[@data-id]/@data-id"), Path(".//a[contains(@href, 'reviews.php')]/@href"))
_OLD_IDS = (
    Path(".//*[starts-with(@id, 'rhelp') or starts-with(@id, 'score')]/@id"),
    Path(".//a[contains(@href, 'reviews.php?id=')]/@href"),
)
_USERS = Path(".//a[contains(@href, '/profile/')]")
_RATING = css(".num")
_OLD_HEAD, _OLD_HELPFUL = Path("./div[1]//text()"), Path(".//span[starts-with(@id, 'rhelp')]")
_OLD_DATE = Path("*[1][self::div]")


def documents(tree: Tree, anime_id: int) -> list[dict[str, Any]]:
    """Return a `reviews` document for each review that has an id and a text."""
    new = [_new(node, anime_id) for node in tree.of_class("js-review-element")]
    old = [_old(node, anime_id) for node in tree.of_class("borderDark")]
    return [review for review in (*new, *old) if review["_id"] and review["text"]]


def _new(node: Element, anime_id: int) -> dict[str, Any]:
    shown = by_class(node.iter())
    # Other things on the page are called tags too.
    badges = [tag for tag in shown["tag"] if "tags" in tag.getparent().get("class", "")]
    tags = {word for badge in badges for word in badge.get("class").split()}
    seen = (text_of(badge) for badge in badges if "preliminary" in badge.get("class"))
    ratings = (told for rating in shown["rating"] for told in _RATING(rating))
    return {
        "_id": _id(node, _NEW_IDS),
        "anime_id": anime_id,
        "user": _user(shown["username"]),
        "score": _score(_first_words(ratings)),
        "verdict": next((words for tag, words in _VERDICTS.items() if tag in tags), None),
        "episodes": values.positive(next(seen, None)),
        "preliminary": "preliminary" in tags,
        "spoiler": "spoiler" in tags,
        "text": _text(shown["text"], _is_new_text),
        "date": values.date(_first_words(shown["update_at"])),
        "reactions": _reactions(node.get("data-reactions")),
    }


def _old(node: Element, anime_id: int) -> dict[str, Any]:
    head = values.clean(" ".join(_OLD_HEAD(node)))
    overall = re.search(r"Overall Rating\s*:\s*(\d+)", head)
    seen = re.search(r"([\d,]+) of [\d,?]+ episodes? seen", head)
    helpful = values.number(_first_words(_OLD_HELPFUL(node)))
    shown = by_class(node.iter("div"))
    dates = (date for pad in shown["mb8"] for date in _OLD_DATE(pad))
    return {
        "_id": _id(node, _OLD_IDS),
        "anime_id": anime_id,
        "user": _user([node]),
        "score": _score(overall.group(1) if overall else None),
        "verdict": None,
        "episodes": values.number(seen.group(1)) if seen else None,
        "preliminary": "Preliminary" in head,
        "spoiler": False,
        "text": _text(shown["textReadability"], _is_old_text),
        "date": values.date(_first_words(dates)),
        "reactions": None if helpful is None else {"helpful": helpful},
    }


def _first_words(nodes: Iterable[Element]) -> str | None:
    return next(map(text_of, nodes), None)


def _id(node: Element, paths: Iterable[Path]) -> int | None:
    for path in paths:
        for value in path(node):
            # The first data-id can be the verdict's number, which has one digit.
            if (found := _ID.search(value)) and int(found.group(1)) > 9:
                return int(found.group(1))
    return None


def _user(nodes: Iterable[Element]) -> str | None:
    names = (text_of(link) for node in nodes for link in _USERS(node))
    return next((name for name in names if name), None)


def _score(text: str | None) -> int | None:
    found = values.positive(text)
    return found if found and found <= 10 else None


def _text(nodes: list[Element], is_text: Callable[[Element], bool]) -> str | None:
    return running_text.paragraphs(running_text.strings(nodes[0], is_text)) if nodes else None


def _is_new_text(element: Element) -> bool:
    is_shown = element.get("class") not in _NO_NEW_TEXT
    return is_shown and element.tag not in running_text.SILENT


def _is_old_text(element: Element) -> bool:
    is_link = element.get("class") == "spaceit" or element.get("id", "").startswith("revhelp")
    return element.tag not in _NO_TEXT and not is_link


def _reactions(attribute: str | None) -> dict[str, int] | None:
    if attribute is None:
        return None
    try:
        # The attribute is empty when nobody reacted; counts are strings.
        counts = json.loads(attribute)["count"] if attribute.strip() else ["0"] * len(REACTIONS)
        found = dict(zip(REACTIONS, (values.number(str(count)) for count in counts), strict=True))
    except (ValueError, TypeError, KeyError, RecursionError):
        return None
    known = {name: count for name, count in found.items() if count is not None}
    return known if len(known) == len(REACTIONS) else None
