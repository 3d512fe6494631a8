"""What turns a picture into features, behind one small contract.

A backbone has a ``name``, the ``widths`` of what it sees, a ``prepare`` that runs on the threads
which decode, and an ``encode`` that runs on whole batches.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any, Protocol

from numpy.typing import NDArray

from tensorflow_start import load_tensorflow
from vision.decode import Picture


class Backbone(Protocol):
    """The contract. Features are as the network gives them: neither centred nor normalised."""

    @property
    def name(self) -> str:
        """What it is called in a vector set's model."""

    @property
    def widths(self) -> tuple[int, ...]:
        """How many features each thing has that it looks at; they stand side by side."""

    def prepare(self, picture: Picture) -> NDArray[Any]:
        """(height, width, 3) uint8 RGB to float32; `encode` takes a stack of these."""

    def encode(self, batch: NDArray[Any]) -> NDArray[Any]:
        """N prepared pictures, stacked, to (n, sum of widths) float32."""


def load(name: str, i2v_model: str) -> Backbone:
    """Load a backbone by its name; this is what imports TensorFlow, where one needs it.

    Parameters
    ----------
    name
        ``hsv``, ``hog``, ``mobilenet_v2``, ``densenet121`` or ``illustration2vec``.
    i2v_model
        The converted Illustration2Vec model; read for that backbone only.

    Raises
    ------
    WeightsError
        When the weights are absent or unfit.
    """
    if name == "illustration2vec":
        load_tensorflow()
        from vision.backbones.illustration2vec import Illustration2Vec

        return Illustration2Vec(Path(i2v_model))
    if name == "mobilenet_v2":
        load_tensorflow()
        from vision.backbones.mobilenet import MobileNetV2

        return MobileNetV2()
    if name == "densenet121":
        load_tensorflow()
        from vision.backbones.densenet import DenseNet121

        return DenseNet121()
    if name == "hsv":
        from vision.backbones.colour import ColourHistogram

        return ColourHistogram()
    if name == "hog":
        from vision.backbones.shape import EdgeHistogram

        return EdgeHistogram()
    raise ValueError(f"{name!r} is not a backbone")
