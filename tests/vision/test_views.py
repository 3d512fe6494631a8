import numpy as np

from vision.views import centre, views, without_border


def test_the_picture_comes_first_and_each_view_is_mirrored(noise):
    shown = views(noise)
    assert len(shown) == 4
    assert np.array_equal(shown[0], noise)
    assert np.array_equal(shown[1], noise[4:36, 3:27])
    for straight, mirrored in zip(shown[:2], shown[2:], strict=True):
        assert np.array_equal(mirrored, straight[:, ::-1])


def test_a_border_is_cut_off(noise):
    framed = np.full((60, 50, 3), 7, np.uint8)
    framed[10:50, 5:35] = np.maximum(noise, 30)
    assert np.array_equal(without_border(framed), np.maximum(noise, 30))
    shown = views(framed)
    assert len(shown) == 6
    assert np.array_equal(shown[2], np.maximum(noise, 30))


def test_little_within_a_border_is_the_picture_itself():
    dot = np.zeros((40, 40, 3), np.uint8)
    dot[20, 20] = 255
    assert without_border(dot) is dot
    assert without_border(np.zeros((1, 1, 3), np.uint8)).shape == (1, 1, 3)


def test_a_pixel_has_a_centre():
    assert centre(np.zeros((1, 2, 3), np.uint8)).shape == (1, 2, 3)
