import numpy as np
import pytest

from vision.caffe.layers import read_layers
from vision.errors import WeightsError


@pytest.fixture
def read(tmp_path):
    """Read a file of these bytes."""

    def read(data):
        path = tmp_path / "net.caffemodel"
        path.write_bytes(data)
        return read_layers(path).layers

    return read


@pytest.mark.parametrize("v1", [False, True])
def test_weights_come_back(make_net, read, v1):
    net = make_net("encode1")
    layers = read(net.caffemodel(v1=v1))
    assert set(layers) == set(net.weights)
    for name, (_, blobs) in net.weights.items():
        for given, expected in zip(layers[name], blobs, strict=True):
            assert np.array_equal(given.ravel(), expected.astype(np.float32).ravel())
    assert layers["conv2_1"][0].shape == (6, 4, 3, 3)


def test_single_floats_are_read_as_packed_ones(read, wire):
    field, integer = wire
    values = np.array([1.5, -2], "<f4")
    single = b"".join(bytes([5 << 3 | 5]) + v.tobytes() for v in values)
    blob = field(7, integer(1, 2)) + single
    assert read(field(100, field(1, b"a") + field(7, blob)))["a"][0].tolist() == [1.5, -2]


def test_every_truncation_is_refused_or_shorter(make_net, read):
    whole = make_net("conv6_4", n_out=3).caffemodel()
    for length in [0, 1, 2, 11, 13, 40, *range(50, len(whole), len(whole) // 25)]:
        try:
            assert len(read(whole[:length])) < 12
        except WeightsError:
            continue


def test_random_bytes_are_refused(read, rng):
    for _ in range(200):
        with pytest.raises(WeightsError):
            read(rng.bytes(int(rng.integers(1, 200))))


def test_hostile_files_are_refused(read, wire, tmp_path):
    field, integer = wire
    endless = b"\xff" * 11
    huge = field(100, field(1, b"a") + field(7, integer(1, 2**62) + integer(2, 2**62)))
    half = field(100, field(1, b"a") + field(7, field(5, b"123")))
    twice = 2 * field(100, field(1, b"a") + field(7, integer(1, 1) + field(5, b"1234")))
    wide = field(100, field(1, b"a") + field(7, field(8, b"12345678")))
    group = bytes([1 << 3 | 3])
    name = field(100, field(1, b"\xff\xfe") + field(7, integer(1, 1) + field(5, b"1234")))
    for data in (endless, huge, half, twice, wide, group, name, b"<html>not here</html>"):
        with pytest.raises(WeightsError, match=r"net\.caffemodel"):
            read(data)
    with pytest.raises(WeightsError, match="cannot be read"):
        read_layers(tmp_path / "absent")
