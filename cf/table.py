"""Tables for a terminal."""

from __future__ import annotations

from collections.abc import Sequence


def lines(cells: Sequence[Sequence[str]]) -> list[str]:
    """Return a line for each row of cells, column under column; none for no rows."""
    widths = [max(map(len, column)) for column in zip(*cells, strict=True)]
    return [
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()
        for row in cells
    ]
