"""How good the look vectors are: whether posters of one franchise find one another.

No one labelled which posters look alike. Titles of one franchise mostly share characters, colours
and a hand, so a good look vector finds them; the vector set's own use is wider than that.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

import store
from store import Database, anime, posters
from vision import backbones, projection
from vision.encode import encode_posters
from vision.errors import NoPostersError
from vision.recipe import BACKBONES, STAND_IN, Mode, Recipe
from vision.retrieval import Retrieval, same_group

GROUPINGS = ("franchise", "studio", "season")


@dataclass(frozen=True)
class Trial:
    """One way to make look vectors, and how it did by one grouping."""

    backbone: str
    dehaze: str
    grouping: str
    n_posters: int
    retrieval: Retrieval


def trials(db: Database, recipe: Recipe, modes: Sequence[Mode]) -> Iterator[Trial]:
    """Try each backbone whose weights are here with each way to remove haze, and chance.

    Parameters
    ----------
    db
        Posters and facts of titles are read from it; nothing is written.
    recipe
        Dimensions, whitening and the Illustration2Vec model, if one is set.
    modes
        Ways to remove haze.

    Raises
    ------
    NoPostersError
        When no franchise has two posters that can be read.
    """
    labels = _labels(db)
    names = {name for name, _ in (*BACKBONES[STAND_IN], *recipe.parts)}
    loaded = [backbones.load(name, recipe.i2v_model) for name in sorted(names)]
    for mode in modes:
        features, ids = _encode_all(db, loaded, mode, list(labels))
        groups = {g: np.array([labels[i][g] for i in ids], np.int64) for g in GROUPINGS}
        if mode == modes[0]:
            rng = np.random.default_rng(len(ids))
            chance = rng.standard_normal((len(ids), recipe.n_dims)).astype(np.float32)
            yield from _judged("random", "-", chance, groups)
        for backbone, parts in BACKBONES.items():
            if all(name in features for name, _ in parts):
                made = _vectors(features, loaded, backbone, recipe)
                yield from _judged(backbone, mode, made, groups)


def _judged(
    backbone: str,
    mode: str,
    made: NDArray[np.float32],
    groups: Mapping[str, NDArray[np.int64]],
) -> Iterator[Trial]:
    for name, group in groups.items():
        known = np.flatnonzero(group >= 0)
        # Sequels share a studio; whether a studio has a look of its own is another question.
        apart = None if name == "franchise" else groups["franchise"][known]
        found = same_group(made[known], group[known], apart)
        yield Trial(backbone, mode, name, len(made), found)


def _labels(db: Database) -> dict[int, dict[str, int]]:
    """Group of each title that has a poster, by grouping; -1 is unknown."""
    fields = ["franchise_id", "studios", "season"]
    rows = dict(sorted(anime.find_many(db, posters.hashes(db), fields).items()))
    franchises = {i: row.get("franchise_id") or i for i, row in rows.items()}
    if len(set(franchises.values())) == len(franchises):
        raise NoPostersError(
            f"no two of {len(rows)} titles with a poster share a franchise: crawl more titles"
        )
    numbers: dict[str, int] = {}
    found = {}
    for i, row in rows.items():
        studio, season = next(iter(row.get("studios") or []), None), row.get("season")
        found[i] = {
            "franchise": franchises[i],
            "studio": numbers.setdefault(studio, len(numbers)) if studio else -1,
            "season": numbers.setdefault(season, len(numbers)) if season else -1,
        }
    return found


def _encode_all(
    db: Database, loaded: Sequence[backbones.Backbone], mode: Mode, ids: list[int]
) -> tuple[dict[str, NDArray[np.float32]], list[int]]:
    """Features of each backbone by its name, and the title ids that name their rows."""
    source = store.progress(posters.iterate(db, ids), len(ids), f"dehaze {mode}")
    batches = list(encode_posters(source, loaded, mode, batch_size=16))
    features = np.vstack([batch.features for batch in batches])
    ends = np.cumsum([sum(backbone.widths) for backbone in loaded])[:-1]
    parts = np.split(features, ends, axis=1)
    named = {backbone.name: part for backbone, part in zip(loaded, parts, strict=True)}
    return named, [anime_id for batch in batches for anime_id in batch.ids]


def _vectors(
    features: Mapping[str, NDArray[np.float32]],
    loaded: Sequence[backbones.Backbone],
    backbone: str,
    recipe: Recipe,
) -> NDArray[np.float32]:
    """As the job would make them."""
    widths = {one.name: one.widths for one in loaded}
    chosen = np.hstack([features[name] for name, _ in BACKBONES[backbone]])
    parts = [
        (width, weight)
        for name, weights in BACKBONES[backbone]
        for width, weight in zip(widths[name], weights, strict=True)
    ]
    return projection.fit(chosen, parts, recipe.n_dims, recipe.whitening).apply(chosen)
