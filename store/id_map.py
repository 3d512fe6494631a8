"""The frozen two-way table between MAL's ids and rows 0..n-1. They meet nowhere else."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from store.errors import MisalignedRows

# A table with a place for each number is made where one place in so many is taken.
SPARSEST = 64


class IdMap:
    """External ids in row order.

    Parameters
    ----------
    external_ids
        (n,) distinct ids: ints (titles) or strings (members).

    Raises
    ------
    MisalignedRows
        When an id stands twice.
    """

    def __init__(self, external_ids: ArrayLike) -> None:
        self._ids = np.array(external_ids)
        self._ids.flags.writeable = False
        self._rows = np.argsort(self._ids, kind="stable")
        self._ascending = self._ids[self._rows]
        n_twice = int((self._ascending[1:] == self._ascending[:-1]).sum())
        if n_twice:
            raise MisalignedRows(
                f"{n_twice} of {len(self._ids)} ids stand twice: each row has an id of its own"
            )

    def __len__(self) -> int:
        return len(self._ids)

    def __contains__(self, external_id: object) -> bool:
        return bool(self.to_index([external_id])[0] >= 0)

    @property
    def external_ids(self) -> NDArray[Any]:
        """(n,) ids in row order; read only."""
        return self._ids

    def to_index(self, external_ids: Iterable[Any] | NDArray[Any]) -> NDArray[np.int64]:
        """Return the row of each id; -1 for an id that is not in the table."""
        if isinstance(external_ids, np.ndarray):
            asked = external_ids
        else:
            asked = np.array(list(external_ids))
        if not (len(asked) and len(self._ids)):
            return np.full(len(asked), -1)
        if self._row_of is not None and asked.dtype == np.int64:
            rows: NDArray[np.int64] = self._row_of.take(asked + 1, mode="clip")
            return rows
        places = np.searchsorted(self._ascending, asked)
        # Beyond the last one stands nothing that could be it.
        places[places == len(self._ids)] = 0
        return np.where(self._ascending[places] == asked, self._rows[places], -1)

    @cached_property
    def _row_of(self) -> NDArray[np.int64] | None:
        """Row of each number, at the place after it; None of names and of numbers far apart.

        -1 where there is none, and so at both ends: where numbers below 0 and beyond look.
        """
        if self._ids.dtype != np.int64 or self._ascending[0] < 0:
            return None
        if self._ascending[-1] > SPARSEST * len(self._ids):
            return None
        rows = np.full(self._ascending[-1] + 3, -1)
        rows[self._ids + 1] = np.arange(len(self._ids))
        return rows

    def to_external(self, rows: Sequence[int] | NDArray[np.integer[Any]]) -> list[Any]:
        """Return the ids of `rows`, as plain Python values."""
        return list(self._ids[np.asarray(rows, dtype=np.int64)].tolist())
