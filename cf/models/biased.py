"""Biased matrix factorisation: what score a user would give.

A score is the mean of all, plus how far the user and the title stand from it, plus a dot product.
The title side is trained by descent in TensorFlow; a user is one ridge solve over it, so that a new
list needs no training and each rating's part of a prediction is exact.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from cf.interactions import scored_only
from cf.item_facts import ItemFacts
from cf.models.contract import Explanation, Indices, Matrix, Model, Scores, Vector
from cf.settings import at_least_one
from tensorflow_start import load_tensorflow


@dataclass(frozen=True)
class BiasedSettings:
    """Settings of biased matrix factorisation.

    Attributes
    ----------
    n_factors
        Width of the embeddings.
    epochs
        Passes over the scores.
    batch
        Scores of one step.
    learning_rate
        Adam's at the start; it falls to 0 along a cosine.
    regularization
        L2 strength of each score on the factors it touches.
    user_regularization
        The same in the solve for a user.
    seed
        Of the first factors and the order of the scores.
    """

    n_factors: int = at_least_one(128)
    epochs: int = at_least_one(20)
    batch: int = at_least_one(4096)
    learning_rate: float = 0.003
    regularization: float = 0.05
    user_regularization: float = 0.12
    seed: int = 1


class Biased(Model):
    """Biases and embeddings of titles; its scores are predicted ratings, 1-10."""

    name = "biased"
    Settings = BiasedSettings
    settings: BiasedSettings
    predicts = True

    def fit(self, scores: sparse.csr_matrix, facts: ItemFacts | None = None) -> Self:
        """Train on the scored ratings; TensorFlow is imported here and not before."""
        load_tensorflow()
        from cf.models.biased_step import train

        arrays, self.history = train(scores, self.settings, self.watch)
        return self.restore(arrays)

    def score(self, scores: sparse.csr_matrix) -> Matrix:
        """Return the predicted ratings."""
        load_tensorflow()
        from cf.models.als_solver import ridge_rows

        scored = scored_only(scores)
        left = scored.data - self.array("mean")[0] - self.array("item_bias")[scored.indices]
        rests = sparse.csr_matrix((left, scored.indices, scored.indptr), shape=scores.shape)
        users = ridge_rows(rests, self._widened(), self.settings.user_regularization)
        return self._predict(users)

    def fold_in(self, item_index: Indices, scores: Scores) -> Vector:
        """Return one user's predicted ratings."""
        predicted: Vector = self._predict(self._solve(item_index, scores).sum(axis=0)[None])[0]
        return predicted

    def explain(self, item_index: Indices, scores: Scores, candidates: Indices) -> Explanation:
        """Return what is predicted for everybody, and what each score adds; unscored ones none."""
        parts = self._solve(item_index, scores)
        contributions = self._widened()[candidates] @ parts.T
        base = self.array("mean")[0] + self.array("item_bias")[candidates]
        return Explanation(base.astype(np.float32), contributions.astype(np.float32))

    def _predict(self, users: NDArray[np.floating[Any]]) -> Matrix:
        base = self.array("mean")[0] + self.array("item_bias")
        return np.asarray(users @ self._widened().T + base, dtype=np.float32)

    def _widened(self) -> Matrix:
        """(n_items, 1 + n_factors): a column of ones, for the user's bias, and the factors."""
        factors = self.array("item_factors")
        return np.hstack([np.ones((len(factors), 1), np.float32), factors])

    def _solve(self, item_index: Indices, scores: Scores) -> NDArray[np.float32]:
        """Return (n_rated, 1 + n_factors), each rating's part of the user's bias and factors.

        The user minimises |r - Zx|^2 + l n |x|^2, where r is what the biases leave of the scores.
        """
        factors = self.array("item_factors")[item_index]
        scored = (np.asarray(scores) > 0).astype(np.float32)
        Z = np.hstack([np.ones((len(factors), 1), np.float32), factors]) * scored[:, None]
        r = scores - self.array("mean")[0] - self.array("item_bias")[item_index]
        strength = self.settings.user_regularization * max(float(scored.sum()), 1.0)
        A = Z.T @ Z + strength * np.eye(Z.shape[1], dtype=np.float32)
        parts: NDArray[np.float32] = np.linalg.solve(A, (Z * r[:, None]).T.astype(np.float32)).T
        return parts
