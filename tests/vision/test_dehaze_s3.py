import cv2
import numpy as np
import pytest

from vision.dehaze_s3 import clear, even_contrast, remove_haze_s3


def darkest_channel(image):
    return np.unravel_index(np.argmin(image), image.shape)[2]


def loops(image, window, t0, w):
    """The rule of 2018, one pixel at a time: the oracle."""
    grey = cv2.cvtColor(image, cv2.COLOR_BGR2GRAY)
    height, width = grey.shape
    best = (-1, -1)
    for y in range(height):
        for x in range(width):
            best = max(best, (image[y, x, darkest_channel(image)].item(), grey[y, x].item()))
    light = best[1]
    out = np.zeros_like(image)
    half = window // 2
    for y in range(height):
        for x in range(width):
            part = image[max(y - half, 0) : y + half, max(x - half, 0) : x + half]
            t = 1.0 - w * image[y, x, darkest_channel(part)].item() / light
            for c in range(3):
                value = (image[y, x, c].item() - light) / max(t, t0) + light
                out[y, x, c] = int(max(0, min(value, 255)))
    return out


@pytest.mark.parametrize("levels", [3, 256])
@pytest.mark.parametrize("shape", [(23, 31, 3), (40, 12, 3)])
def test_equals_the_loops(rng, shape, levels):
    """With three levels most windows hold many equal minima: the first must win as in the loops."""
    image = (rng.integers(0, levels, shape) * (255 // (levels - 1))).astype(np.uint8)
    assert np.array_equal(clear(image, 20, 0.55, 0.95), loops(image, 20, 0.55, 0.95))


def test_smooth_picture_equals_the_loops():
    y, x = np.mgrid[:30, :26]
    image = np.stack([100 + 3 * x, 90 + 4 * y, 60 + 2 * x + y], axis=2).astype(np.uint8)
    assert np.array_equal(clear(image, 6, 0.3, 0.8), loops(image, 6, 0.3, 0.8))


def test_channels_come_out_as_they_went_in(noise):
    image = np.ascontiguousarray(noise[..., ::-1])
    assert np.array_equal(remove_haze_s3(noise), even_contrast(clear(image, 20, 0.55, 0.95)))
    red = np.full((16, 16, 3), (200, 0, 0), np.uint8)
    assert remove_haze_s3(red)[8, 8].argmax() == 0
