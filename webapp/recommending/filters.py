"""Which titles a visitor's filters let pass."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np
from numpy.typing import NDArray

from webapp.catalogue.snapshot import Snapshot
from webapp.errors import Unprocessable, shown
from webapp.question.query import AGES, Filters

Mask = NDArray[np.bool_]


def check_names(snapshot: Snapshot, filters: Filters) -> None:
    """Refuse genres that no title of the catalogue has.

    Raises
    ------
    Unprocessable
        Naming the genre and those there are.
    """
    for name in ("genres_in", "genres_out"):
        for genre in getattr(filters, name):
            if genre not in snapshot.genre_rows:
                known = ", ".join(snapshot.genre_rows)
                raise Unprocessable(
                    f"{shown(genre)} is not a genre of this catalogue: {known}", f"filters.{name}"
                )


def allowed(snapshot: Snapshot, filters: Filters) -> Mask:
    """(n_items,) which titles pass; a title passes no rule about a fact it does not have."""
    mask = np.ones(snapshot.n_items, bool) if filters.include_adult else snapshot.for_everybody
    for name in filters.active:
        if name in _RULES:
            mask = mask & _RULES[name](snapshot, filters)
    return mask


def most_restrictive(snapshot: Snapshot, filters: Filters, open_rows: Mask) -> str | None:
    """Name of the filter without which the most titles of `open_rows` would pass, if any is set."""
    gains = {
        name: int((allowed(snapshot, filters.without(name)) & open_rows).sum())
        for name in filters.active
        if name in _RULES
    }
    return max(gains, key=lambda name: gains[name]) if gains else None


def _genres_in(snapshot: Snapshot, filters: Filters) -> Mask:
    """Titles that have every one of the genres."""
    count = np.zeros(snapshot.n_items, dtype=np.int64)
    for genre in filters.genres_in:
        count[snapshot.genre_rows.get(genre, [])] += 1
    has_all: Mask = count == len(filters.genres_in)
    return has_all


def _genres_out(snapshot: Snapshot, filters: Filters) -> Mask:
    return ~_any_of(snapshot.n_items, snapshot.genre_rows, filters.genres_out)


def _types(snapshot: Snapshot, filters: Filters) -> Mask:
    return _any_of(snapshot.n_items, snapshot.type_rows, filters.types)


def _any_of(n_items: int, rows: Mapping[str, NDArray[np.int64]], names: tuple[str, ...]) -> Mask:
    mask = np.zeros(n_items, dtype=bool)
    for name in names:
        if name in rows:
            mask[rows[name]] = True
    return mask


def _statuses(snapshot: Snapshot, filters: Filters) -> Mask:
    return _any_of(snapshot.n_items, snapshot.status_rows, filters.statuses)


# include_adult and include_sequels open doors, planned needs a list to say who; these close them.
_RULES: Mapping[str, Callable[[Snapshot, Filters], Mask]] = {
    "genres_in": _genres_in,
    "genres_out": _genres_out,
    "types": _types,
    "year_min": lambda s, f: s.years >= (f.year_min or 0),
    "year_max": lambda s, f: (s.years <= (f.year_max or 0)) & (s.years > 0),
    "score_min": lambda s, f: np.nan_to_num(s.mean_scores, nan=-1.0) >= (f.score_min or 0),
    "members_min": lambda s, f: s.members >= (f.members_min or 0),
    "episodes_min": lambda s, f: s.episodes >= (f.episodes_min or 0),
    "episodes_max": lambda s, f: (s.episodes <= (f.episodes_max or 0)) & (s.episodes > 0),
    "statuses": _statuses,
    "age_max": lambda s, f: s.ages <= AGES.index(f.age_max or AGES[-1]),
}
