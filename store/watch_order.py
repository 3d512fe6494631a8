"""In which order the titles of one franchise are watched, and with which of them to begin."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

# Least share of the audience of the franchise's most watched title, for a title to be more than an
# extra. Series and films stand on their own; an OVA does when nearly as many people watched it.
_LEAST_SHARE = {"TV": 0.02, "Movie": 0.1}
_LEAST_SHARE_OF_OTHERS = 0.25


def watch_order(titles: Sequence[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """Return `titles` in the order in which they aired; those without a date last.

    Parameters
    ----------
    titles
        ``_id`` and ``aired_from`` of each.
    """
    return sorted(titles, key=lambda title: (title.get("aired_from") or "9999", title["_id"]))


def entry_point(titles: Sequence[Mapping[str, Any]]) -> Mapping[str, Any]:
    """Return the title to begin with: the first to air that is more than an extra.

    A pilot, a promotion or a special often airs before the series that it belongs to. A TV series
    counts unless hardly anybody watched it (2 % of the audience of the most watched title), a film
    when 10 % did, and anything else when a quarter did.

    Parameters
    ----------
    titles
        At least one; ``_id``, ``aired_from``, ``type`` and ``members`` of each.
    """
    ordered = watch_order(titles)
    most = max(title.get("members") or 0 for title in ordered)
    return next((title for title in ordered if _is_more_than_an_extra(title, most)), ordered[0])


def _is_more_than_an_extra(title: Mapping[str, Any], most: int) -> bool:
    kind, members = title.get("type"), title.get("members")
    if members is None:
        return kind in _LEAST_SHARE
    return bool(members >= most * _LEAST_SHARE.get(kind or "", _LEAST_SHARE_OF_OTHERS))
