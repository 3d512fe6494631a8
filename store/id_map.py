"""The frozen two-way table between MAL's ids and rows 0..n-1. They meet nowhere else."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from store.errors import MisalignedRows


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

    def to_index(self, external_ids: Iterable[Any]) -> NDArray[np.int64]:
        """Return the row of each id; -1 for an id that is not in the table."""
        asked = np.array(list(external_ids))
        if not (len(asked) and len(self._ids)):
            return np.full(len(asked), -1)
        places = np.searchsorted(self._ascending, asked)
        # Beyond the last one stands nothing that could be it.
        places[places == len(self._ids)] = 0
        return np.where(self._ascending[places] == asked, self._rows[places], -1)

    def to_external(self, rows: Sequence[int] | NDArray[np.integer[Any]]) -> list[Any]:
        """Return the ids of `rows`, as plain Python values."""
        return list(self._ids[np.asarray(rows, dtype=np.int64)].tolist())
