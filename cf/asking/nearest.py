"""The nearest rows to a query among any number of rows, exactly, a block at a time.

All rows are looked at roughly first: by products of float32, or of codes that take a quarter of the
memory to read. Both know how far they can be off, so that what cannot be among the best is known
too; the few rows that are left are compared in float64. Rows may stand on disk (``numpy.memmap``):
the memory needed is that of one block, and of the codes.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from cf.asking.codes import Codes

# Rows of one block: 64 MB at 128 factors.
BLOCK = 1 << 17
# From so many rows on codes are worth their memory.
MANY = 100_000
# Share of the rows that may be left by the codes; more are read faster in their order.
MOST = 1.0 / 32.0
# What a product of two float32 rows of length 1 can be off for each of their numbers, and for
# their own rounding: twice the bound of Higham (2002), section 3.1.
ROUNDING = 2.0**-23

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Ranked:
    """Rows, best first, and how good each is.

    Attributes
    ----------
    rows
        (k,) int64 of titles or members.
    scores
        (k,) float32: a cosine, a weight, a number of members or a model's score.
    """

    rows: NDArray[np.int64]
    scores: NDArray[np.float32]


def codes_of(units: NDArray[np.float32]) -> Codes | None:
    """Return the codes that `nearest` takes; None for so few rows that they gain nothing."""
    return Codes.of(units) if len(units) >= MANY else None


def nearest(
    query: NDArray[np.float32],
    units: NDArray[np.float32],
    k: int,
    exclude: Iterable[int] = (),
    *,
    codes: Codes | None = None,
    block: int = BLOCK,
) -> Ranked:
    """Return the rows with the highest cosine to `query`, ties by lower row.

    Parameters
    ----------
    query
        (n_dims,) any length; a query of zeros is near nothing.
    units
        (n_rows, n_dims) float32 rows of length 1 or 0, in memory or mapped from a file.
    k
        How many at most.
    exclude
        Rows that must not come back.
    codes
        Of `units`; see `codes_of`. The answer is the same without, and takes longer.
    block
        Rows that are scored at once.
    """
    barred = np.unique(np.fromiter(exclude, dtype=np.int64))
    length = float(np.linalg.norm(query))
    if length == 0.0 or k <= 0:
        return Ranked(np.empty(0, dtype=np.int64), np.empty(0, dtype=np.float32))
    unit = (query / length).astype(np.float32)
    wanted = k + len(barred)
    rows = None if codes is None else _left_by_codes(unit, codes, wanted, block)
    told = _products(unit, units, rows, block)
    places = _possible(told, wanted, ROUNDING * (len(unit) + 4))
    rows = places if rows is None else rows[places]
    rows = rows[~np.isin(rows, barred)]
    exact = _exact(unit, units, rows, block)
    order = np.lexsort((rows, -exact))[:k]
    return Ranked(rows[order], exact[order].astype(np.float32))


def _left_by_codes(
    unit: NDArray[np.float32], codes: Codes, wanted: int, block: int
) -> NDArray[np.int64] | None:
    """Return the rows that the codes do not rule out; None where they rule out too few."""
    n_rows = len(codes.codes)
    spans = (slice(start, start + block) for start in range(0, n_rows, block))
    told = (codes.products(unit, span) for span in spans)
    rows = _possible(told, wanted, codes.radius(unit))
    if len(rows) <= max(wanted, MOST * n_rows):
        return rows
    log.info("codes leave %d of %d rows: all are read whole", len(rows), n_rows)
    return None


def _products(
    unit: NDArray[np.float32],
    units: NDArray[np.float32],
    rows: NDArray[np.int64] | None,
    block: int,
) -> Iterator[NDArray[np.float32]]:
    """Yield the products of some rows, or of all, a block at a time."""
    for start in range(0, len(units) if rows is None else len(rows), block):
        span = slice(start, start + block)
        yield np.asarray(units[span if rows is None else rows[span]] @ unit)


def _possible(told: Iterable[NDArray[np.float32]], wanted: int, radius: float) -> NDArray[np.int64]:
    """Return the places of the scores that can be of the best, if none is off by more than that.

    So many scores as are wanted are at least the least of the best told, less `radius`; one that is
    told lower than that by more than another `radius` is lower.
    """
    start, floor = 0, np.float32(-np.inf)
    best = np.empty(0, dtype=np.float32)
    places, scores = [np.empty(0, dtype=np.int64)], [best]
    for found in told:
        here = np.flatnonzero(found >= floor)
        places.append(start + here)
        scores.append(found[here])
        start += len(found)
        best = np.concatenate([best, scores[-1]])
        if len(best) >= wanted:
            best = np.partition(best, len(best) - wanted)[len(best) - wanted :]
            floor = np.nextafter(np.float32(best.min() - 2.0 * radius), np.float32(-np.inf))
    left: NDArray[np.int64] = np.concatenate(places)[np.concatenate(scores) >= floor]
    return left


def _exact(
    unit: NDArray[np.float32],
    units: NDArray[np.float32],
    rows: NDArray[np.int64],
    block: int,
) -> NDArray[np.float64]:
    """Return the products of some rows in float64, each the same wherever its row stands."""
    parts = (rows[start : start + block] for start in range(0, len(rows), block))
    query = unit.astype(np.float64)
    found = [np.vecdot(units[part].astype(np.float64), query) for part in parts]
    return np.concatenate([np.empty(0), *found])
