"""Values of JSON, CSV and XML files as documents hold them. Unknown is None."""

from __future__ import annotations

import html
import re
from collections.abc import Mapping
from typing import Any

from crawler.pages import values

LARGEST_ID = 10**9
_LARGEST = 2**31 - 1
_NUMBER = re.compile(r"[0-9]{1,15}(?:\.[0-9]{1,6})?")


def whole(value: Any, largest: int = _LARGEST) -> int | None:
    """Return a whole number from 0 to `largest`, also from "12" and 12.0; else None."""
    if isinstance(value, str):
        value = float(value) if _NUMBER.fullmatch(value.strip()) else None
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    return int(value) if 0 <= value <= largest and value == int(value) else None


def positive(value: Any) -> int | None:
    """Return a whole number above 0; else None."""
    return whole(value) or None


def anime_id(value: Any) -> int | None:
    """Return what can be an id of MAL's."""
    return whole(value, LARGEST_ID) or None


def text(value: Any) -> str | None:
    """Return one line of known text, its HTML entities resolved; else None."""
    return values.known(storable(html.unescape(value))) if isinstance(value, str) else None


def paragraphs(value: Any) -> str | None:
    """Return running text with its line breaks; else None."""
    if not isinstance(value, str):
        return None
    lines = [values.clean(line) for line in storable(value).split("\n")]
    kept = (line for at, line in enumerate(lines) if line or (at and lines[at - 1]))
    return "\n".join(kept).strip() or None


def storable(value: str) -> str:
    """Return `value` without what UTF-8 cannot say: half pairs from JSON escapes."""
    return value.encode("utf-8", "replace").decode("utf-8")


def texts(value: Any) -> list[str]:
    """Return the known texts of a list, each once."""
    found = [text(each) for each in value] if isinstance(value, list) else []
    return list(dict.fromkeys(each for each in found if each))


def split(value: Any) -> list[str]:
    """Return the known parts of "Action, Drama", each once."""
    return texts(value.split(", ")) if isinstance(value, str) else []


def score(value: Any) -> float | None:
    """Return a mean score above 0 and up to 10; else None."""
    if isinstance(value, int | float) and not isinstance(value, bool):
        return float(value) if 0 < value <= 10 else None
    return values.score(value) if isinstance(value, str) else None


def known(document: Mapping[str, Any]) -> dict[str, Any]:
    """Return a document without the fields that the file says nothing about."""
    return {key: value for key, value in document.items() if value not in (None, [], "")}
