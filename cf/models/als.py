"""Implicit ALS behind the contract: fitted in TensorFlow, folded in by numpy."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from cf.fold_in import FoldIn
from cf.interactions import as_preferences
from cf.item_facts import ItemFacts
from cf.models.contract import Explanation, Folded, Indices, Matrix, Model, Scores, Vector
from cf.settings import at_least_one
from ranking.coded import coded
from tensorflow_start import load_tensorflow


@dataclass(frozen=True)
class AlsSettings:
    """Settings of implicit ALS.

    Attributes
    ----------
    n_factors
        Width of the embeddings at most.
    items_per_factor
        Titles that a factor needs: a catalogue of few titles gets a smaller width; see
        `cf.models.subspace.affordable`.
    iterations
        Alternations; one solves all users, then all items. The factors start from the leading
        singular directions of the targets, and are as good after 4 as from random ones after 8.
    unobserved
        Weight of a title that was not seen (a in Hu et al.).
    regularization
        L2 strength, scaled by each row's weight (Rendle et al. 2021).
    slope
        How far one point of score above the user's usual moves the target; see `cf.preference`.
    seed
        Of the subspace iteration that they start from.
    """

    n_factors: int = at_least_one(128)
    items_per_factor: int = 16
    iterations: int = at_least_one(4)
    unobserved: float = 0.4
    regularization: float = 0.003
    slope: float = 0.05
    seed: int = 1


class ImplicitAls(Model):
    """Embeddings of titles; a user's embedding is solved from the list."""

    name = "als"
    Settings = AlsSettings
    settings: AlsSettings

    def fit(self, scores: sparse.csr_matrix, facts: ItemFacts | None = None) -> Self:
        """Alternate; TensorFlow is imported here and not before."""
        load_tensorflow()
        from cf.models.als_solver import fit

        items = fit(self._targets(scores), self.settings, self.watch)
        return self.restore({"item_factors": items})

    def restore(self, arrays: Mapping[str, NDArray[Any]]) -> Self:
        """Take the item factors and prepare the solve for one user."""
        super().restore(arrays)
        item_factors = self.array("item_factors")
        self.solver = FoldIn(item_factors, {**asdict(self.settings), "n_items": len(item_factors)})
        # A byte a number ranks as well: docs/model_card_cf.md.
        self.rounded = coded(self.solver.factors)
        return self

    def embed(self, item_index: Indices, scores: Scores) -> Vector:
        """Return one user's factors, (n_factors,) float32, solved in numpy."""
        return self.solver.vector(item_index, scores)

    def user_factors(self, scores: sparse.csr_matrix) -> Matrix:
        """Return (n_users, n_factors) float32, solved from the ratings."""
        load_tensorflow()
        from cf.models.als_solver import solve_users

        return solve_users(self._targets(scores), self.array("item_factors"), self.settings)

    def score(self, scores: sparse.csr_matrix) -> Matrix:
        """Return the dot products of user and item factors."""
        users: Matrix = self.user_factors(scores) @ self.solver.basis
        product: Matrix = users @ self.rounded.rows().T
        return product

    def fold_in(self, item_index: Indices, scores: Scores) -> Vector:
        """Return one user's dot products."""
        return self.fold(item_index, scores).scores

    def explain(self, item_index: Indices, scores: Scores, candidates: Indices) -> Explanation:
        """Return the dot products with each rating's part of the user's factors."""
        return self.fold(item_index, scores).explain(candidates)

    def fold(self, item_index: Indices, scores: Scores) -> Folded:
        """Return both from one factorisation."""
        self.array("item_factors")  # who asks too early is told
        equations = self.solver.equations(item_index, scores)

        def explain(candidates: Indices, ratings: Indices | None = None) -> Explanation:
            added = equations.parts(self.rounded.rows(np.asarray(candidates)), ratings)
            return Explanation(np.zeros(len(candidates), np.float32), added)

        return Folded(self.rounded.products(equations.vector()), explain)

    def _targets(self, scores: sparse.csr_matrix) -> sparse.csr_matrix:
        return as_preferences(scores, self.settings.slope)
