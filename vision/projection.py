"""Features of several backbones to one compact vector: centred, balanced, rotated, cut.

Principal component analysis over all posters, so that a distance is spent on what posters differ
in. Partly whitened: the first components (how bright, how busy) would otherwise decide alone.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from ranking.similarity import normalize_rows

# With fewer posters than this their mean is mostly themselves, and is not taken away.
FEWEST_TO_CENTRE = 8
# Rows that are worked on at once: memory stays as it is however many posters there are.
ROWS_TOGETHER = 4096

_Matrix = NDArray[np.float32]
_Features = NDArray[np.floating]


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

    def apply(self, features: _Features) -> _Matrix:
        """(n, n_features) of any float type to (n, n_dims) float32 rows of length 1."""
        made = [(rows - self.offset) @ self.components for rows in self.balanced(features)]
        return normalize_rows(np.vstack(made).astype(np.float32, copy=False))

    def balanced(self, features: _Features) -> Iterator[_Matrix]:
        """Blocks of rows: each part less its mean, drawn to length 1 and then to its weight."""
        ends = np.cumsum(self.widths)[:-1]
        for start in range(0, len(features), ROWS_TOGETHER):
            rows = features[start : start + ROWS_TOGETHER].astype(np.float32) - self.means
            parts = zip(self.weights, np.split(rows, ends, axis=1), strict=True)
            yield np.hstack([weight * normalize_rows(part) for weight, part in parts])

    def arrays(self) -> dict[str, NDArray[np.generic]]:
        """What serving needs to project something new, by name."""
        return {name: getattr(self, name) for name in self.__dataclass_fields__}


def fit(
    features: _Features, parts: Sequence[tuple[int, float]], n_dims: int, whitening: float
) -> Projection:
    """Learn the projection from all features.

    Parameters
    ----------
    features
        (n, n_features) of any float type, the parts side by side.
    parts
        How many features each part has, and what it weighs.
    n_dims
        Most dimensions to keep; there are never more than posters, less one.
    whitening
        Power of a component's deviation that it is divided by, 0 to 1.
    """
    widths = np.array([width for width, _ in parts], np.int64)
    weights = np.array([weight for _, weight in parts], np.float32)
    nothing = np.zeros(features.shape[1], np.float32)
    if len(features) < FEWEST_TO_CENTRE:
        rough = Projection(widths, weights, nothing, nothing, nothing[:, None])
    else:
        means = features.mean(axis=0, dtype=np.float64).astype(np.float32)
        rough = Projection(widths, weights, means, nothing, nothing[:, None])
        total = sum(rows.sum(axis=0, dtype=np.float64) for rows in rough.balanced(features))
        rough = replace(rough, offset=(total / len(features)).astype(np.float32))
    return replace(rough, components=_principal_components(rough, features, n_dims, whitening))


def _principal_components(
    rough: Projection, features: _Features, n_dims: int, whitening: float
) -> _Matrix:
    """(n_features, k): the k directions of most variance of the centred rows, scaled.

    The eigenvectors of the smaller of X X' and X' X: a thousand features of a million posters and
    four thousand features of ten are alike cheap.
    """
    n, n_features = features.shape
    blocks = ((rows - rough.offset).astype(np.float64) for rows in rough.balanced(features))
    few_rows = n <= n_features
    wide = np.vstack(list(blocks)) if few_rows else np.empty((0, n_features))
    square = wide @ wide.T if few_rows else sum(rows.T @ rows for rows in blocks)
    values, directions = np.linalg.eigh(square)
    strongest = np.argsort(-values, kind="stable")[:n_dims]
    strongest = strongest[values[strongest] > 1e-9 * max(values.max(), 1e-30)]
    if len(strongest) == 0:  # All posters are alike: any direction says as little.
        return np.eye(n_features, 1, dtype=np.float32)
    deviations = np.sqrt(values[strongest])
    axes = directions[:, strongest]
    if few_rows:
        axes = wide.T @ axes / deviations
    # An eigenvector has no sign of its own; a fixed one lets two runs agree.
    axes *= np.sign(axes[np.abs(axes).argmax(axis=0), np.arange(axes.shape[1])])
    scaled: _Matrix = (axes / (deviations / np.sqrt(n)) ** whitening).astype(np.float32)
    return scaled
