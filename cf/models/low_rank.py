"""EASE in few numbers: the weights of rank k that best keep what EASE tells the members.

Of all matrices of rank k, BVV' comes closest to EASE's weights B on the lists that were learned
from, where V are the leading principal directions of EASE's scores XB (reduced-rank regression,
Mukherjee and Zhu 2011). So a title has an embedding, its row of V, and speaks as evidence with its
row of BV; a user is the sum of the evidence, and each title's part of a score is exact.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Self

import numpy as np
from scipy import sparse

from cf.interactions import as_seen
from cf.item_facts import ItemFacts
from cf.models.contract import Explanation, Indices, Matrix, Model, Scores, Vector
from cf.models.ease import Ease, activity_weights
from cf.models.subspace import afforded
from cf.settings import at_least_one


@dataclass(frozen=True)
class LowRankSettings:
    """Settings of low-rank EASE.

    Attributes
    ----------
    n_factors
        Width of the embeddings at most.
    items_per_factor
        Titles that a factor needs: a catalogue of few titles gets a smaller width; see
        `cf.models.subspace.affordable`.
    activity_power
        A user of n titles weighs (n / mean n) to the power of minus this in the choice of V.
    rounds
        Rounds of the subspace iteration.
    seed
        Of its first block.
    ease
        Settings of the EASE that is reduced; those not given have their defaults, and all of its
        weights are kept.
    """

    n_factors: int = at_least_one(128)
    items_per_factor: int = 16
    activity_power: float = 1.0
    rounds: int = 5
    seed: int = 1
    ease: Mapping[str, Any] = field(
        default_factory=lambda: {"regularization": 100.0, "label_weight": 40.0}
    )


class LowRank(Model):
    """Two embeddings of each title: what it says of a user, and where it stands itself."""

    name = "low_rank"
    Settings = LowRankSettings
    settings: LowRankSettings

    def __init__(self, **settings: Any) -> None:
        super().__init__(**settings)
        self._teacher = Ease(**{"kept": 0, **self.settings.ease})

    def fit(self, scores: sparse.csr_matrix, facts: ItemFacts | None = None) -> Self:
        """Fit EASE, then find the leading directions of B'X'WXB."""
        own = self.settings
        B = self._teacher.fit(scores, facts).weights.toarray()
        self._teacher.arrays = {}  # it is needed no more, and is the largest thing here
        X = as_seen(scores)
        by_item = X.T.tocsr()
        w = activity_weights(X, own.activity_power)[:, None]

        def apply(Z: Matrix) -> Matrix:
            told: Matrix = B.T @ (by_item @ (w * (X @ (B @ Z))))
            return told

        V = afforded(apply, X.shape[1], own, own.rounds)
        return self.restore({"evidence": B @ V, "item_factors": V})

    def score(self, scores: sparse.csr_matrix) -> Matrix:
        """Return the dot products of users and titles."""
        users = as_seen(scores) @ self.array("evidence")
        product: Matrix = users @ self.array("item_factors").T
        return product

    def fold_in(self, item_index: Indices, scores: Scores) -> Vector:
        """Return one user's dot products."""
        user = self.array("evidence")[item_index].sum(axis=0)
        product: Vector = self.array("item_factors") @ user
        return product

    def explain(self, item_index: Indices, scores: Scores, candidates: Indices) -> Explanation:
        """Return the dot products of candidates and evidence."""
        parts = self.array("item_factors")[candidates] @ self.array("evidence")[item_index].T
        return Explanation(np.zeros(len(candidates), np.float32), parts)
