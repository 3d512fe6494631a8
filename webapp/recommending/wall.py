"""The wall of the home page: titles that are well known, and far apart in taste."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from ranking import diversity, similarity
from webapp.catalogue.remembered import remembered
from webapp.catalogue.snapshot import Snapshot

N_WALL = 42
# Only the best known are candidates: a visitor has something to say about most of them.
N_CANDIDATES = 240
# Fit for a list that somebody asked for, not for everybody's first page.
NOT_ON_THE_WALL = "Ecchi"
# Kinds by how well they tell tastes apart.
_BY_TASTE = ("audience", "topics", "story", "look")
# Share of fame in the choice; the rest is distance from those already on the wall.
FAME_SHARE = 0.6


@remembered
def wall_rows(snapshot: Snapshot) -> tuple[int, ...]:
    """Catalogue rows for the wall, one per franchise, in the order they were chosen."""
    candidates = _well_known(snapshot)
    if not len(candidates):
        return ()
    fame = np.log10(np.maximum(snapshot.members[candidates], 10)).astype(np.float32)
    fame = (fame - fame.min()) / max(float(np.ptp(fame)), 1e-6)
    return tuple(candidates[_far_apart(fame, _tastes(snapshot, candidates))].tolist())


def _far_apart(fame: NDArray[np.float32], tastes: NDArray[np.float32]) -> NDArray[np.int64]:
    """Choose one after another, each as famous as it is unlike those chosen before.

    Notes
    -----
    Maximal marginal relevance, Carbonell and Goldstein (1998).
    """
    chosen: list[int] = []
    nearest = np.full(len(fame), -1.0, dtype=np.float32)
    for _ in range(min(N_WALL, len(fame))):
        worth = FAME_SHARE * fame - (1.0 - FAME_SHARE) * nearest
        worth[chosen] = -np.inf
        chosen.append(int(worth.argmax()))
        nearest = np.maximum(nearest, tastes @ tastes[chosen[-1]])
    return np.array(chosen, dtype=np.int64)


def _well_known(snapshot: Snapshot) -> NDArray[np.int64]:
    """The most listed franchises, by their first title; with pictures, if enough have them."""
    fame = snapshot.members.astype(np.float64)
    fame[snapshot.adult] = np.nan
    fame[snapshot.genre_rows.get(NOT_ON_THE_WALL, [])] = np.nan
    pictured = snapshot.pictured
    if (pictured & ~snapshot.adult).sum() >= N_WALL:
        fame[~pictured] = np.nan
    first = snapshot.franchises.starts == np.arange(snapshot.n_items)
    fame[~first] = np.nan
    return diversity.best_of_groups(fame, snapshot.franchises.groups, N_CANDIDATES)


def _tastes(snapshot: Snapshot, rows: NDArray[np.int64]) -> NDArray[np.float32]:
    """(n_rows, n_dims) centred unit vectors of the first kind there is; zeros where unknown."""
    kind = next((kind for kind in _BY_TASTE if kind in snapshot.kinds), None)
    if kind is None:
        return np.zeros((len(rows), 1), dtype=np.float32)
    known = snapshot.kinds[kind]
    places = known.positions[rows]
    vectors = np.where((places >= 0)[:, None], known.units[places], 0.0).astype(np.float32)
    # Well-known titles share much of their audience; what is left after the mean tells them apart.
    vectors[places >= 0] -= vectors[places >= 0].mean(axis=0)
    return similarity.normalize_rows(vectors)
