"""Rows in a quarter of their memory, and how far a product of such codes can be off.

Each number of a row becomes a whole number of a 127th of the row's largest. A product of two rows
of whole numbers comes out exactly, so that all that is lost is known when the codes are made.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Self

import numpy as np
import simsimd  # numpy has no product of bytes that is faster than one of floats
from numpy.typing import NDArray

LARGEST = 127
# Rows that are coded at once.
BLOCK = 1 << 16
# Of numbers that are rounded to float32, and of those that are too small for it.
ROUNDING, SMALLEST = 2.0**-23, float(np.finfo(np.float32).tiny)


@dataclass(frozen=True, eq=False)
class Codes:
    """Codes of rows.

    Attributes
    ----------
    codes
        (n_rows, n_dims) int8, none below -127.
    steps
        (n_rows,) float32: a row is nearly its code times its step.
    off
        The largest distance of a row from its code times its step.
    longest
        The largest length of a row.
    """

    codes: NDArray[np.int8]
    steps: NDArray[np.float32]
    off: float
    longest: float

    @classmethod
    def of(cls, rows: NDArray[np.float32]) -> Self:
        """Return the codes of (n_rows, n_dims) rows, in memory or mapped from a file."""
        codes = np.empty(rows.shape, dtype=np.int8)
        steps = np.empty(len(rows), dtype=np.float32)
        off = longest = 0.0
        for start in range(0, len(rows), BLOCK):
            here = slice(start, start + BLOCK)
            block = np.asarray(rows[here], dtype=np.float32)
            codes[here], steps[here] = _coded(block)
            missed = block - codes[here] * steps[here, None]
            off = max(off, _longest(missed))
            longest = max(longest, _longest(block))
        return cls(codes, steps, off, longest)

    def products(self, query: NDArray[np.float32], here: slice) -> NDArray[np.float32]:
        """Return (n,) the products of some rows with `query`, (n_dims,), off by `radius` at most.

        The query is coded too.
        """
        code, step = _coded(query[None])
        whole: NDArray[np.float64] = np.asarray(simsimd.cdist(code, self.codes[here], "dot"))[0]
        return (whole * (self.steps[here] * step)).astype(np.float32)

    def radius(self, query: NDArray[np.float32]) -> float:
        """Return how far `products` can be off for any row.

        Notes
        -----
        With x = sc + e and q = tg + f, where c and g are the codes: q.x - st(g.c) = tg.e + f.x,
        which is at most (|q| + |f|)|e| + |f||x| by the inequality of Cauchy and Schwarz.
        """
        code, step = _coded(query[None])
        missed, length = _longest(query[None] - code * step), _longest(query[None])
        told = (length + missed) * self.off + missed * self.longest
        rounded = ROUNDING * (length + missed) * (self.longest + self.off)
        return told + 8.0 * rounded + SMALLEST


def _longest(rows: NDArray[np.float32]) -> float:
    """Return the largest length of any row, in float64: squares of float32 can vanish."""
    wide = rows.astype(np.float64)
    return float(np.sqrt(np.vecdot(wide, wide).max(initial=0.0)))


def _coded(rows: NDArray[np.float32]) -> tuple[NDArray[np.int8], NDArray[np.float32]]:
    """Return (n, n_dims) int8 codes and (n,) steps; a row of zeros has zeros and the step 0."""
    steps = (np.abs(rows).max(axis=1) / LARGEST).astype(np.float32)
    whole = np.divide(rows, steps[:, None], out=np.zeros_like(rows), where=steps[:, None] > 0)
    return np.clip(np.rint(whole), -LARGEST, LARGEST).astype(np.int8), steps
