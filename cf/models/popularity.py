"""The baseline that each result table shows: everybody gets what most have seen."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Self

import numpy as np
from scipy import sparse

from cf.item_facts import ItemFacts
from cf.models.contract import Explanation, Indices, Matrix, Model, Scores, Vector


@dataclass(frozen=True)
class PopularitySettings:
    """There is nothing to set."""


class Popularity(Model):
    """An item's score is the number of users who have seen it."""

    name = "popularity"
    Settings = PopularitySettings

    def fit(self, scores: sparse.csr_matrix, facts: ItemFacts | None = None) -> Self:
        """Count."""
        counts = np.bincount(scores.indices, minlength=scores.shape[1])
        self.arrays = {"counts": counts.astype(np.float32)}
        return self

    def score(self, scores: sparse.csr_matrix) -> Matrix:
        """Return the counts, once for each user."""
        return np.tile(self.array("counts"), (scores.shape[0], 1))

    def fold_in(self, item_index: Indices, scores: Scores) -> Vector:
        """Return the counts."""
        counts: Vector = self.array("counts").copy()
        return counts

    def explain(self, item_index: Indices, scores: Scores, candidates: Indices) -> Explanation:
        """Return that no rating added anything."""
        nothing = np.zeros((len(candidates), len(item_index)), dtype=np.float32)
        return Explanation(self.array("counts")[candidates], nothing)
