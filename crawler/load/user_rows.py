"""Rows of a dataset gathered into members' lists, with memory for a few portions only.

The datasets keep a user's rows together. That is verified first, by reading the users' column
alone: lists of users whose rows are scattered are gathered afterwards, some users a pass.
"""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from crawler.load import row_files
from crawler.load.row_files import LARGEST_USER, Portion, RowFile
from store import list_bytes
from store.writes import Prepared

logger = logging.getLogger(__name__)

ROWS_A_PASS = 4_000_000
ROWS_AT_ONCE = 200_000
_NOBODY = -1


@dataclass(frozen=True)
class Survey:
    """What the users' column tells; both are indexed by user.

    Attributes
    ----------
    n_rows
        Rows of each user, int32.
    is_scattered
        Whether they stand in more than one place.
    """

    n_rows: NDArray[np.int32]
    is_scattered: NDArray[np.bool_]

    @property
    def is_too_long(self) -> NDArray[np.bool_]:
        """Whose rows no document holds."""
        return self.n_rows > list_bytes.LONGEST


@dataclass(frozen=True)
class Lists:
    """Some whole lists, ready to be stored, and where to go on after them."""

    members: list[Prepared]
    n_rows: int
    mark: Mark
    position: int


@dataclass(frozen=True)
class Mark:
    """Where a load goes on.

    Attributes
    ----------
    start
        Portion to begin with.
    user
        The first user of it whose list is not stored; -1: the first one there is.
    n_scattered
        How many of the scattered users are stored; -1: it is not their turn yet.
    """

    start: int = 0
    user: int = _NOBODY
    n_scattered: int = -1


def survey(file: RowFile, tell: Callable[[int], None]) -> Survey:
    """Read the users' column; `tell` gets the bytes read so far."""
    n_rows = np.zeros(0, dtype=np.int32)
    is_scattered = np.zeros(0, dtype=bool)
    last = _NOBODY
    for users, position in file.users():
        users = users[(users >= 0) & (users < LARGEST_USER)]
        tell(position)
        if not len(users):
            continue
        if (highest := int(users.max())) >= len(n_rows):
            size = max(highest + 1, 2 * len(n_rows))
            n_rows = np.pad(n_rows, (0, size - len(n_rows)))
            is_scattered = np.pad(is_scattered, (0, size - len(is_scattered)))
        starts = np.concatenate(([0], np.flatnonzero(np.diff(users)) + 1))
        runs = users[starts]
        again = runs[1:] if runs[0] == last else runs
        is_scattered[again[n_rows[again] > 0]] = True
        each, times = np.unique(again, return_counts=True)
        is_scattered[each[times > 1]] = True
        np.add.at(n_rows, runs, np.diff(np.append(starts, len(users))).astype(np.int32))
        last = int(users[-1])
    return Survey(n_rows, is_scattered)


class Gatherer:
    """Turns the rows of a file into lists.

    Attributes
    ----------
    file
        The rows.
    dataset
        Stands before each user's number in the member's name: "cooperunion:17". No member of
        MyAnimeList can be called so.
    skipped
        Counts the rows that are left out, by reason.
    """

    def __init__(
        self, file: RowFile, dataset: str, surveyed: Survey, skipped: Counter[str]
    ) -> None:
        self.file = file
        self.dataset = dataset
        self.survey = surveyed
        self.skipped = skipped

    def lists(self, mark: Mark) -> Iterator[Lists]:
        """Yield all lists from `mark` on."""
        if mark.n_scattered < 0:
            self._tell_too_long()
            yield from self._together(mark)
        yield from self._scattered(max(0, mark.n_scattered))

    def _tell_too_long(self) -> None:
        for user in np.flatnonzero(self.survey.is_too_long):
            n_rows = int(self.survey.n_rows[user])
            self.skipped["over_16_mb"] += n_rows
            logger.warning(
                "%s:%d has %d rows: a document holds at most %d; left out",
                self.dataset, user, n_rows, list_bytes.LONGEST,
            )  # fmt: skip

    def _together(self, mark: Mark) -> Iterator[Lists]:
        is_out = self.survey.is_scattered | self.survey.is_too_long
        carried, start, first = None, mark.start, mark.user
        position = 0
        for portion in self.file.portions(self.skipped, mark.start):
            position = portion.position
            rows = portion.only(~is_out[portion.user])
            if first != _NOBODY:
                found = np.flatnonzero(rows.user == first)
                if not len(found):
                    continue
                rows, first = rows.only(slice(int(found[0]), None)), _NOBODY
            n_carried = len(carried) if carried is not None else 0
            rows = row_files.joined([carried, rows]) if carried is not None else rows
            if not len(rows):
                continue
            # The last user's rows may go on in the next portion.
            begin = int(_runs(rows)[-1])
            start = portion.start if begin >= n_carried else start
            carried = rows.only(slice(begin, None))
            if begin:
                yield self._encoded(
                    rows.only(slice(0, begin)), Mark(start, int(carried.user[0])), position
                )
        done = Mark(n_scattered=0)
        if carried is not None:
            yield self._encoded(carried, done, position)

    def _scattered(self, n_stored: int) -> Iterator[Lists]:
        users = np.flatnonzero(self.survey.is_scattered & ~self.survey.is_too_long)
        while n_stored < len(users):
            total = np.cumsum(self.survey.n_rows[users[n_stored:]])
            n_now = max(1, int(np.searchsorted(total, ROWS_A_PASS, side="right")))
            rows = self._rows_of(users[n_stored : n_stored + n_now])
            for start, stop in _pieces(rows):
                piece = rows.only(slice(start, stop))
                n_done = n_stored + len(_runs(rows.only(slice(0, stop))))
                yield self._encoded(piece, Mark(n_scattered=n_done), self.file.source.size)
            n_stored += n_now

    def _rows_of(self, users: NDArray[np.int64]) -> Portion:
        """Return all rows of some users, user by user, each user's in the order of the file."""
        wanted = np.zeros(len(self.survey.n_rows), dtype=bool)
        wanted[users] = True
        parts = [portion.only(wanted[portion.user]) for portion in self.file.portions(Counter())]
        rows = row_files.joined(parts)
        return rows.only(np.argsort(rows.user, kind="stable"))

    def _encoded(self, rows: Portion, mark: Mark, position: int) -> Lists:
        rows = self._without_duplicates(rows)
        starts = _runs(rows)
        stops = np.append(starts[1:], len(rows))
        members = [
            list_bytes.encode(f"{self.dataset}:{rows.user[start]}", *rows.table[1:, start:stop])
            for start, stop in zip(starts.tolist(), stops.tolist(), strict=True)
        ]
        return Lists(members, len(rows), mark, position)

    def _without_duplicates(self, rows: Portion) -> Portion:
        """Keep the last of the rows that name the same title for the same user."""
        keys = rows.user.astype(np.int64) << 32 | rows.anime_id
        in_order = np.sort(keys)
        if not (in_order[1:] == in_order[:-1]).any():
            return rows
        _, last = np.unique(keys[::-1], return_index=True)
        kept = np.sort(len(rows) - 1 - last)
        self.skipped["duplicate"] += len(rows) - len(kept)
        return rows.only(kept)


def _runs(rows: Portion) -> NDArray[np.int64]:
    """Return where each user's rows begin."""
    if not len(rows):
        return np.zeros(0, dtype=np.int64)
    return np.concatenate(([0], np.flatnonzero(np.diff(rows.user)) + 1))


def _pieces(rows: Portion) -> Iterator[tuple[int, int]]:
    """Yield (start, stop) of whole users, about `ROWS_AT_ONCE` rows at a time."""
    starts = _runs(rows)
    start = 0
    for stop in [*starts[1:].tolist(), len(rows)]:
        if stop - start >= ROWS_AT_ONCE or stop == len(rows):
            if stop > start:
                yield start, stop
            start = stop
