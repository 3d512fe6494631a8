"""The atlas: one sheet of posters that are laid out by look, and whose poster is where on it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from store import IdMap, VectorSet

KIND = "atlas"


@dataclass(frozen=True)
class Atlas:
    """Where the posters stand on the sheet; the sheet itself stays in the database.

    Attributes
    ----------
    columns, lines
        How many cells the sheet is wide and high.
    width, height
        The same in pixels.
    rows
        Column and line of a cell to the catalogue row of its title.
    """

    columns: int
    lines: int
    width: int
    height: int
    rows: Mapping[tuple[int, int], int]


def atlas_of(vectors: VectorSet, facts: Mapping[str, Any], id_map: IdMap) -> Atlas:
    """Line up a stored atlas with the catalogue; titles that the catalogue lacks are left out."""
    cells = vectors.vectors.astype(int).tolist()
    rows = id_map.to_index(vectors.ids.tolist()).tolist()
    return Atlas(
        columns=int(facts["columns"]),
        lines=int(facts["rows"]),
        width=int(facts["width"]),
        height=int(facts["height"]),
        rows={(x, y): row for (x, y), row in zip(cells, rows, strict=True) if row >= 0},
    )
