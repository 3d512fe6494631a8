"""Which rows of the lists count: each rule an option, each row that is left out counted."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, fields
from typing import Any

import numpy as np
from numpy.typing import NDArray

from cf.errors import BadRule
from cf.settings import wanted
from store import Interactions

WATCHING, COMPLETED, PLAN_TO_WATCH = 1, 2, 6
KEEP, UNSCORED, ALL = "keep", "unscored", "all"
LAST, FIRST, HIGHEST = "last", "first", "highest"

Mask = NDArray[np.bool_]
Rows = NDArray[np.integer[Any]]


def _rule(default: Any, sentence: str, choices: tuple[str, ...] = ()) -> Any:
    return field(default=default, metadata={"sentence": sentence, "choices": choices})


@dataclass(frozen=True)
class Rules:
    """Which rows count.

    Attributes
    ----------
    duplicates
        Which row counts of several by one user on one title: last, first or highest.
    keep_planned
        Whether titles that a user plans to watch count as seen.
    unwatched
        Which rows go that have no episode watched: keep none of them from counting (keep), only
        those without a score that are not completed (unscored), or every one (all).
    half_watched
        Which rows go with under half of the title's episodes: none (keep), those without a score
        that were put aside (unscored), or every one (all).
    min_user_ratings, min_item_ratings
        Rows a user, and rows a title, must have left; others go until all have.
    count_scored
        Whether only rows with a score count towards these two.
    """

    duplicates: str = _rule(LAST, "of a user's rows on one title", (LAST, FIRST, HIGHEST))
    keep_planned: bool = _rule(False, "count planned titles as seen")
    unwatched: str = _rule(UNSCORED, "rows without an episode that go", (KEEP, UNSCORED, ALL))
    half_watched: str = _rule(
        UNSCORED, "rows under half of the episodes that go", (KEEP, UNSCORED, ALL)
    )
    min_user_ratings: int = _rule(5, "rows a member needs")
    min_item_ratings: int = _rule(3, "rows a title needs")
    count_scored: bool = _rule(False, "only rows with a score count towards the two minima")

    def __post_init__(self) -> None:
        """Refuse what no rule says."""
        for knob in fields(self):
            value, choices = getattr(self, knob.name), knob.metadata["choices"]
            if choices and value not in choices:
                raise BadRule(f"{knob.name} is {value!r}: it is one of {', '.join(choices)}")
            if said := wanted(knob, value):
                raise BadRule(f"{knob.name} is {value!r}: give {said}")


def watched(
    rows: Interactions, rules: Rules, item_index: Rows, totals: Rows
) -> tuple[Mask, dict[str, int]]:
    """Return which rows tell of something watched, and how many were left out by which rule.

    Parameters
    ----------
    rows
        The lists.
    rules
        Of these, `keep_planned`, `unwatched` and `half_watched`.
    item_index
        (n,) rows' titles as numbers from 0.
    totals
        (n_items,) episodes of each title; 0 = unknown.
    """
    keep = np.ones(len(rows), dtype=bool)
    left_out: dict[str, int] = {}

    def leave_out(reason: str, which: Mask) -> None:
        which &= keep
        left_out[reason] = int(which.sum())
        keep[which] = False

    if not rules.keep_planned:
        leave_out("planned", rows.statuses == PLAN_TO_WATCH)
    if rows.episodes is not None:
        _by_episodes(rows, rows.episodes, rules, item_index, totals, leave_out)
    return keep, left_out


def _by_episodes(
    rows: Interactions,
    episodes: NDArray[np.int16],
    rules: Rules,
    item_index: Rows,
    totals: Rows,
    leave_out: Callable[[str, Mask], None],
) -> None:
    idle = (rows.scores == 0) & (rows.statuses != COMPLETED)
    if rules.unwatched != KEEP:
        none = episodes == 0
        leave_out("unwatched", none & idle if rules.unwatched == UNSCORED else none)
    if rules.half_watched != KEEP:
        under = (episodes >= 0) & (2 * episodes.astype(np.int32) < totals[item_index])
        aside = idle & (rows.statuses != WATCHING)
        leave_out("half watched", under & aside if rules.half_watched == UNSCORED else under)


def most_watched(rows: Interactions, item_index: Rows, n_items: int) -> NDArray[np.int32]:
    """Return (n_items,) the most episodes that anybody watched of each title; 0 = unknown."""
    totals = np.zeros(n_items, dtype=np.int32)
    if rows.episodes is not None:
        np.maximum.at(totals, item_index, rows.episodes)
    return totals


def in_order(users: Rows, items: Rows, scores: Rows, duplicates: str) -> NDArray[np.int64]:
    """Return the places of the rows by user and title, one for each pair.

    Parameters
    ----------
    users, items, scores
        (n,) each; numbers from 0, and 0-10.
    duplicates
        Which of several rows stands for its pair; see `Rules`.
    """
    key = users.astype(np.int64) << 32 | items
    order = np.argsort(key)
    if not (key[order[1:]] == key[order[:-1]]).any():
        return order
    within = scores if duplicates == HIGHEST else np.arange(len(key))
    order = np.lexsort((within, key))
    key = key[order]
    edge = key[1:] != key[:-1]
    chosen = np.r_[True, edge] if duplicates == FIRST else np.r_[edge, True]
    return order[chosen]


def core(users: Rows, items: Rows, counting: Mask, rules: Rules) -> Mask:
    """Mark the rows left when users and titles with too few have gone, until none is left.

    Parameters
    ----------
    users, items
        (n,) numbers from 0.
    counting
        (n,) which rows count towards the minima.
    rules
        Of these, the two minima.
    """
    keep = np.ones(len(users), dtype=bool)
    if len(users) == 0:
        return keep
    n_users, n_items = int(users.max()) + 1, int(items.max()) + 1
    while True:
        counted = keep & counting
        enough_user = np.bincount(users[counted], minlength=n_users) >= rules.min_user_ratings
        enough_item = np.bincount(items[counted], minlength=n_items) >= rules.min_item_ratings
        left = keep & enough_user[users] & enough_item[items]
        if left.sum() == keep.sum():
            return keep
        keep = left
