"""How good the look vectors are: whether a poster finds those of its own franchise.

No one labelled which posters look alike. Titles of one franchise mostly share characters, colours
and a hand, so a good look vector finds them; the vector set's own use is wider than that.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

import store
from ranking.similarity import normalize_rows
from store import Database, anime, posters
from vision import backbones, projection
from vision.dehaze import Mode
from vision.encode import encode_posters
from vision.errors import NoPostersError
from vision.recipe import BACKBONES, Recipe

K = 10
N_RESAMPLES = 1000


@dataclass(frozen=True)
class Retrieval:
    """Same-franchise titles among a poster's nearest, one number for each franchise.

    Each franchise counts once, as the mean over its posters: one of 26 titles would otherwise
    outweigh twenty of two.

    Attributes
    ----------
    hit
        (n_franchises,) share of posters with a mate among the nearest ten.
    recall
        (n_franchises,) mates among the nearest ten, divided by min(10, mates).
    reciprocal_rank
        (n_franchises,) 1 / rank of the nearest mate.
    """

    hit: NDArray[np.float64]
    recall: NDArray[np.float64]
    reciprocal_rank: NDArray[np.float64]


def same_franchise(vectors: NDArray[np.float32], franchises: NDArray[np.int64]) -> Retrieval:
    """Search with every poster that has a mate, among all others.

    Parameters
    ----------
    vectors
        (n, n_dims) float32, any length; compared by cosine.
    franchises
        (n,) franchise of each row.

    Returns
    -------
    Retrieval
        Over the franchises with two posters or more; empty arrays when there is none.
    """
    rows = normalize_rows(vectors)
    _, group, sizes = np.unique(franchises, return_inverse=True, return_counts=True)
    queries = np.flatnonzero(sizes[group] > 1)
    scores = rows[queries] @ rows.T
    scores[np.arange(len(queries)), queries] = -np.inf
    nearest = np.argsort(-scores, axis=1, kind="stable")
    is_mate = group[nearest] == group[queries][:, None]
    is_mate[:, -1] = False  # the poster itself came last
    n_found = is_mate[:, :K].sum(axis=1)
    rank = is_mate.argmax(axis=1) + 1

    def by_franchise(values: NDArray[np.float64]) -> NDArray[np.float64]:
        counts = np.bincount(group[queries], minlength=len(sizes))
        totals = np.bincount(group[queries], values, minlength=len(sizes))
        return totals[counts > 0] / counts[counts > 0]

    return Retrieval(
        hit=by_franchise(n_found > 0),
        recall=by_franchise(n_found / np.minimum(sizes[group[queries]] - 1, K)),
        reciprocal_rank=by_franchise(1 / rank),
    )


def interval(values: NDArray[np.float64], rng: np.random.Generator) -> tuple[float, float]:
    """95 % interval of the mean, by resampling franchises; (nan, nan) when there is none."""
    if len(values) == 0:
        return float("nan"), float("nan")
    samples = rng.choice(values, (N_RESAMPLES, len(values))).mean(axis=1)
    low, high = np.quantile(samples, [0.025, 0.975])
    return float(low), float(high)


@dataclass(frozen=True)
class Trial:
    """One way to make look vectors, and how it did."""

    backbone: str
    dehaze: str
    n_posters: int
    retrieval: Retrieval


def trials(db: Database, recipe: Recipe, modes: Sequence[Mode]) -> Iterator[Trial]:
    """Try each backbone whose weights are here with each way to remove haze, and chance.

    Parameters
    ----------
    db
        Posters and franchise ids are read from it; nothing is written.
    recipe
        Dimensions, whitening and the Illustration2Vec model, if one is set.
    modes
        Ways to remove haze.

    Raises
    ------
    NoPostersError
        When no franchise has two posters that can be read.
    """
    names = {name for name, _ in (*BACKBONES["mobilenet_v2+hsv"], *recipe.parts)}
    loaded = [backbones.load(name, recipe.i2v_model) for name in sorted(names)]
    franchise_of = _franchises(db)
    for mode in modes:
        features, ids = _encode_all(db, loaded, mode, list(franchise_of))
        franchises = np.array([franchise_of[i] for i in ids], np.int64)
        if mode == modes[0]:
            rng = np.random.default_rng(len(ids))
            chance = rng.standard_normal((len(ids), recipe.n_dims)).astype(np.float32)
            yield Trial("random", "-", len(ids), same_franchise(chance, franchises))
        for backbone, parts in BACKBONES.items():
            if all(name in features for name, _ in parts):
                found = same_franchise(_vectors(features, parts, recipe), franchises)
                yield Trial(backbone, mode, len(ids), found)


def _franchises(db: Database) -> dict[int, int]:
    """Franchise of each title that has a poster, when two posters share one."""
    rows = anime.find_many(db, posters.hashes(db), ["franchise_id"])
    found = {i: row.get("franchise_id") or i for i, row in sorted(rows.items())}
    if len(set(found.values())) == len(found):
        raise NoPostersError(
            f"no two of {len(found)} titles with a poster share a franchise: crawl more titles"
        )
    return found


def _encode_all(
    db: Database, loaded: Sequence[backbones.Backbone], mode: Mode, ids: list[int]
) -> tuple[dict[str, NDArray[np.float32]], list[int]]:
    """Features of each backbone by its name, and the title ids that name their rows."""
    source = store.progress(posters.iterate(db, ids), len(ids), f"dehaze {mode}")
    batches = list(encode_posters(source, loaded, mode, batch_size=16))
    features = np.vstack([batch.features for batch in batches])
    ends = np.cumsum([backbone.n_dims for backbone in loaded])[:-1]
    parts = np.split(features, ends, axis=1)
    named = {backbone.name: part for backbone, part in zip(loaded, parts, strict=True)}
    return named, [anime_id for batch in batches for anime_id in batch.ids]


def _vectors(
    features: Mapping[str, NDArray[np.float32]], parts: Sequence[tuple[str, float]], recipe: Recipe
) -> NDArray[np.float32]:
    """As the job would make them."""
    chosen = np.hstack([features[name] for name, _ in parts])
    widths = [(features[name].shape[1], weight) for name, weight in parts]
    return projection.fit(chosen, widths, recipe.n_dims, recipe.whitening).apply(chosen)
