"""A poster's colours: how much of it has which hue, saturation and brightness."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from vision.decode import Picture

BINS = (12, 4, 4)  # hue, saturation, value


class ColourHistogram:
    """Histogram over HSV; square roots, so that a large flat background does not drown the rest."""

    name = "hsv"
    widths = (192,)

    def prepare(self, picture: Picture) -> NDArray[np.float32]:
        """(height, width, 3) uint8 RGB to (192,) float32: square roots of shares that sum to 1."""
        hsv = cv2.cvtColor(picture, cv2.COLOR_RGB2HSV)
        counts = cv2.calcHist([hsv], [0, 1, 2], None, list(BINS), [0, 180, 0, 256, 0, 256])
        shares: NDArray[np.float32] = np.sqrt(counts.ravel() / counts.sum())
        return shares

    def encode(self, batch: NDArray[np.float32]) -> NDArray[np.float32]:
        """(n, 192) float32 as it is: `prepare` did the work."""
        return batch
