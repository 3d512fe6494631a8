"""Whether a poster's nearest posters are of its own group: franchise, studio or season.

Each group counts once, as the mean over its posters: one of 26 titles would otherwise outweigh
twenty of two.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ranking.similarity import normalize_rows

K = 10
N_RESAMPLES = 1000

_Ints = NDArray[np.int64]
_Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Retrieval:
    """Mates among a poster's nearest, one number for each group.

    Attributes
    ----------
    hit
        (n_groups,) share of posters with a mate among the nearest ten.
    recall
        (n_groups,) mates among the nearest ten, divided by min(10, mates).
    reciprocal_rank
        (n_groups,) 1 / rank of the nearest mate.
    """

    hit: _Floats
    recall: _Floats
    reciprocal_rank: _Floats


def same_group(
    vectors: NDArray[np.float32], groups: _Ints, apart: _Ints | None = None
) -> Retrieval:
    """Search with every poster that has a mate, among all others.

    Parameters
    ----------
    vectors
        (n, n_dims) float32, any length; compared by cosine.
    groups
        (n,) group of each row.
    apart
        (n,) labels; rows that share the query's are neither mates nor candidates. With franchises
        here, a studio is not found by its sequels.

    Returns
    -------
    Retrieval
        Over the groups with two posters or more; empty arrays when there is none.
    """
    _, group = np.unique(groups, return_inverse=True)
    is_mate = group[:, None] == group
    is_candidate = ~np.eye(len(group), dtype=bool)
    if apart is not None:
        is_candidate &= apart[:, None] != apart
    n_mates = (is_mate & is_candidate).sum(axis=1)
    queries = np.flatnonzero(n_mates)
    if len(queries) == 0:
        return Retrieval(np.empty(0), np.empty(0), np.empty(0))
    rows = normalize_rows(vectors)
    scores = np.where(is_candidate[queries], rows[queries] @ rows.T, -np.inf)
    nearest = np.argsort(-scores, axis=1, kind="stable")
    found = np.take_along_axis((is_mate & is_candidate)[queries], nearest, axis=1)
    n_found, rank = found[:, :K].sum(axis=1), found.argmax(axis=1) + 1

    def by_group(values: _Floats) -> _Floats:
        counts = np.bincount(group[queries], minlength=group.max() + 1)
        totals = np.bincount(group[queries], values, minlength=len(counts))
        return totals[counts > 0] / counts[counts > 0]

    return Retrieval(
        hit=by_group(n_found > 0),
        recall=by_group(n_found / np.minimum(n_mates[queries], K)),
        reciprocal_rank=by_group(1 / rank),
    )


def interval(values: _Floats, rng: np.random.Generator) -> tuple[float, float]:
    """95 % interval of the mean, by resampling groups; (nan, nan) when there is none."""
    if len(values) == 0:
        return float("nan"), float("nan")
    samples = rng.choice(values, (N_RESAMPLES, len(values))).mean(axis=1)
    low, high = np.quantile(samples, [0.025, 0.975])
    return float(low), float(high)
