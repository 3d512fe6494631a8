"""Franchises as a viewer meets them: where to start, and what comes next."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from store.watch_order import entry_point

# A title with one of these was made to be seen after another.
_BACKWARD = ("prequel", "parent story", "full story")
_FORWARD = "sequel"


@dataclass(frozen=True)
class Franchises:
    """Who belongs with whom, by catalogue row.

    Attributes
    ----------
    groups
        (n_items,) int32, equal for titles of one franchise.
    starts
        (n_items,) int64 the row a newcomer should see before this one; itself when it stands first.
    sequels
        (n_items,) int64 the row that directly follows, -1 when nothing does.
    sizes
        (n_items,) int64 how many titles the franchise of each row has.
    parents
        (n_items,) int64 of a side story the row whose side it is; -1 for titles of the main line.
    """

    groups: NDArray[np.int32]
    starts: NDArray[np.int64]
    sequels: NDArray[np.int64]
    sizes: NDArray[np.int64]
    parents: NDArray[np.int64]

    def mates(self, row: int) -> NDArray[np.int64]:
        """Rows of the same franchise, the row itself included."""
        return np.flatnonzero(self.groups == self.groups[row])


def franchises_of(
    franchise_ids: Sequence[int],
    links: Sequence[Sequence[tuple[str, int]]],
    titles: Sequence[Mapping[str, Any]] = (),
) -> Franchises:
    """Work out starts and sequels.

    Parameters
    ----------
    franchise_ids
        (n_items,) the franchise of each row.
    links
        Per row, (relation in MAL's words, row it points to).
    titles
        Per row, ``aired_from``, ``type`` and ``members``; where no relation tells what came before,
        a franchise starts with what `store.watch_order.entry_point` says.
    """
    before = {row: _first(row_links, _BACKWARD) for row, row_links in enumerate(links)}
    sequels = [_first(row_links, (_FORWARD,)) for row_links in links]
    starts = np.array([_start(row, before) for row in range(len(links))], dtype=np.int64)
    # By its start, so that a title and its start share a card even before franchises are stored.
    of_starts = np.asarray(franchise_ids, dtype=np.int64)[starts]
    _, groups, sizes = np.unique(of_starts, return_inverse=True, return_counts=True)
    if len(titles):
        _start_unrelated(starts, groups, links, titles)
    return Franchises(
        groups=groups.astype(np.int32),
        starts=starts,
        sequels=np.array([-1 if s is None else s for s in sequels], dtype=np.int64),
        sizes=sizes[groups],
        parents=np.array([_side_of(row_links) for row_links in links], dtype=np.int64),
    )


def _start_unrelated(
    starts: NDArray[np.int64],
    groups: NDArray[np.integer[Any]],
    links: Sequence[Sequence[tuple[str, int]]],
    titles: Sequence[Mapping[str, Any]],
) -> None:
    """Let titles without any relation start where their franchise does."""
    unrelated = [row for row, row_links in enumerate(links) if not row_links]
    members: dict[int, list[Mapping[str, Any]]] = {int(groups[row]): [] for row in unrelated}
    for row, group in enumerate(groups.tolist()):
        if group in members:
            members[group].append({**titles[row], "_id": row})
    entries = {group: entry_point(mates)["_id"] for group, mates in members.items()}
    for row in unrelated:
        starts[row] = starts[entries[int(groups[row])]]


def _side_of(links: Sequence[tuple[str, int]]) -> int:
    """The title that a side story hangs on; -1 for one that continues another or stands alone."""
    prequel = _first(links, _BACKWARD[:1])
    parent = _first(links, _BACKWARD[1:])
    return -1 if prequel is not None or parent is None else parent


def _first(links: Sequence[tuple[str, int]], relations: Sequence[str]) -> int | None:
    """The row of the first link with one of the relations, the earlier relation first."""
    for wanted in relations:
        for relation, row in links:
            if relation.casefold() == wanted:
                return row
    return None


def _start(row: int, before: Mapping[int, int | None]) -> int:
    """Walk back to the first of a story; relations in a circle end the walk."""
    seen = {row}
    while (previous := before[row]) is not None and previous not in seen:
        seen.add(previous)
        row = previous
    return row
