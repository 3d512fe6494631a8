"""Several looks at an uploaded picture: people crop, mirror and frame what they send."""

from __future__ import annotations

import cv2
import numpy as np

from vision.decode import Picture

# Share of height and width that a centre crop keeps.
CROP = 0.8
# Intensities that a border's pixels may differ in, and the least share that must be left within.
_FLAT, _LEAST_WITHIN = 12, 0.25


def views(picture: Picture) -> list[Picture]:
    """Return the picture, without its border if it has one, its centre, and each mirrored.

    Parameters
    ----------
    picture
        (height, width, 3) uint8 RGB.

    Returns
    -------
    list of (height, width, 3) uint8
        Four, or six of a picture with a border; the picture itself first.
    """
    within = without_border(picture)
    straight = [picture, centre(within)]
    if within.shape != picture.shape:
        straight.append(within)
    return straight + [np.ascontiguousarray(view[:, ::-1]) for view in straight]


def centre(picture: Picture) -> Picture:
    """The middle of a picture, `CROP` of its height and width; at least one pixel."""
    height, width = picture.shape[:2]
    top, left = (round(side * (1 - CROP) / 2) for side in (height, width))
    return picture[top : height - top, left : width - left]


def without_border(picture: Picture) -> Picture:
    """Cut off rows and columns of one colour, that of the corner, as around a screenshot.

    What is left has at least a quarter of each side; else the picture is given back whole.
    """
    differs = cv2.absdiff(picture, np.full_like(picture, picture[0, 0])).max(axis=2) > _FLAT
    rows, columns = (np.flatnonzero(differs.any(axis=axis)) for axis in (1, 0))
    height, width = picture.shape[:2]
    if len(rows) < height * _LEAST_WITHIN or len(columns) < width * _LEAST_WITHIN:
        return picture
    return picture[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]
