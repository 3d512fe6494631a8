"""Haze removal as a recommender of 2018 did it: pixel for pixel what its loops gave.

It differs from the paper that it names (He et al. 2009): the light ``A`` is one grey value, and a
pixel is divided by its own value in the channel that is darkest in its window, not by the window's
minimum. Contrast is evened out afterwards (CLAHE).
"""

from __future__ import annotations

from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from vision.decode import Picture


def remove_haze_s3(
    picture: Picture, window: int = 20, t0: float = 0.55, w: float = 0.95
) -> Picture:
    """Return the picture without haze and with even contrast.

    Parameters
    ----------
    picture
        (height, width, 3) uint8, RGB.
    window
        Side of the window in pixels: from x - window // 2 to x + window // 2 - 1.
    t0
        Least transmission.
    w
        Share of the haze that is removed.
    """
    image = np.ascontiguousarray(picture[..., ::-1])  # BGR, which decides between equals
    return even_contrast(clear(image, window, t0, w))


def clear(image: Picture, window: int, t0: float, w: float) -> Picture:
    """`remove_haze_s3` before its contrast step: (height, width, 3) uint8 BGR to the same."""
    light = _grey_light(image)
    own = np.take_along_axis(image, _darkest_channel(image, window)[..., None], axis=2)
    transmission = np.maximum(1 - w * own / light, t0)
    scene = np.clip((image - light) / transmission + light, 0, 255)
    return np.asarray(scene, np.uint8)


def even_contrast(image: Picture) -> Picture:
    """CLAHE (clip 3, 8 x 8 tiles) on the lightness of a uint8 BGR picture; gives RGB."""
    lab = np.array(cv2.cvtColor(image, cv2.COLOR_BGR2LAB), np.uint8)
    lab[..., 0] = cv2.createCLAHE(clipLimit=3.0, tileGridSize=(8, 8)).apply(lab[..., 0])
    return np.asarray(cv2.cvtColor(lab, cv2.COLOR_LAB2RGB), np.uint8)


def _grey_light(image: Picture) -> float:
    """Brightest grey of the pixels brightest in the channel of the picture's darkest value."""
    grey = cv2.cvtColor(image, cv2.COLOR_BGR2GRAY)
    plane = image[..., image.argmin() % 3]
    return max(float(grey[plane == plane.max()].max()), 1.0)


def _darkest_channel(image: Picture, window: int) -> NDArray[Any]:
    """(height, width) int64 channel of each window's first smallest value.

    First by rows, then columns, then channels. Value and place are put into one number, so that
    one minimum filter finds the first of equals.
    """
    place = np.arange(image.size, dtype=np.float64).reshape(image.shape)
    ranked = image * float(image.size) + place
    first_here = np.minimum(np.minimum(ranked[..., 0], ranked[..., 1]), ranked[..., 2])
    kernel = np.ones((window, window), np.uint8)
    first = cv2.erode(first_here, kernel, anchor=(window // 2, window // 2))
    return np.asarray(first).astype(np.int64) % image.size % 3
