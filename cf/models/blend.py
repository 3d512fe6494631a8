"""Several models as one: the weighted sum of their scores, each standardised for the user.

Standardising is linear once the user's mean and deviation are known, so that each rating's part of
a blended score is still exact.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from math import isfinite
from numbers import Real
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from cf.errors import UnknownModel
from cf.item_facts import ItemFacts
from cf.models.contract import Explanation, Folded, Indices, Matrix, Model, Scores, Vector
from cf.models.registry import make
from ranking.blend import moments
from ranking.compiled import compiled

SMALLEST = 1e-9
# Half as many factors as ALS has alone find as much beside EASE, in half the time, and who loves a
# title loves more of its neighbours (docs/model_card_cf.md).
BESIDE_OTHERS: Mapping[str, Mapping[str, Any]] = {"als": {"n_factors": 64}}
Moments = tuple[NDArray[np.float32], NDArray[np.float32]]


@dataclass(frozen=True)
class BlendSettings:
    """Settings of the blend.

    Attributes
    ----------
    weights
        Name of each model and its weight; one of weight 0 takes no part. `cf.models.weights` learns
        them.
    components
        Settings of the models, by name; those not named have their defaults, ALS 64 factors.
    """

    weights: Mapping[str, float] = field(default_factory=lambda: {"ease": 1.0, "als": 0.2})
    components: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Refuse weights that are none, and settings of a model that does not take part."""
        weight: Any  # a person may have written anything
        for name, weight in self.weights.items():
            if isinstance(weight, bool) or not isinstance(weight, Real) or not isfinite(weight):
                raise UnknownModel(f"the weight of {name} is {weight!r}: give a number, e.g. 0.2")
        if not any(self.weights.values()):
            raise UnknownModel("no model has a weight: give one, e.g. weights.ease=1")
        if strangers := set(self.components) - set(self.weights):
            raise UnknownModel(
                f"settings for {', '.join(sorted(strangers))}, which the blend has no weight for: "
                f"it blends {', '.join(self.weights)}"
            )


class Blend(Model):
    """The weighted sum of standardised scores."""

    name = "blend"
    Settings = BlendSettings
    settings: BlendSettings

    def __init__(self, **settings: Any) -> None:
        super().__init__(**settings)
        own = self.settings
        self.models = {
            name: make(name, **{**BESIDE_OTHERS.get(name, {}), **own.components.get(name, {})})
            for name, weight in own.weights.items()
            if weight
        }

    def fit(self, scores: sparse.csr_matrix, facts: ItemFacts | None = None) -> Self:
        """Fit one model after the other."""
        for model in self.models.values():
            model.watch = self.watch
            model.fit(scores, facts)
        self._gather()
        return self

    def restore(self, arrays: Mapping[str, NDArray[Any]]) -> Self:
        """Hand each model what is its own."""
        for name, model in self.models.items():
            start = f"{name}."
            model.restore({k[len(start) :]: v for k, v in arrays.items() if k.startswith(start)})
        self._gather()
        return self

    def score(self, scores: sparse.csr_matrix) -> Matrix:
        """Return the blended scores."""
        total: Matrix = np.zeros(scores.shape, dtype=np.float32)
        for name, model in self.models.items():
            total += np.float32(self.settings.weights[name]) * standardized(model.score(scores))
        return total

    def fold_in(self, item_index: Indices, scores: Scores) -> Vector:
        """Return the blended scores of one user."""
        return self.fold(item_index, scores).scores

    def explain(self, item_index: Indices, scores: Scores, candidates: Indices) -> Explanation:
        """Return the models' explanations, standardised and added."""
        return self.fold(item_index, scores).explain(candidates)

    def fold(self, item_index: Indices, scores: Scores) -> Folded:
        """Return both, from models that take the user in once."""
        folded = {name: model.fold(item_index, scores) for name, model in self.models.items()}
        means, rates = {}, {}
        total: Vector = np.zeros(len(next(iter(folded.values())).scores), dtype=np.float32)
        for name, user in folded.items():
            means[name], deviation = moments(user.scores)
            rates[name] = self.settings.weights[name] / (deviation if deviation > SMALLEST else 1.0)
            _add(total, user.scores, means[name], rates[name])

        def explain(candidates: Indices, ratings: Indices | None = None) -> Explanation:
            n_asked = len(item_index) if ratings is None else len(ratings)
            base = np.zeros(len(candidates), dtype=np.float32)
            contributions = np.zeros((len(candidates), n_asked), dtype=np.float32)
            for name, user in folded.items():
                told = user.explain(candidates, ratings)
                _add(base, told.base, means[name], rates[name])
                _add(contributions.ravel(), told.contributions.ravel(), 0.0, rates[name])
            return Explanation(base, contributions)

        return Folded(total, explain)

    def _gather(self) -> None:
        self.arrays = {
            f"{name}.{key}": array
            for name, model in self.models.items()
            for key, array in model.arrays.items()
        }


@compiled
def _add(total: Vector, scores: Vector, mean: float, rate: float) -> None:
    for item in range(len(total)):
        total[item] += np.float32((scores[item] - mean) * rate)


def standardized(scores: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return scores with mean 0 and deviation 1 over the items (the last axis)."""
    mean, deviation = _moments(scores)
    return (scores - mean) / deviation


def _moments(scores: NDArray[np.float32]) -> Moments:
    """Return mean and deviation over the items; a deviation of 0 counts as 1."""
    mean = scores.mean(axis=-1, keepdims=True)
    deviation = scores.std(axis=-1, keepdims=True)
    return mean, np.where(deviation > SMALLEST, deviation, np.float32(1.0))
