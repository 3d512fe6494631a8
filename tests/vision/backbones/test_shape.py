import numpy as np

from vision.backbones.shape import EdgeHistogram


def stripes(axis):
    rows = np.tile(np.repeat([0, 255], 24)[:, None], (4, 144)).astype(np.uint8)
    return np.repeat((rows if axis == 0 else rows.T)[..., None], 3, axis=2)


def test_edges_are_told_by_their_direction():
    edges = EdgeHistogram()
    lying, standing = (edges.prepare(stripes(axis)) for axis in (0, 1))
    assert lying.shape == edges.widths
    assert lying.dtype == np.float32
    by_direction = [part.reshape(-1, 9).sum(axis=0) for part in (lying, standing)]
    assert by_direction[0].argmax() == 4  # the gradient of lying stripes points down
    assert by_direction[1].argmax() in {0, 8}


def test_a_flat_picture_has_no_edges():
    edges = EdgeHistogram()
    assert not edges.prepare(np.full((30, 20, 3), 9, np.uint8)).any()
    assert edges.encode(np.zeros((2, 540), np.float32)).shape == (2, 540)
