"""Points in two dimensions whose neighbours are those of many dimensions: t-SNE, seeded.

Van der Maaten and Hinton (2008), by scikit-learn's Barnes-Hut approximation, started from the
first two principal components (Kobak and Berens 2019): what is far apart stays far apart, and the
same seed gives the same map.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from threadpoolctl import threadpool_limits  # type: ignore[import-untyped]

from ranking.similarity import normalize_rows

Matrix = NDArray[np.float32]
FEWEST_POINTS = 5
# Beyond so many points a sample is laid out, and each other point stands among its neighbours.
MOST_POINTS = 20_000
N_COMPONENTS = 50
PERPLEXITY = 30.0
N_NEIGHBOURS = 5
BATCH = 2000
FEW_POINTS = 3000


def lay_out(vectors: Matrix, seed: int, most_points: int = MOST_POINTS) -> Matrix:
    """Return a place (n, 2) float32 in [0, 1] for each vector.

    Parameters
    ----------
    vectors
        (n, n_dims) float, compared by cosine; n is `FEWEST_POINTS` or more.
    seed
        Of the sample and the layout.
    most_points
        How many are laid out; the others are placed among them.
    """
    units = normalize_rows(vectors)
    if np.ptp(units, axis=0).max() == 0:
        # All are one point: there is nothing to tell apart.
        return np.full((len(units), 2), 0.5, dtype=np.float32)
    units = _reduced(units, seed)
    rng = np.random.default_rng(seed)
    chosen = np.sort(rng.permutation(len(units))[:most_points])
    places = np.zeros((len(units), 2), dtype=np.float32)
    places[chosen] = _tsne(units[chosen], seed)
    others = np.setdiff1d(np.arange(len(units)), chosen)
    places[others] = _among(units[others], units[chosen], places[chosen])
    return _to_unit_square(places)


def _reduced(units: Matrix, seed: int) -> Matrix:
    """The first principal components: distances hardly change, and are found much faster."""
    from sklearn.decomposition import PCA

    n_components = min(N_COMPONENTS, *units.shape)
    reduced: Matrix = PCA(n_components, random_state=seed).fit_transform(units)
    return reduced


def _tsne(points: Matrix, seed: int) -> Matrix:
    from sklearn.manifold import TSNE

    if points.shape[1] < 2:
        points = np.hstack([points, np.zeros_like(points)])
    model = TSNE(
        perplexity=min(PERPLEXITY, (len(points) - 1) / 3),
        init="pca",
        learning_rate="auto",
        random_state=seed,
        n_jobs=-1,
    )
    # Of few points, threads wait for one another longer than they work.
    with threadpool_limits(1 if len(points) < FEW_POINTS else None):
        places: Matrix = model.fit_transform(points).astype(np.float32)
    return places


def _among(points: Matrix, laid_out: Matrix, places: Matrix) -> Matrix:
    """The mean place of each point's nearest neighbours among those that were laid out."""
    found = np.zeros((len(points), 2), dtype=np.float32)
    sizes = np.square(laid_out).sum(axis=1)
    for start in range(0, len(points), BATCH):
        batch = points[start : start + BATCH]
        distances = sizes[None, :] - 2.0 * (batch @ laid_out.T)
        nearest = np.argpartition(distances, N_NEIGHBOURS - 1, axis=1)[:, :N_NEIGHBOURS]
        found[start : start + BATCH] = places[nearest].mean(axis=1)
    return found


def _to_unit_square(places: Matrix) -> Matrix:
    """The same places in [0, 1] x [0, 1], each axis stretched by itself."""
    low, high = places.min(axis=0), places.max(axis=0)
    spread = np.where(high > low, high - low, 1.0)
    found: Matrix = np.clip((places - low) / spread, 0.0, 1.0).astype(np.float32)
    return found
