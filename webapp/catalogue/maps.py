"""Maps of the catalogue: each title a point, near means alike."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from store import IdMap, VectorSet

# What a map is of -> the kind of vector set that holds it.
MAPS: Mapping[str, str] = {"story": "map_story", "look": "map_look", "audience": "map_audience"}


@dataclass(frozen=True)
class Map:
    """Points of one map.

    Attributes
    ----------
    rows
        (n_points,) int64 catalogue rows.
    points
        (n_points, 2) float32 in 0 to 1, x to the right, y upwards.
    groups
        (n_points,) int64 place of each title's group in `labels`, -1 where it has none.
    labels
        Names of the groups.
    """

    rows: NDArray[np.int64]
    points: NDArray[np.float32]
    groups: NDArray[np.int64]
    labels: Sequence[str]

    def without(self, closed: NDArray[np.bool_]) -> Map:
        """The map without the titles of some catalogue rows; `closed` is (n_items,)."""
        kept = ~closed[self.rows]
        return Map(self.rows[kept], self.points[kept], self.groups[kept], self.labels)


def map_of(
    vectors: VectorSet,
    arrays: Mapping[str, NDArray[Any]],
    facts: Mapping[str, Any],
    id_map: IdMap,
) -> Map:
    """Line up a stored map with the catalogue; titles that the catalogue lacks are left out."""
    rows = id_map.to_index(vectors.ids.tolist())
    known = np.flatnonzero(rows >= 0)
    groups = np.asarray(arrays.get("group", np.full(len(rows), -1)), dtype=np.int64)
    labels = [str(label).replace(" · ", ", ") for label in facts.get("labels") or ()]
    groups = np.where(groups < len(labels), groups, -1)
    return Map(rows[known], vectors.vectors[known], groups[known], labels)
