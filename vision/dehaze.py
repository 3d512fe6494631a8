"""Haze removed from a picture by the dark channel prior.

A picture ``I`` taken through haze is ``I = J t + A (1 - t)``: the scene ``J``, the light of the
haze ``A``, and the share ``t`` of the scene's light that comes through (He, Sun and Tang, CVPR
2009, eq. 1). In a clear picture nearly every patch holds some pixel that is dark in some channel;
how bright the darkest one is tells how much haze lies over the patch.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from vision.decode import Picture
from vision.dehaze_s3 import remove_haze_s3
from vision.recipe import Mode

# Where `auto` begins: "high fog" on the scale of Mao et al.
HAZY_FROM = 0.8

_Plane = NDArray[Any]  # float32, 0 to 1; OpenCV's own types say no more than this


@dataclass(frozen=True)
class DarkChannel:
    """Parameters of `remove_haze`, by the letters of the papers.

    Attributes
    ----------
    patch
        Side of the patch Omega in pixels.
    omega
        Share of the haze that is removed; a little is kept for depth.
    t0
        Least transmission that is divided by.
    radius
        Radius r of the guided filter's window in pixels.
    epsilon
        Regularisation of the guided filter.
    """

    patch: int = 15
    omega: float = 0.95
    t0: float = 0.1
    radius: int = 20
    epsilon: float = 1e-3


def apply(picture: Picture, mode: Mode) -> Picture:
    """Treat a picture as the job was told to.

    Parameters
    ----------
    picture
        (height, width, 3) uint8, RGB.
    mode
        ``auto`` is the dark channel prior on pictures whose `haziness` is at least `HAZY_FROM`.
    """
    if mode == "dark_channel" or (mode == "auto" and haziness(picture) >= HAZY_FROM):
        return remove_haze(picture)
    return remove_haze_s3(picture) if mode == "s3" else picture


def haziness(picture: Picture) -> float:
    """Return the haze-degree factor of Mao et al. (2014): below 0.6 clear, above 0.8 high fog.

    Parameters
    ----------
    picture
        (height, width, 3) uint8, RGB.

    Returns
    -------
    float
        ``exp(-(mu x1 + nu x2) / 2 + sigma)``; 0 for a picture that is black all over.
    """
    dark, bright = over_channels(np.minimum, picture), over_channels(np.maximum, picture)
    d, b = float(dark.mean()), float(bright.mean())
    a0 = float(bright.max()) / 3 + b * 2 / 3
    if a0 == 0:
        return 0.0
    x1, x2 = (a0 - d) / a0, (b - d) / a0
    return float(np.exp(-0.5 * (5.1 * x1 + 2.9 * x2) + 0.2461))


def remove_haze(picture: Picture, parameters: DarkChannel | None = None) -> Picture:
    """Return the scene ``J`` (He et al. 2009), its transmission refined by a guided filter (2010).

    Parameters
    ----------
    picture
        (height, width, 3) uint8, RGB.
    parameters
        Those of the papers by default.
    """
    p = parameters or DarkChannel()
    image = picture.astype(np.float32) / 255
    # eq. 5: J_dark(x) = min over y in Omega(x) of min over c of J_c(y)
    dark = _minimum_filter(over_channels(np.minimum, image), p.patch)
    light = _atmospheric_light(image, dark)
    # eq. 12: t(x) = 1 - omega * dark channel of I / A
    veil = _minimum_filter(over_channels(np.minimum, image / light), p.patch)
    guide = cv2.cvtColor(image, cv2.COLOR_RGB2GRAY)
    transmission = guided_filter(guide, 1 - p.omega * veil, p.radius, p.epsilon)
    # eq. 16: J = (I - A) / max(t, t0) + A
    scene = (image - light) * (1 / np.maximum(transmission, p.t0))[..., None] + light
    return np.clip(scene * 255 + 0.5, 0, 255).astype(np.uint8)


def over_channels(ufunc: np.ufunc, image: NDArray[Any]) -> NDArray[Any]:
    """Reduce (height, width, 3) to (height, width); numpy's own way is forty times slower."""
    reduced: NDArray[Any] = ufunc(ufunc(image[..., 0], image[..., 1]), image[..., 2])
    return reduced


def guided_filter(guide: _Plane, plane: _Plane, radius: int, epsilon: float) -> _Plane:
    """Smooth a plane while keeping the edges of a guide (He, Sun and Tang 2010, algorithm 1).

    Parameters
    ----------
    guide
        (height, width) float32 ``I``, 0 to 1.
    plane
        (height, width) float32 ``p``, what is smoothed.
    radius
        ``r``; windows are 2 r + 1 wide and shrink at the border.
    epsilon
        How flat a guide's window must be to be averaged.

    Returns
    -------
    ndarray
        (height, width) float32 ``q``.
    """
    side = (2 * radius + 1, 2 * radius + 1)

    def sums(x: _Plane) -> _Plane:
        return cv2.boxFilter(x, -1, side, normalize=False, borderType=cv2.BORDER_CONSTANT)

    n = sums(np.ones_like(guide))
    mean_i, mean_p = sums(guide) / n, sums(plane) / n
    var_i = sums(guide * guide) / n - mean_i * mean_i
    cov_ip = sums(guide * plane) / n - mean_i * mean_p
    # eq. 5 and 6: a = cov(I, p) / (var(I) + epsilon), b = mean(p) - a mean(I)
    a = cov_ip / (var_i + np.float32(epsilon))
    b = mean_p - a * mean_i
    # eq. 8: q = mean(a) I + mean(b)
    return np.asarray((sums(a) * guide + sums(b)) / n)


def _minimum_filter(plane: _Plane, side: int) -> _Plane:
    return cv2.erode(plane, np.ones((side, side), np.uint8))


def _atmospheric_light(image: _Plane, dark: _Plane) -> _Plane:
    """``A``: the brightest pixel's colour among the 0.1 % whose dark channel is brightest."""
    n = max(1, dark.size // 1000)
    haziest = np.argpartition(dark, dark.size - n, axis=None)[-n:]
    colours = image.reshape(-1, 3)[haziest]
    # A channel without any light would be divided by.
    return np.asarray(np.maximum(colours[colours.sum(axis=1).argmax()], np.float32(1 / 255)))
