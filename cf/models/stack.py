"""Predictors of a score as one: the weighted sum of what each predicts, and a constant."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from scipy import sparse

from cf.models.blend import Blend, BlendSettings
from cf.models.contract import Explanation, Folded, Indices, Matrix, Scores, Vector


@dataclass(frozen=True)
class StackSettings(BlendSettings):
    """Settings of the stack.

    Attributes
    ----------
    weights
        Name of each predictor, and its weight.
    components
        Settings of the predictors, by name; those not named have their defaults.
    constant
        Points that are added to the sum.
    """

    weights: Mapping[str, float] = field(
        default_factory=lambda: {"residual": 0.48, "biased": 0.635}
    )
    components: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    constant: float = -0.916


class Stack(Blend):
    """The weighted sum of predicted ratings."""

    name = "stack"
    Settings = StackSettings
    settings: StackSettings
    predicts = True

    def score(self, scores: sparse.csr_matrix) -> Matrix:
        """Return the predicted ratings."""
        total: Matrix = np.full(scores.shape, self.settings.constant, dtype=np.float32)
        for name, model in self.models.items():
            total += np.float32(self.settings.weights[name]) * model.score(scores)
        return total

    def fold(self, item_index: Indices, scores: Scores) -> Folded:
        """Return the predictors' ratings and explanations, weighted and added."""
        constant = np.float32(self.settings.constant)
        folded = {name: model.fold(item_index, scores) for name, model in self.models.items()}
        total: Vector = np.array(constant)
        for name, user in folded.items():
            total = total + np.float32(self.settings.weights[name]) * user.scores

        def explain(candidates: Indices, ratings: Indices | None = None) -> Explanation:
            base = np.full(len(candidates), constant, dtype=np.float32)
            n_asked = len(item_index) if ratings is None else len(ratings)
            contributions = np.zeros((len(candidates), n_asked), dtype=np.float32)
            for name, user in folded.items():
                weight = np.float32(self.settings.weights[name])
                told = user.explain(candidates, ratings)
                base += weight * told.base
                contributions += weight * told.contributions
            return Explanation(base, contributions)

        return Folded(total, explain)
