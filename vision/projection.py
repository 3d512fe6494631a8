"""Features of several backbones to one compact vector: centred, balanced, rotated, cut.

Principal component analysis over all posters, so that a distance is spent on what posters differ
in. Partly whitened: the first components (how bright, how busy) would otherwise decide alone.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ranking.similarity import normalize_rows

# With fewer posters than this their mean is mostly themselves, and is not taken away.
FEWEST_TO_CENTRE = 8

_Matrix = NDArray[np.float32]


@dataclass(frozen=True)
class Projection:
    """A fitted map from features to vectors.

    Attributes
    ----------
    widths
        (n_parts,) int64, how many features each backbone has.
    weights
        (n_parts,) float32, what each part weighs.
    means
        (n_features,) float32, taken from the features of each part before they are normalised.
    offset
        (n_features,) float32, taken from the balanced parts.
    components
        (n_features, n_dims) float32.
    """

    widths: NDArray[np.int64]
    weights: NDArray[np.float32]
    means: NDArray[np.float32]
    offset: NDArray[np.float32]
    components: _Matrix

    def apply(self, features: _Matrix) -> _Matrix:
        """(n, n_features) float32 to (n, n_dims) float32 rows of length 1."""
        balanced = _balance(features - self.means, self.widths, self.weights)
        projected = (balanced - self.offset) @ self.components
        return normalize_rows(projected.astype(np.float32, copy=False))

    def arrays(self) -> dict[str, NDArray[np.generic]]:
        """What serving needs to project something new, by name."""
        return {name: getattr(self, name) for name in self.__dataclass_fields__}


def fit(
    features: _Matrix, parts: Sequence[tuple[int, float]], n_dims: int, whitening: float
) -> Projection:
    """Learn the projection from all features.

    Parameters
    ----------
    features
        (n, n_features) float32, the parts side by side.
    parts
        How many features each part has, and what it weighs.
    n_dims
        Most dimensions to keep; there are never more than posters, less one.
    whitening
        Power of a component's deviation that it is divided by, 0 to 1.
    """
    widths = np.array([width for width, _ in parts], np.int64)
    weights = np.array([weight for _, weight in parts], np.float32)
    centred = len(features) >= FEWEST_TO_CENTRE
    nothing = np.zeros(features.shape[1], np.float32)
    means = features.mean(axis=0, dtype=np.float64).astype(np.float32) if centred else nothing
    balanced = _balance(features - means, widths, weights)
    offset = balanced.mean(axis=0) if centred else nothing
    components = _principal_components(balanced - offset, n_dims, whitening)
    return Projection(widths, weights, means, offset, components)


def _balance(features: _Matrix, widths: NDArray[np.int64], weights: NDArray[np.float32]) -> _Matrix:
    """Each part to length 1 and then to its weight."""
    parts = np.split(features, np.cumsum(widths)[:-1], axis=1)
    return np.hstack([w * normalize_rows(part) for w, part in zip(weights, parts, strict=True)])


def _principal_components(x: _Matrix, n_dims: int, whitening: float) -> _Matrix:
    """(n, n_features) to (n_features, k): the k directions of most variance, scaled.

    The eigenvectors of the smaller of X X' and X' X: a thousand features of a million posters and
    four thousand features of ten are alike cheap.
    """
    wide = x.astype(np.float64)
    few_rows = len(wide) <= wide.shape[1]
    values, directions = np.linalg.eigh(wide @ wide.T if few_rows else wide.T @ wide)
    strongest = np.argsort(-values, kind="stable")[:n_dims]
    strongest = strongest[values[strongest] > 1e-9 * max(values.max(), 1e-30)]
    if len(strongest) == 0:  # All posters are alike: any direction says as little.
        return np.eye(wide.shape[1], 1, dtype=np.float32)
    deviations = np.sqrt(values[strongest])
    axes = directions[:, strongest]
    if few_rows:
        axes = wide.T @ axes / deviations
    # An eigenvector has no sign of its own; a fixed one lets two runs agree.
    axes *= np.sign(axes[np.abs(axes).argmax(axis=0), np.arange(axes.shape[1])])
    scaled: _Matrix = (axes / (deviations / np.sqrt(len(wide))) ** whitening).astype(np.float32)
    return scaled
