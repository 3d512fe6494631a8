import keras
import numpy as np
import pytest

from vision.backbones.illustration2vec import MEAN_BGR, Illustration2Vec
from vision.errors import WeightsError


@pytest.fixture
def save(tmp_path):
    """Save a model of the right or a wrong shape."""

    def save(size=224):
        pixels = keras.Input((size, size, 3))
        path = tmp_path / "net.keras"
        keras.Model(pixels, keras.layers.GlobalMaxPooling2D()(pixels)).save(path)
        return path

    return save


def test_blue_comes_first_and_the_mean_is_gone(save, noise):
    net = Illustration2Vec(save())
    assert net.widths == (3,)
    picture = np.full((318, 225, 3), (10, 20, 30), np.uint8)
    prepared = net.prepare(picture)
    assert prepared.shape == (224, 224, 3)
    np.testing.assert_allclose(net.encode(prepared[None]), [[30, 20, 10] - MEAN_BGR], rtol=1e-4)


def test_other_files_are_refused(save, tmp_path):
    with pytest.raises(WeightsError, match=r"wanted is \(None, 224, 224, 3\)"):
        Illustration2Vec(save(size=96))
    other = tmp_path / "other.keras"
    other.write_bytes(b"not a model")
    with pytest.raises(WeightsError, match="python -m vision convert"):
        Illustration2Vec(other)
    with pytest.raises(WeightsError, match=r"absent\.keras"):
        Illustration2Vec(tmp_path / "absent.keras")
