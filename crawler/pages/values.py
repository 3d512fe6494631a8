"""Words and numbers as the site writes them, turned into plain values. Unknown is None."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import datetime
from typing import Any

_UNKNOWN = {"", "?", "-", "n/a", "none", "unknown", "not available", "none found", "add some"}
_MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]
_DATE = re.compile(r"(?:([A-Za-z]{3})[a-z]*\.?\s*)?(?:(\d{1,2})\s*,)?\s*,?\s*(\d{4})$")
_DURATION = re.compile(
    r"(?=\d)(?:(\d{1,3})\s*hr\.?)?\s*(?:(\d{1,4})\s*min\.?)?\s*(?:(\d{1,4})\s*sec\.?)?"
)
_DIGITS = re.compile(r"[0-9][0-9,]*")
_LARGEST = 2**63 - 1  # what MongoDB keeps as an integer


def clean(text: str | None) -> str:
    """Return `text` with each run of white space as one space, and none at the ends."""
    return " ".join(text.split()) if text else ""


def known(text: str | None) -> str | None:
    """Return `text` cleaned, or None when it is one of the site's words for "unknown"."""
    cleaned = clean(text)
    return None if cleaned.lower() in _UNKNOWN else cleaned


def number(text: str | None) -> int | None:
    """Return the first whole number in `text` ("1,098,802", "#17"), or None."""
    found = _DIGITS.search(text or "")
    value = int(found.group().replace(",", "")[:20]) if found else None
    return value if value is not None and value <= _LARGEST else None


def positive(text: str | None) -> int | None:
    """Return the first whole number in `text` if it is above 0: the site writes 0 for unknown."""
    return number(text) or None


def score(text: str | None) -> float | None:
    """Return a score above 0 and up to 10 ("8.93"), or None."""
    found = re.fullmatch(r"[0-9]{1,2}(?:\.[0-9]{1,4})?", clean(text))
    value = float(found.group()) if found else 0.0
    return value if 0 < value <= 10 else None


def date(text: str | None) -> str | None:
    """Return an ISO date as far as it is told: "1998-04-03", "1998-04", "1998"; else None."""
    found = _DATE.match(clean(text))
    if not found:
        return None
    month, day, year = found.groups()
    if not month:
        return None if day else year
    if month.lower() not in _MONTHS or not 1 <= int(day or 1) <= 31:
        return None
    parts = [year, f"{_MONTHS.index(month.lower()) + 1:02d}", f"{int(day):02d}" if day else ""]
    return "-".join(part for part in parts if part)


def minutes(text: str | None) -> int | None:
    """Return "1 hr. 55 min." or "24 min. per ep." in minutes, at least 1; else None.

    Seconds are rounded to the nearest minute; a clip of 12 seconds lasts 1.
    """
    found = _DURATION.match(clean(text))
    if not found or not any(found.groups()):
        return None
    hours, minute, seconds = (int(part or 0) for part in found.groups())
    total = hours * 3600 + minute * 60 + seconds
    return max(1, (total + 30) // 60) if total else None


def epoch(moment: Any) -> int | None:
    """Return an ISO moment ("2021-03-15T09:00:58+00:00") as seconds since the epoch, or None."""
    try:
        return int(datetime.fromisoformat(moment).timestamp()) or None
    except (TypeError, ValueError, OverflowError):
        return None


def unique(values: Iterable[str]) -> list[str]:
    """Return the known ones of `values`, cleaned, each once, in their first order."""
    return list(dict.fromkeys(found for value in values if (found := known(value))))
