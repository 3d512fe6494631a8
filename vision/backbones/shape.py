"""Where a poster's edges lie and which way they run: composition, whatever the colours."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from vision.decode import Picture

SIZE = (64, 96)  # width, height: a poster's shape
_CELL, _BLOCK, _DIRECTIONS = 16, 32, 9


class EdgeHistogram:
    """Histograms of oriented gradients (Dalal and Triggs 2005) over a coarse grid."""

    name = "hog"
    n_blocks = ((SIZE[0] - _BLOCK) // _CELL + 1) * ((SIZE[1] - _BLOCK) // _CELL + 1)
    widths = (n_blocks * (_BLOCK // _CELL) ** 2 * _DIRECTIONS,)

    def __init__(self) -> None:
        cell = (_CELL, _CELL)
        self._histogram = cv2.HOGDescriptor(SIZE, (_BLOCK, _BLOCK), cell, cell, _DIRECTIONS)

    def prepare(self, picture: Picture) -> NDArray[np.float32]:
        """(height, width, 3) uint8 RGB to (540,) float32."""
        small = cv2.resize(picture, SIZE, interpolation=cv2.INTER_AREA)
        return np.asarray(self._histogram.compute(small), np.float32).ravel()

    def encode(self, batch: NDArray[np.float32]) -> NDArray[np.float32]:
        """(n, 540) float32 as it is: `prepare` did the work."""
        return batch
