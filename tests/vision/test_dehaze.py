import cv2
import numpy as np
import pytest

from vision import dehaze
from vision.dehaze import DarkChannel, guided_filter, haziness, remove_haze
from vision.dehaze_s3 import remove_haze_s3


@pytest.fixture
def scene(rng):
    """A clear picture: blocks of strong colour, some of them dark, as (120, 90, 3) uint8."""
    blocks = rng.integers(0, 256, (12, 9, 3))
    blocks[rng.random((12, 9)) < 0.4] //= 8
    return np.repeat(np.repeat(blocks, 10, axis=0), 10, axis=1).astype(np.uint8)


@pytest.fixture
def hazy(scene):
    """The scene through haze that thickens upwards: I = J t + A (1 - t)."""
    t = np.linspace(0.35, 0.8, len(scene))[:, None, None]
    return (scene * t + 235 * (1 - t)).astype(np.uint8)


@pytest.fixture
def fog(scene):
    return (scene * 0.1 + 235 * 0.9).astype(np.uint8)


def peak_signal_to_noise(picture, truth):
    error = np.mean((picture.astype(float) - truth) ** 2)
    return 10 * np.log10(255**2 / error)


def test_haze_put_in_is_taken_out(scene, hazy):
    restored = remove_haze(hazy)
    assert peak_signal_to_noise(restored, scene) > peak_signal_to_noise(hazy, scene) + 4


def test_haziness_tells_haze(scene, hazy, fog):
    assert haziness(scene) < haziness(hazy) < 0.6 < dehaze.HAZY_FROM < haziness(fog)
    assert haziness(np.zeros((4, 4, 3), np.uint8)) == 0.0


def test_haziness_by_hand():
    # d = 100, b = 200, A0 = 200: x1 = 1/2, x2 = 1/2.
    flat = np.full((2, 2, 3), (100, 150, 200), np.uint8)
    assert haziness(flat) == pytest.approx(np.exp(-0.5 * (5.1 / 2 + 2.9 / 2) + 0.2461))


def brute_dark_channel(picture, p):
    """He et al. step by step, one pixel at a time, up to the rough transmission."""
    image, r = picture / 255, p.patch // 2
    height, width = image.shape[:2]

    def dark(x):
        out = np.empty((height, width))
        for i in range(height):
            for j in range(width):
                out[i, j] = x[max(i - r, 0) : i + r + 1, max(j - r, 0) : j + r + 1].min()
        return out

    n = max(1, height * width // 1000)
    haziest = np.argsort(dark(image).ravel())[-n:]
    colours = image.reshape(-1, 3)[haziest]
    light = colours[colours.sum(axis=1).argmax()]
    return light, 1 - p.omega * dark(image / light)


def brute_guided_filter(guide, plane, r, epsilon):
    """He et al. 2010, equations 5, 6 and 8, window by window."""
    height, width = guide.shape

    def over_windows(function):
        out = np.empty((height, width))
        for i in range(height):
            for j in range(width):
                out[i, j] = function(np.s_[max(i - r, 0) : i + r + 1, max(j - r, 0) : j + r + 1])
        return out

    def slope(w):
        covariance = (guide[w] * plane[w]).mean() - guide[w].mean() * plane[w].mean()
        return covariance / (guide[w].var() + epsilon)

    a = over_windows(slope)
    b = over_windows(lambda w: plane[w].mean() - slope(w) * guide[w].mean())
    return over_windows(lambda w: a[w].mean()) * guide + over_windows(lambda w: b[w].mean())


def test_guided_filter_equals_its_equations(rng):
    guide, plane = rng.random((2, 17, 13)).astype(np.float32)
    expected = brute_guided_filter(guide.astype(float), plane.astype(float), 3, 1e-2)
    np.testing.assert_allclose(guided_filter(guide, plane, 3, 1e-2), expected, atol=2e-5)


def test_dark_channel_equals_its_equations(noise):
    p = DarkChannel(patch=5, radius=4)
    light, transmission = brute_dark_channel(noise, p)
    guide = cv2.cvtColor((noise / 255).astype(np.float32), cv2.COLOR_RGB2GRAY).astype(float)
    t = brute_guided_filter(guide, transmission, p.radius, p.epsilon)
    scene = (noise / 255 - light) / np.maximum(t, p.t0)[..., None] + light
    expected = np.clip(scene * 255 + 0.5, 0, 255).astype(np.uint8)
    difference = np.abs(remove_haze(noise, p).astype(int) - expected)
    assert difference.max() <= 1


def test_modes(scene, fog):
    assert np.array_equal(dehaze.apply(fog, "none"), fog)
    assert np.array_equal(dehaze.apply(scene, "auto"), scene)
    assert np.array_equal(dehaze.apply(fog, "auto"), remove_haze(fog))
    assert np.array_equal(dehaze.apply(scene, "dark_channel"), remove_haze(scene))
    assert np.array_equal(dehaze.apply(scene, "s3"), remove_haze_s3(scene))


@pytest.mark.parametrize("value", [0, 255])
@pytest.mark.parametrize("mode", ["auto", "dark_channel", "s3"])
@pytest.mark.parametrize("shape", [(1, 1, 3), (3, 200, 3)])
def test_flat_and_tiny_pictures_survive(mode, value, shape):
    picture = np.full(shape, value, np.uint8)
    assert dehaze.apply(picture, mode).shape == shape
