"""How weights are drawn before training, by Keras' names and formulas."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np
from numpy.typing import NDArray

from cf.errors import UnknownModel

Shape = tuple[int, int]

# Deviation of a standard normal number that is drawn again beyond two deviations.
CUT = 0.87962566103423978


def _uniform(shape: Shape, rng: np.random.Generator) -> NDArray[np.float64]:
    return rng.uniform(-0.05, 0.05, shape)


def _normal(shape: Shape, rng: np.random.Generator) -> NDArray[np.float64]:
    return rng.normal(0.0, 0.05, shape)


def _glorot_uniform(shape: Shape, rng: np.random.Generator) -> NDArray[np.float64]:
    limit = np.sqrt(6.0 / sum(shape))
    return rng.uniform(-limit, limit, shape)


def _he_normal(shape: Shape, rng: np.random.Generator) -> NDArray[np.float64]:
    drawn = rng.normal(size=shape)
    while (beyond := np.abs(drawn) > 2.0).any():
        drawn[beyond] = rng.normal(size=int(beyond.sum()))
    return np.asarray(drawn * np.sqrt(2.0 / shape[0]) / CUT)


INITIALIZERS: Mapping[str, Callable[[Shape, np.random.Generator], NDArray[np.float64]]] = {
    "uniform": _uniform,
    "random_normal": _normal,
    "glorot_uniform": _glorot_uniform,
    "he_normal": _he_normal,
}


def draw(name: str, shape: Shape, rng: np.random.Generator) -> NDArray[np.float32]:
    """Return (n_in, n_out) first weights.

    Raises
    ------
    UnknownModel
        For a name that is not one of `INITIALIZERS`.
    """
    if name not in INITIALIZERS:
        raise UnknownModel(f"initializer {name!r} is not one of {', '.join(INITIALIZERS)}")
    return INITIALIZERS[name](shape, rng).astype(np.float32)
