"""Illustration2Vec's two nets (Saito and Matsui 2015) from Caffe to Keras.

Both are eleven 3x3 convolutions with ReLU in six stages, a 2x2 maximum between stages. The feature
net ends in ``encode1``, a full connection (4096 numbers, taken before its sigmoid); the tag net in
``conv6_4``, a mean over the picture and a sigmoid (1539 probabilities).
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from zipfile import ZipFile

import keras
import numpy as np
from numpy.typing import NDArray

from vision.caffe.layers import Blob, CaffeFile, read_layers
from vision.errors import WeightsError

IMAGE_SIZE = 224
STAGES = (
    ("conv1_1",),
    ("conv2_1",),
    ("conv3_1", "conv3_2"),
    ("conv4_1", "conv4_2"),
    ("conv5_1", "conv5_2"),
    ("conv6_1", "conv6_2", "conv6_3"),
)
FEATURE_HEAD, TAG_HEAD = "encode1", "conv6_4"
# The matrix of encode1 is 0.8 GB, and Keras copies each layer's several times on its way to a file
# and back: as eight layers side by side it gives the same numbers in half the memory.
OUTPUTS_TOGETHER = 512
FINAL_SIDE = IMAGE_SIZE // 2 ** (len(STAGES) - 1)

_Layers = dict[str, list[Blob]]


@dataclass(frozen=True)
class Converted:
    """What was made: which net, how many numbers it gives, how many weights it has."""

    net: str
    n_dims: int
    n_weights: int

    def __str__(self) -> str:
        return f"{self.net} net, {self.n_dims} numbers a picture, {self.n_weights} weights"


def convert(source: Path, target: Path) -> Converted:
    """Write a Keras file: (n, 224, 224, 3) float32 BGR minus mean to encode1 or tag probabilities.

    Parameters
    ----------
    source
        A ``.caffemodel`` of either net.
    target
        Where the ``.keras`` file goes; an older one is replaced when the new one is whole.

    Raises
    ------
    WeightsError
        When the source is not one of the nets, or the target cannot be written.
    """
    if target.suffix != ".keras":
        raise WeightsError(f"{target} does not end in .keras, by which Keras knows its own files")
    try:
        net, model = build(read_layers(source))
    except ValueError as error:
        raise WeightsError(f"{source} is not an Illustration2Vec net: {error}") from error
    try:
        _save(model, target)
    except OSError as error:
        raise WeightsError(f"{target} cannot be written: {error}") from error
    return Converted(net, int(model.output_shape[1]), int(model.count_params()))


def _save(model: keras.Model, target: Path) -> None:
    """Write a ``.keras`` file through a folder: at once, Keras would hold the file in memory."""
    with TemporaryDirectory(prefix=f".{target.stem}.", dir=target.parent) as name:
        folder, whole = Path(name, "model"), Path(name, target.name)
        model.save(folder, zipped=False)
        with ZipFile(whole, "w") as archive:
            for path in sorted(folder.rglob("*")):
                archive.write(path, path.relative_to(folder))
        whole.replace(target)


def build(file: CaffeFile) -> tuple[str, keras.Model]:
    """Return the net's name and the Keras model of what a file holds.

    Parameters
    ----------
    file
        Its blobs by layer name, a convolution's as (out, in, 3, 3).

    Raises
    ------
    ValueError
        When a layer is missing, or two do not fit together.
    """
    layers = file.layers
    pixels = x = keras.Input((IMAGE_SIZE, IMAGE_SIZE, 3))
    for number, stage in enumerate(STAGES):
        if number > 0:
            x = keras.layers.MaxPooling2D(2)(x)
        for name in stage:
            x = keras.layers.ReLU()(_convolve(x, name, layers))
    if FEATURE_HEAD in layers:
        return "feature", keras.Model(pixels, _connect(x, file))
    if TAG_HEAD in layers:
        scores = keras.layers.GlobalAveragePooling2D()(_convolve(x, TAG_HEAD, layers))
        return "tag", keras.Model(pixels, keras.layers.Activation("sigmoid")(scores))
    raise ValueError(f"it has neither {FEATURE_HEAD} nor {TAG_HEAD}, only {sorted(layers)}")


def _convolve(x: Any, name: str, layers: _Layers) -> Any:
    """3x3, stride 1, padded by 1: there Caffe and Keras's "same" agree."""
    kernel, bias = _kernel_and_bias(name, layers)
    if kernel.ndim != 4 or kernel.shape[1:] != (x.shape[-1], 3, 3):
        raise ValueError(f"{name} is {kernel.shape}; wanted is (any, {x.shape[-1]}, 3, 3)")
    layer = keras.layers.Conv2D(
        kernel.shape[0], 3, padding="same", name=name, kernel_initializer="zeros"
    )
    y = layer(x)
    layer.kernel.assign(_finite(name, kernel).transpose(2, 3, 1, 0))
    layer.bias.assign(bias)
    return y


def _connect(x: Any, file: CaffeFile) -> Any:
    """``encode1``: Caffe lays a picture out by channel and Keras by place, so inputs move."""
    matrix, bias = _kernel_and_bias(FEATURE_HEAD, file.layers)
    n_channels, n_inputs = x.shape[-1], x.shape[-1] * FINAL_SIDE**2
    if matrix.size != bias.size * n_inputs:
        rule = f"{bias.size} x {n_inputs} is wanted"
        raise ValueError(f"{FEATURE_HEAD} is {matrix.shape} with {bias.size} biases; {rule}")
    by_output = matrix.reshape(bias.size, n_channels, FINAL_SIDE**2)
    flat = keras.layers.Flatten()(x)
    parts: list[Any] = []
    for start in range(0, bias.size, OUTPUTS_TOGETHER):
        rows = _finite(FEATURE_HEAD, by_output[start : start + OUTPUTS_TOGETHER])
        name = f"{FEATURE_HEAD}_{len(parts)}"
        layer = keras.layers.Dense(len(rows), name=name, kernel_initializer="zeros")
        parts.append(layer(flat))
        layer.kernel.assign(rows.transpose(2, 1, 0).reshape(n_inputs, len(rows)))
        layer.bias.assign(bias[start : start + OUTPUTS_TOGETHER])
        file.let_go()
    return parts[0] if len(parts) == 1 else keras.layers.Concatenate(name=FEATURE_HEAD)(parts)


def _kernel_and_bias(name: str, layers: _Layers) -> tuple[Blob, NDArray[np.float32]]:
    if name not in layers:
        raise ValueError(f"layer {name} is missing")
    if len(layers[name]) != 2:
        found = f"layer {name} has {len(layers[name])} blobs"
        raise ValueError(f"{found}; a kernel and a bias are wanted")
    kernel, bias = layers[name]
    _finite(name, bias)
    n_out = kernel.shape[0] if name != FEATURE_HEAD else bias.size
    if bias.size != n_out:
        raise ValueError(f"layer {name} has {bias.size} biases for {n_out} outputs")
    return kernel, bias.ravel()


def _finite(name: str, weights: Blob) -> Blob:
    if not np.isfinite(weights).all():
        raise ValueError(f"layer {name} holds NaN or infinity")
    return weights
