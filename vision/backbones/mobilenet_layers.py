"""MobileNetV2 (Sandler et al. 2018) in Keras, from weights that some other framework saved."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import keras
import numpy as np
from numpy.typing import NDArray

# Table 2 of the paper: expansion, channels, repeats, stride of the first.
_STAGES = (
    (1, 16, 1, 1),
    (6, 24, 2, 2),
    (6, 32, 3, 2),
    (6, 64, 4, 2),
    (6, 96, 3, 1),
    (6, 160, 3, 2),
    (6, 320, 1, 1),
)
# Expansion, stride and channels of each of the 17 blocks.
BLOCKS = tuple(
    (expansion, stride if repeat == 0 else 1, width)
    for expansion, width, repeats, stride in _STAGES
    for repeat in range(repeats)
)
STEM_WIDTH = 32

# torch pads an even picture on both sides; TensorFlow's "same" pads it on one side only.
Padding = Literal["both", "same"]


@dataclass(frozen=True)
class Step:
    """A convolution and the batch normalisation after it, in one: both are linear.

    Attributes
    ----------
    kernel
        (height, width, in, out) float32; of a depthwise one (height, width, in, 1).
    bias
        (out,) float32.
    """

    kernel: NDArray[np.float32]
    bias: NDArray[np.float32]


def fold(
    kernel: NDArray[Any],
    gamma: NDArray[Any],
    beta: NDArray[Any],
    mean: NDArray[Any],
    variance: NDArray[Any],
    epsilon: float,
) -> Step:
    """Put the deviation of a normalisation into the kernel before it, which takes half the time.

    Parameters
    ----------
    kernel
        As `Step` has it.
    gamma, beta, mean, variance
        (out,) of the normalisation ``gamma (x - mean) / sqrt(variance + epsilon) + beta``.
    epsilon
        The framework's own.
    """
    factor = gamma.astype(np.float64) / np.sqrt(variance.astype(np.float64) + epsilon)
    depthwise = kernel.shape[-1] == 1 and kernel.shape[-2] == len(factor) != 1
    scaled = kernel * (factor[:, None] if depthwise else factor)
    return Step(scaled.astype(np.float32), (beta - mean * factor).astype(np.float32))


def build(steps: Mapping[str, Step], padding: Padding, also: Sequence[int] = ()) -> keras.Model:
    """Return the network up to its pooled features, for any image size.

    Parameters
    ----------
    steps
        ``stem``, ``0.depthwise``, ``0.project``, ``1.expand`` .. ``16.project``, ``head``.
    padding
        How the framework that trained the weights pads.
    also
        Blocks whose outputs are pooled too: what is seen half-way, such as textures and shading.

    Returns
    -------
    keras.Model
        (n, height, width, 3) float32 to (n, 1280 and the channels of those blocks) float32.

    Raises
    ------
    KeyError, ValueError
        When a step is missing or has another shape.
    """
    pixels = keras.Input((None, None, 3))
    x = _relu6(_convolve(pixels, steps["stem"], padding, stride=2))
    n_channels, pooled = STEM_WIDTH, []
    for index, (expansion, stride, width) in enumerate(BLOCKS):
        y = x
        if expansion != 1:
            y = _relu6(_convolve(y, steps[f"{index}.expand"], padding))
        y = _relu6(_convolve(y, steps[f"{index}.depthwise"], padding, stride, depthwise=True))
        y = _convolve(y, steps[f"{index}.project"], padding)
        # Only a block that keeps size and channels adds what went in.
        x = keras.layers.add([x, y]) if stride == 1 and n_channels == width else y
        n_channels = width
        if index in also:
            pooled.append(keras.layers.GlobalAveragePooling2D()(x))
    x = _relu6(_convolve(x, steps["head"], padding))
    features = [keras.layers.GlobalAveragePooling2D()(x), *pooled]
    return keras.Model(pixels, keras.layers.concatenate(features) if pooled else features[0])


def _relu6(x: Any) -> Any:
    return keras.layers.ReLU(6.0)(x)


def _convolve(
    x: Any, step: Step, padding: Padding, stride: int = 1, *, depthwise: bool = False
) -> Any:
    side = step.kernel.shape[0]
    if side > 1 and padding == "both":
        x = keras.layers.ZeroPadding2D(side // 2)(x)
    make = keras.layers.DepthwiseConv2D if depthwise else keras.layers.Conv2D
    width = {} if depthwise else {"filters": step.kernel.shape[-1]}
    edges = "same" if padding == "same" else "valid"
    layer = make(kernel_size=side, strides=stride, padding=edges, **width)
    y = layer(x)
    layer.set_weights([step.kernel, step.bias])
    return y
