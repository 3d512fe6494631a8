import numpy as np
import pytest

from vision.backbones.colour import ColourHistogram


def test_half_red_half_grey_by_hand():
    picture = np.zeros((2, 2, 3), np.uint8)
    picture[0], picture[1] = (255, 0, 0), (100, 100, 100)
    shares = ColourHistogram().prepare(picture).reshape(12, 4, 4) ** 2
    assert shares[0, 3, 3] == pytest.approx(0.5)  # hue 0, full saturation, full value
    assert shares[0, 0, 1] == pytest.approx(0.5)  # no saturation, value 100 of 256
    assert shares.sum() == pytest.approx(1)


def test_size_does_not_matter(noise):
    colours = ColourHistogram()
    twice = np.repeat(np.repeat(noise, 2, axis=0), 2, axis=1)
    np.testing.assert_allclose(colours.prepare(twice), colours.prepare(noise), atol=1e-6)
    assert colours.prepare(noise).shape == (*colours.widths,)
