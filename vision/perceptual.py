"""Near-duplicate pictures: the same but for size, quality and a little retouching.

Two 64-bit hashes of the grey picture; two pictures are one when few bits of both differ. The first
says on which side of the median the low frequencies of a cosine transform lie (pHash, Zauner 2010);
the second where brightness rises from left to right (dHash).
"""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from vision.decode import Picture

# Bits that may differ; unrelated pictures differ in 32 on average.
MOST_DIFFERENT = (6, 8)
_ROWS_TOGETHER = 512
_BITS = np.uint64(1) << np.arange(64, dtype=np.uint64)


def hashes(picture: Picture) -> NDArray[np.uint64]:
    """(height, width, 3) uint8 RGB to (2,) uint64: pHash and dHash."""
    grey = cv2.cvtColor(picture, cv2.COLOR_RGB2GRAY)
    small = cv2.resize(grey, (32, 32), interpolation=cv2.INTER_AREA).astype(np.float32)
    low = cv2.dct(small)[:8, :8].ravel()
    by_frequency = low > np.median(low[1:])
    tiny = cv2.resize(grey, (9, 8), interpolation=cv2.INTER_AREA).astype(np.int16)
    by_place = (tiny[:, 1:] > tiny[:, :-1]).ravel()
    return np.array([_BITS[by_frequency].sum(), _BITS[by_place].sum()], np.uint64)


def groups(prints: NDArray[np.uint64]) -> list[list[int]]:
    """Rows that are one picture, in groups of two or more.

    Parameters
    ----------
    prints
        (n, 2) uint64 from `hashes`.

    Returns
    -------
    list of list of int
        Ascending row numbers; a group is joined by its closest pairs, and each row is in one.
    """
    group = np.arange(len(prints))
    for start in range(0, len(prints), _ROWS_TOGETHER):
        block = prints[start : start + _ROWS_TOGETHER, None] ^ prints[None, start:]
        alike = (np.bitwise_count(block) <= MOST_DIFFERENT).all(axis=2)
        for row, other in np.argwhere(np.triu(alike, 1)) + start:
            first, second = sorted((group[row], group[other]))
            group[group == second] = first
    found: dict[int, list[int]] = {}
    for row, first in enumerate(group.tolist()):
        found.setdefault(first, []).append(row)
    return [rows for rows in found.values() if len(rows) > 1]
