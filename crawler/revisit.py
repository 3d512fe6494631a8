"""How long a page that was read may wait until it is read again."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from store.crawl_log import Rate

LONGEST = 4.0  # times CRAWL_FRESH_HOURS
AIRING = 1 / 7
SOON = 1 / 2
OLD = 2.0
_OLD_AFTER = timedelta(days=2 * 365)


def title_wait(document: Mapping[str, Any], rate: Rate | None, now: datetime) -> float:
    """Return how long a title may wait, in times of ``CRAWL_FRESH_HOURS``.

    Parameters
    ----------
    document
        ``status`` and ``aired_to`` or ``aired_from`` of the title.
    rate
        How often its page changed; None when that is not known.
    now
        The present moment.
    """
    status = document.get("status")
    if status == "Currently Airing":
        return AIRING
    if status == "Not yet aired":
        return SOON
    last = document.get("aired_to") or document.get("aired_from") or ""
    is_old = bool(last) and last < (now - _OLD_AFTER).date().isoformat()
    return min(LONGEST, (OLD if is_old else 1.0) * _patience(rate))


def list_wait(rate: Rate | None) -> float:
    """Return how long a user's list may wait; half as long when it changed each time."""
    is_active = rate is not None and rate.visits > 1 and rate.changes == rate.visits - 1
    return SOON if is_active else min(LONGEST, _patience(rate))


def _patience(rate: Rate | None) -> float:
    """Return 1 for what changes, more for what was the same three times or oftener."""
    if rate is None or rate.changes or rate.visits < 3:
        return 1.0
    return float(rate.visits - 1)
