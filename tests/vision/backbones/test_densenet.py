import keras
import numpy as np
import pytest

from vision.backbones.densenet import DenseNet121
from vision.errors import WeightsError


def test_without_a_network_it_says_what_to_do(monkeypatch):
    def away(**options):
        assert options["weights"] == "imagenet"
        raise OSError("no address for the host")

    monkeypatch.setattr(keras.applications, "DenseNet121", away)
    with pytest.raises(WeightsError, match=r"no address.*under ~/\.keras/models"):
        DenseNet121()


def test_features_are_pooled_ones_without_the_classifier(monkeypatch):
    """Keras's own network is known; what it is asked for and given is looked at."""
    asked = {}

    def small(**options):
        asked.update(options)
        pixels = keras.Input(options["input_shape"])
        wide = keras.layers.Conv2D(1024, 1, strides=32, kernel_initializer="ones")(pixels)
        return keras.Model(pixels, keras.layers.GlobalAveragePooling2D()(wide))

    monkeypatch.setattr(keras.applications, "DenseNet121", small)
    net = DenseNet121()
    assert (asked["include_top"], asked["pooling"]) == (False, "avg")
    features = net.encode(net.prepare(np.full((300, 200, 3), 128, np.uint8))[None])
    assert features.shape == (1, *net.widths)
    grey = ((128 / 255 - np.array([0.485, 0.456, 0.406])) / [0.229, 0.224, 0.225]).sum()
    np.testing.assert_allclose(features, grey, rtol=1e-4)
