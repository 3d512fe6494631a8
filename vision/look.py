"""The vector set ``look``: what a title looks like, by its poster."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any

from numpy.typing import NDArray

from store import Database
from vision import job
from vision.recipe import Recipe

if TYPE_CHECKING:
    from vision.backbones import Backbone

KIND = "look"


def run(
    db: Database, recipe: Recipe, *, batch_size: int = 16, limit: int | None = None
) -> job.Outcome:
    """Bring ``look`` up to date (`vision.job.run`)."""
    return job.run(db, plan(recipe), batch_size=batch_size, limit=limit)


def plan(recipe: Recipe) -> job.Plan:
    """How a recipe turns posters into look vectors."""
    return job.Plan(
        kind=KIND,
        model=recipe.model,
        parameters=recipe.parameters(),
        load=partial(_load, recipe),
        mode=recipe.dehaze,
        make=partial(_make, recipe),
    )


def _load(recipe: Recipe) -> Sequence[Backbone]:
    from vision import backbones

    return [backbones.load(name, recipe.i2v_model) for name, _ in recipe.parts]


def _make(recipe: Recipe, arrays: Mapping[str, NDArray[Any]]) -> job.Made:
    from vision import perceptual, projection

    features = arrays["features"]
    weights = [weight for _, of_backbone in recipe.parts for weight in of_backbone]
    parts = list(zip(arrays["widths"].tolist(), weights, strict=True))
    fitted = projection.fit(features, parts, recipe.n_dims, recipe.whitening)
    ids = arrays["feature_ids"]
    same = [ids[rows].tolist() for rows in perceptual.groups(arrays["prints"])]
    facts = {"encoding": recipe.encoding(), "duplicates": same}
    return job.Made(fitted.apply(features), fitted.arrays(), facts)
