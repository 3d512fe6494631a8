"""The classifier of nsfwjs (Infinite Red, MIT): what kind of picture it is, without JavaScript.

The package ``nsfwjs`` of the npm registry carries a MobileNetV2 that was trained on drawings and
photographs. Its weights are 8-bit numbers in one long base64 text; a literal of JavaScript says
what each of them is called, its shape, its least value and the size of a step. Both are found in
the package's archive by their form, and nothing in it is run.
"""

from __future__ import annotations

import base64
import re
import tarfile
from collections.abc import Iterator
from dataclasses import dataclass
from math import prod
from pathlib import Path
from typing import Any

import keras
import numpy as np
from numpy.typing import NDArray

from vision.backbones import mobilenet_layers as layers
from vision.decode import Picture
from vision.errors import ImageError, WeightsError
from vision.safety import COLUMNS

IMAGE_SIZE = 224
SMALLEST_SIDE = 150
_FOLDER = "package/dist/models/mobilenet_v2"
_MANIFEST, _SHARD = f"{_FOLDER}/model.min.js", f"{_FOLDER}/group1-shard1of1.min.js"
_LARGEST_MEMBER = 16_000_000
_NUMBER = r"(-?[\d.]+(?:e-?\d+)?)"
_WEIGHT = re.compile(
    r'\{name:"([^"]+)",shape:\[([\d,]*)\],dtype:"float32",'
    rf'quantization:\{{min:{_NUMBER},scale:{_NUMBER},dtype:"uint8"\}}\}}'
)
_BASE64 = re.compile(r"""["']([A-Za-z0-9+/=]{1000,})["']""")
_BATCH_NORM_EPSILON = 1e-3
_DENSE = ("dense_1", "dense_2", "dense_3")

_Weights = dict[str, NDArray[np.float32]]


class Nsfwjs:
    """Shares of the five kinds in `vision.safety.COLUMNS`.

    Parameters
    ----------
    path
        The package's archive, ``nsfwjs-4.4.0.tgz``.

    Raises
    ------
    WeightsError
        When the archive is absent, cut short or holds other weights.
    """

    name = "nsfwjs"
    widths = (len(COLUMNS),)

    def __init__(self, path: Path) -> None:
        try:
            self.model = build(read_weights(path))
        except (KeyError, ValueError) as error:
            raise WeightsError(f"{path} does not hold the weights of nsfwjs 4: {error}") from error

    def prepare(self, picture: Picture) -> NDArray[np.float32]:
        """(height, width, 3) uint8 RGB to (224, 224, 3) float32, 0 to 1, squeezed whole.

        Raises
        ------
        ImageError
            When it is so small that it would be blurred: blur is taken for a photograph.
        """
        if min(picture.shape[:2]) < SMALLEST_SIDE:
            size = f"{picture.shape[1]}x{picture.shape[0]}"
            raise ImageError("too small to judge", f"{size}; {SMALLEST_SIDE} a side is the least")
        shares: NDArray[np.float32] = picture.astype(np.float32) / np.float32(255)
        return _between(_between(shares, 0), 1)

    def encode(self, batch: NDArray[np.float32]) -> NDArray[np.float32]:
        """(n, 224, 224, 3) float32 to (n, 5) float32, rows that sum to 1."""
        return np.asarray(self.model.predict_on_batch(batch), np.float32)


def _between(image: NDArray[np.float32], axis: int) -> NDArray[np.float32]:
    """Linear between pixels whose corners meet, as the package resizes (``alignCorners``)."""
    last = image.shape[axis] - 1
    place = np.linspace(0, last, IMAGE_SIZE, dtype=np.float32)
    before = place.astype(np.intp)
    share = (place - before).reshape([-1 if i == axis else 1 for i in range(3)])
    low, high = image.take(before, axis), image.take(np.minimum(before + 1, last), axis)
    mixed: NDArray[np.float32] = low + (high - low) * share
    return mixed


def read_weights(path: Path) -> _Weights:
    """Read the arrays of the package's MobileNetV2 by name.

    Raises
    ------
    WeightsError
        When the archive cannot be read.
    ValueError
        When its members are not what nsfwjs 4 has.
    """
    try:
        with tarfile.open(path, "r:gz") as archive:
            manifest, shard = (_member(archive, name) for name in (_MANIFEST, _SHARD))
    except (OSError, EOFError, KeyError, tarfile.TarError) as error:
        remedy = "get it with: python -m vision fetch safety"
        raise WeightsError(f"{path} is not the archive of nsfwjs ({error}); {remedy}") from error
    found = _BASE64.search(shard)
    if found is None:
        raise ValueError("no base64 text of weights")
    return dict(_arrays(manifest, base64.b64decode(found[1], validate=True)))


def _member(archive: tarfile.TarFile, name: str) -> str:
    entry = archive.getmember(name)
    file = archive.extractfile(entry) if entry.size <= _LARGEST_MEMBER else None
    if file is None:
        raise ValueError(f"{name} has {entry.size} bytes; {_LARGEST_MEMBER} are the most")
    return file.read().decode("ascii", "replace")


def _arrays(manifest: str, raw: bytes) -> Iterator[tuple[str, NDArray[np.float32]]]:
    position = 0
    for name, sizes, least, scale in _WEIGHT.findall(manifest):
        shape = [int(size) for size in sizes.split(",")]
        end = position + prod(shape)
        if end > len(raw):
            raise ValueError(f"{name} ends at byte {end} of {len(raw)}")
        steps = np.frombuffer(raw[position:end], np.uint8).reshape(shape)
        yield name, steps.astype(np.float32) * np.float32(scale) + np.float32(least)
        position = end
    if position != len(raw):
        raise ValueError(f"{len(raw)} bytes of weights, {position} of them named")


def build(weights: _Weights) -> keras.Model:
    """Return the classifier: (n, 224, 224, 3) float32, 0 to 1, to (n, 5) float32 shares.

    Raises
    ------
    KeyError, ValueError
        When a weight is missing or has another shape.
    """
    steps = {name: _Named(*names).step(weights) for name, names in _keras_names().items()}
    features = layers.build(steps, padding="same")
    x: Any = features.output
    for name in _DENSE:
        kernel, bias = weights[f"{name}/kernel"], weights[f"{name}/bias"]
        how = "softmax" if name == _DENSE[-1] else "relu"
        layer = keras.layers.Dense(kernel.shape[1], activation=how)
        x = layer(x)
        layer.set_weights([kernel, bias])
    if x.shape[-1] != len(COLUMNS):
        raise ValueError(f"{x.shape[-1]} kinds of pictures; {len(COLUMNS)} are wanted")
    return keras.Model(features.input, x)


@dataclass(frozen=True)
class _Named:
    kernel: str
    norm: str

    def step(self, weights: _Weights) -> layers.Step:
        gamma, beta, mean, variance = (
            weights[f"{self.norm}/{part}"]
            for part in ("gamma", "beta", "moving_mean", "moving_variance")
        )
        kernel = weights[self.kernel]
        return layers.fold(kernel, gamma, beta, mean, variance, _BATCH_NORM_EPSILON)


def _keras_names() -> dict[str, tuple[str, str]]:
    """Names that Keras gave the kernel and the normalisation of each step."""
    found = {"stem": ("Conv1/kernel", "bn_Conv1"), "head": ("Conv_1/kernel", "Conv_1_bn")}
    for index, (expansion, _, _) in enumerate(layers.BLOCKS):
        name = f"block_{index}" if index else "expanded_conv"
        for part in (
            ("expand", "depthwise", "project") if expansion != 1 else ("depthwise", "project")
        ):
            kernel = "depthwise_kernel" if part == "depthwise" else "kernel"
            found[f"{index}.{part}"] = (f"{name}_{part}/{kernel}", f"{name}_{part}_BN")
    return found
