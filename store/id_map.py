"""The frozen two-way table between MAL's ids and rows 0..n-1. They meet nowhere else."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import repeat
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
        self._rows = {id_: row for row, id_ in enumerate(self._ids.tolist())}
        if len(self._rows) != len(self._ids):
            raise MisalignedRows(
                f"{len(self._ids) - len(self._rows)} of {len(self._ids)} ids stand twice: "
                "each row has an id of its own"
            )

    def __len__(self) -> int:
        return len(self._ids)

    def __contains__(self, external_id: object) -> bool:
        return external_id in self._rows

    @property
    def external_ids(self) -> NDArray[Any]:
        """(n,) ids in row order; read only."""
        return self._ids

    def to_index(self, external_ids: Iterable[Any]) -> NDArray[np.int64]:
        """Return the row of each id; -1 for an id that is not in the table."""
        return np.fromiter(map(self._rows.get, external_ids, repeat(-1)), dtype=np.int64)

    def to_external(self, rows: Sequence[int] | NDArray[np.integer[Any]]) -> list[Any]:
        """Return the ids of `rows`, as plain Python values."""
        return list(self._ids[np.asarray(rows, dtype=np.int64)].tolist())
