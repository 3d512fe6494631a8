"""Haze removal as a recommender of 2018 did it: pixel for pixel what its loops gave.

It differs from the paper that it names (He et al. 2009): the light ``A`` is one grey value, and a
pixel is divided by its own value in the channel that is darkest in its window, not by the window's
minimum. Contrast is evened out afterwards (CLAHE).
"""

from __future__ import annotations

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
    channel = _darkest_channel(image, window)
    own = np.where(
        channel == 0, image[..., 0], np.where(channel == 1, image[..., 1], image[..., 2])
    )
    # Both values are bytes: all answers are 65,536.
    asked = (own.astype(np.uint16) << 8)[..., None] | image
    return np.asarray(_answers(_grey_light(image), t0, w).ravel().take(asked), np.uint8)


def _answers(light: float, t0: float, w: float) -> NDArray[np.uint8]:
    """(256, 256) uint8: the scene by the pixel's value in its darkest channel, and by its value."""
    values = np.arange(256.0)
    transmission = np.maximum(1 - w * values / light, t0)
    scene = (values - light) / transmission[:, None] + light
    return np.clip(scene, 0, 255).astype(np.uint8)


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


def _darkest_channel(image: Picture, window: int) -> NDArray[np.uint16]:
    """(height, width) uint16 channel of each window's first smallest value.

    First by rows, then columns, then channels. The smallest of a row's window is found first, and
    then that of the column of those. Value and place are put into one number, so that a minimum
    filter finds the first of equals; with sides up to 65,536 float32 holds it exactly.
    """
    planes = [(image[..., c].astype(np.uint16) << 2) | c for c in range(3)]
    smallest = np.minimum(np.minimum(planes[0], planes[1]), planes[2])
    value, column = _first(smallest >> 2, axis=1, window=window)
    _, row = _first(value, axis=0, window=window)
    width = image.shape[1]
    column_there = column.ravel().take(row * width + np.arange(width))
    return np.asarray(smallest.ravel().take(row * width + column_there) & 3)


def _first(
    values: NDArray[np.integer], axis: int, window: int
) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
    """Smallest value of each window along an axis, and its first place on that axis."""
    bits = values.shape[axis].bit_length()
    place = np.arange(values.shape[axis], dtype=np.int32)
    place = place[:, None] if axis == 0 else place
    ranked = ((values.astype(np.int32) << bits) | place).astype(np.float32)
    kernel = np.ones((window, 1) if axis == 0 else (1, window), np.uint8)
    middle = (0, window // 2) if axis == 0 else (window // 2, 0)
    first = np.asarray(cv2.erode(ranked, kernel, anchor=middle)).astype(np.int32)
    return first >> bits, first & ((1 << bits) - 1)
