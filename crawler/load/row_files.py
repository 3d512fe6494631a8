"""Datasets of one row a user and title: where their columns stand, and their rows in portions."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from crawler.load import files, int_table
from crawler.load.errors import BrokenFileError
from crawler.load.files import Source

COMPLETED = 2
BLOCK = 4 * files.MEGABYTE
# 1, 2, 3, 4 and 6 are MyAnimeList's; what is larger is clipped to 7.
_IS_STATUS = np.array([False, True, True, True, True, False, True, False])
_ROWS_AT_ONCE = 250_000
# MyAnimeList has some 20 million members; what is counted by user stays small.
LARGEST_USER = 20_000_000
# The words for each of our columns in the headers of the datasets.
NAMES = {
    "user": ("user_id",),
    "anime_id": ("anime_id",),
    "score": ("rating", "score"),
    "status": ("watching_status",),
    "episodes": ("watched_episodes",),
}
_SCORE = list(NAMES).index("score")


@dataclass(frozen=True)
class Portion:
    """Some rows of a file, in its order.

    Attributes
    ----------
    table
        (5, n) int32: the columns in the order of `NAMES`.
    start
        What `RowFile.portions` takes to begin with this portion.
    position
        Bytes of the file that were read when it was made.
    """

    table: NDArray[np.int32]
    start: int = 0
    position: int = 0

    def __len__(self) -> int:
        return len(self.user)

    @property
    def user(self) -> NDArray[np.int32]:
        """Whose row it is; (n,)."""
        column: NDArray[np.int32] = self.table[0]
        return column

    @property
    def anime_id(self) -> NDArray[np.int32]:
        """MAL id of the title; (n,)."""
        column: NDArray[np.int32] = self.table[1]
        return column

    def only(self, rows: NDArray[Any] | slice) -> Portion:
        """Return some of the rows, in the order of `rows`."""
        return Portion(self.table[:, rows], self.start, self.position)


def joined(portions: Sequence[Portion]) -> Portion:
    """Return the rows of all; where they are from is that of the last."""
    table = np.concatenate([portion.table for portion in portions], axis=1)
    return Portion(table, portions[-1].start, portions[-1].position)


@dataclass(frozen=True)
class RowFile:
    """A file of such rows, CSV or Parquet.

    Attributes
    ----------
    columns
        The file's own names, in its order.
    """

    source: Source
    columns: tuple[str, ...]

    def portions(self, skipped: Counter[str], start: int = 0) -> Iterator[Portion]:
        """Yield the rows that can be stored; count the others in `skipped`, by reason."""
        read = (
            self._parquet(skipped, start) if self.source.is_parquet else self._csv(skipped, start)
        )
        for portion in read:
            yield _storable(portion, skipped)

    def users(self) -> Iterator[tuple[NDArray[np.int32], int]]:
        """Yield (users of some lines in the file's order, bytes read so far); -1 is no user."""
        if self.source.is_parquet:
            for portion in self._parquet(Counter(), 0):
                yield portion.user, portion.position
            return
        is_first = self._places()["user"] == 0
        for block, _, position in self._blocks(0):
            rows = None if is_first else int_table.parse(block, len(self.columns), Counter())
            found = (
                int_table.first_column(block) if rows is None else rows[:, self._places()["user"]]
            )
            yield found, position

    def _places(self) -> dict[str, int]:
        return {
            ours: self.columns.index(theirs)
            for ours, names in NAMES.items()
            for theirs in names
            if theirs in self.columns
        }

    def _blocks(self, start: int) -> Iterator[tuple[bytes, int, int]]:
        with self.source.open() as stream:
            header = self.source.head.split(b"\n", 1)[0]
            at = max(start, len(header) + 1)
            stream.skip(at)
            for block in files.blocks(stream, BLOCK):
                yield block, at, stream.position
                at += len(block)

    def _csv(self, skipped: Counter[str], start: int) -> Iterator[Portion]:
        places = self._places()
        for block, at, position in self._blocks(start):
            table = int_table.parse(block, len(self.columns), skipped)
            columns = {name: table[:, place] for name, place in places.items()}
            yield _portion(columns, len(table), at, position)

    def _parquet(self, skipped: Counter[str], start: int) -> Iterator[Portion]:
        import pyarrow as pa
        from pyarrow import parquet

        names = {ours: self.columns[place] for ours, place in self._places().items()}
        at = 0
        try:
            with parquet.ParquetFile(self.source.path) as file:
                total = max(1, file.metadata.num_rows)
                for batch in file.iter_batches(_ROWS_AT_ONCE, columns=list(names.values())):
                    at += len(batch)
                    if at <= start:
                        continue
                    columns, n_rows = _numbers(batch, names, skipped)
                    position = self.source.size * at // total
                    yield _portion(columns, n_rows, at - len(batch), position)
        except (pa.ArrowException, OSError) as error:
            raise BrokenFileError(
                f"{self.source.path} is a damaged Parquet file ({error}): fetch it again"
            ) from error


def _numbers(
    batch: Any, names: Mapping[str, str], skipped: Counter[str]
) -> tuple[dict[str, NDArray[np.int32]], int]:
    """Return the columns of a batch without the rows that lack a number or hold too large a one."""
    found = {}
    for ours, theirs in names.items():
        column = batch.column(theirs).cast("float64", safe=False).to_numpy(zero_copy_only=False)
        found[ours] = np.asarray(column, dtype=np.float64)
    table = np.stack(list(found.values()))
    good = (np.isfinite(table) & (np.abs(table) < 2**31) & (table == np.trunc(table))).all(axis=0)
    skipped["number"] += int(np.count_nonzero(~good))
    n_rows = int(np.count_nonzero(good))
    return {name: column[good].astype(np.int32) for name, column in found.items()}, n_rows


def _portion(
    columns: Mapping[str, NDArray[np.int32]], n_rows: int, start: int, position: int
) -> Portion:
    # CooperUnion tells of titles that members have completed, and of nothing else.
    missing = {"status": COMPLETED, "episodes": 0}
    table = np.empty((len(NAMES), n_rows), dtype=np.int32)
    for row, name in zip(table, NAMES, strict=True):
        row[:] = columns.get(name, missing.get(name, 0))
    score = table[_SCORE]
    # CooperUnion's -1: watched, no score given.
    score[score == -1] = 0
    return Portion(table, start, position)


def _storable(portion: Portion, skipped: Counter[str]) -> Portion:
    """Leave out rows whose values no list has; each is counted under the first reason."""
    user, anime_id, score, status, episodes = portion.table
    reasons = {
        "user": (user < 0) | (user >= LARGEST_USER),
        "anime_id": anime_id <= 0,
        "score": (score < 0) | (score > 10),
        "status": ~_IS_STATUS[status.clip(0, len(_IS_STATUS) - 1)],
        "episodes": episodes < 0,
    }
    bad = np.zeros(len(portion), dtype=bool)
    for reason, rows in reasons.items():
        if n_bad := int(np.count_nonzero(rows & ~bad)):
            skipped[reason] += n_bad
            bad |= rows
    return portion.only(~bad) if bad.any() else portion
