"""Ratings on disk: all rows of a user stand in one block, and a block fits in memory.

Rows are dealt out to files by their key as they are read, in one pass; each file is sorted when it
is read. Blocks are read, not mapped: pages of a mapped file count as memory of the process.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from cf.errors import BadRatingsFile
from cf.interactions import compact, place_in
from cf.ratings_file import Chunk
from cf.rules import LAST, PLAN_TO_WATCH, in_order

N_BLOCKS = 64
LARGEST = 2**31 - 1
ROW = np.dtype([("user", "<i4"), ("item", "<i4"), ("score", "i1")])


@dataclass(frozen=True)
class Block:
    """Some users with all their rows.

    Attributes
    ----------
    user_ids
        (n_users,) ids, ascending.
    scores
        (n_users, n_items) CSR int8, 0 stored explicitly = seen without a score.
    """

    user_ids: NDArray[np.integer[Any]]
    scores: sparse.csr_matrix


@dataclass(frozen=True)
class Blocks:
    """A folder of blocks.

    Attributes
    ----------
    folder
        Where they are.
    item_ids
        (n_items,) ids of the columns, ascending.
    n_rows
        Rows that were written, before duplicates go.
    """

    folder: Path
    item_ids: NDArray[np.int64]
    n_rows: int

    def __iter__(self) -> Iterator[Block]:
        """Yield the blocks that hold any row, always in the same order."""
        for path in sorted(self.folder.glob("*.rows")):
            rows = np.fromfile(path, dtype=ROW)
            order = in_order(rows["user"], rows["item"], rows["score"], LAST)
            rows = rows[order]
            ids, users = compact(rows["user"])
            starts = np.searchsorted(users, np.arange(len(ids) + 1))
            parts = rows["score"], place_in(self.item_ids, rows["item"]), starts
            yield Block(ids, sparse.csr_matrix(parts, shape=(len(ids), len(self.item_ids))))


def write(chunks: Iterable[Chunk], folder: Path, n_blocks: int = N_BLOCKS) -> Blocks:
    """Deal rows out to blocks in one pass; planned titles are left out.

    Parameters
    ----------
    chunks
        From `cf.ratings_file.chunks`, none of them empty.
    folder
        Where the blocks go; those of an earlier pass are replaced.
    n_blocks
        How many: memory is needed for one.

    Raises
    ------
    BadRatingsFile
        For a user or a title that is no number from 0 to `LARGEST`.
    """
    folder.mkdir(parents=True, exist_ok=True)
    for path in folder.glob("*.rows"):
        path.unlink()
    item_ids, n_rows = np.empty(0, dtype=np.int64), 0
    for chunk in chunks:
        _check(chunk)
        keep = chunk.statuses != PLAN_TO_WATCH
        rows = np.empty(int(keep.sum()), dtype=ROW)
        for name, values in (("user", chunk.users), ("item", chunk.items), ("score", chunk.scores)):
            rows[name] = values[keep]
        deal(rows, rows["user"] % n_blocks, folder, ".rows")
        item_ids = np.union1d(item_ids, rows["item"])
        n_rows += len(rows)
    return Blocks(folder, item_ids, n_rows)


def _check(chunk: Chunk) -> None:
    for what, ids in (("user", chunk.users), ("title", chunk.items)):
        if ids.dtype.kind not in "iu":
            raise BadRatingsFile(
                f"the {what} {ids[0]!s} is no number: number the {what}s, or read the file whole, "
                "without --stream"
            )
        for id_ in (int(ids.min()), int(ids.max())):
            if not 0 <= id_ <= LARGEST:
                raise BadRatingsFile(
                    f"a {what} is {id_}: blocks hold numbers from 0 to {LARGEST}; number the "
                    f"{what}s anew, or read the file whole, without --stream"
                )


def deal(
    rows: NDArray[np.void], block: NDArray[np.integer[Any]], folder: Path, ending: str
) -> None:
    """Append each row to the file of its block, in the order of the rows."""
    order = np.argsort(block.astype(np.uint16), kind="stable")
    rows, block = rows[order], block[order]
    for number in np.unique(block).tolist():
        start, stop = np.searchsorted(block, [number, number + 1])
        with (folder / f"{number:05d}{ending}").open("ab") as file:
            rows[start:stop].tofile(file)
