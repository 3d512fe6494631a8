"""What score a user would give, from the user's other scores, in closed form.

A score is first explained by the mean of all and by how far the title and the user stand from it.
What is left of the user's other scores then speaks for the title with the weights of EASE.
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
from cf.models.ease import gram
from cf.models.inverse import invert
from cf.models.item_weights import arrays_of, largest, matrix_of

ROUNDS = 15


@dataclass(frozen=True)
class ResidualSettings:
    """Settings of EASE on residuals.

    Attributes
    ----------
    regularization
        L2 strength of the weights, in squared points.
    bias_regularization
        Scores that a user and a title count as having given and got at the mean.
    kept
        Weights kept for each item on average, the largest; 0 keeps all.
    """

    regularization: float = 1600.0
    bias_regularization: float = 5.0
    kept: int = 0


class Residual(Model):
    """Biases, and item-item weights between what they leave; its scores are ratings, 1-10."""

    name = "residual"
    Settings = ResidualSettings
    settings: ResidualSettings
    predicts = True

    def fit(self, scores: sparse.csr_matrix, facts: ItemFacts | None = None) -> Self:
        """Solve the biases by turns and the weights at once; unscored entries are passed over."""
        told = scored_only(scores)
        mean, item_bias = self._biases(told)
        self.arrays = {"mean": np.array([mean]), "item_bias": item_bias}
        R = self._residuals(told)
        G = gram(R, np.ones(R.shape[0], dtype=np.float32))
        G.flat[:: len(G) + 1] += self.settings.regularization
        P = invert(G)
        B = largest(P, -1.0 / P.diagonal(), self.settings.kept)
        # A ridge that treats unknown scores as average shrinks too much: the scores tell how much.
        predicted: Any = R @ B.toarray()
        at = predicted[_rows(R), R.indices]
        rate = float(at @ R.data / max(float(at @ at), 1e-12))
        return self.restore({**self.arrays, **arrays_of(B * np.float32(rate))})

    @property
    def weights(self) -> sparse.csr_matrix:
        """(n_items, n_items) CSR float32: row = what was scored, column = what it speaks for."""
        return matrix_of(self)

    def score(self, scores: sparse.csr_matrix) -> Matrix:
        """Return the predicted ratings."""
        told = scored_only(scores)
        spoken: Any = self._residuals(told) @ self.weights.toarray()
        base = self.array("mean")[0] + self.array("item_bias")
        return np.asarray(spoken + base + self._user_bias(told)[:, None], dtype=np.float32)

    def fold_in(self, item_index: Indices, scores: Scores) -> Vector:
        """Return one user's predicted ratings."""
        scored = np.asarray(scores) > 0
        items = np.asarray(item_index)[scored]
        apart = np.asarray(scores)[scored] - self.array("mean")[0] - self.array("item_bias")[items]
        bias = apart.sum() / (len(items) + self.settings.bias_regularization)
        base = self.array("mean")[0] + self.array("item_bias") + bias
        spoken = self.weights[items].T @ (apart - bias).astype(np.float32)
        return np.asarray(base + spoken, dtype=np.float32)

    def explain(self, item_index: Indices, scores: Scores, candidates: Indices) -> Explanation:
        """Return what each score adds: by itself, and through the user's bias."""
        scored = np.asarray(scores) > 0
        apart = scores - self.array("mean")[0] - self.array("item_bias")[item_index]
        apart = np.where(scored, apart, 0.0)
        W = self.weights[np.asarray(item_index)][:, candidates].toarray() * scored[:, None]
        through_bias = (1.0 - W.sum(axis=0)) / (scored.sum() + self.settings.bias_regularization)
        contributions = ((W + through_bias) * apart[:, None]).T
        base = self.array("mean")[0] + self.array("item_bias")[candidates]
        return Explanation(base.astype(np.float32), contributions.astype(np.float32))

    def _biases(self, told: sparse.csr_matrix) -> tuple[np.float32, NDArray[np.float32]]:
        """Return the mean and each title's bias, users' and titles' solved by turns."""
        users, items = _rows(told), told.indices
        r = told.data.astype(np.float64)
        mean = r.mean() if len(r) else 0.0
        n_users, n_items = told.shape
        pull = self.settings.bias_regularization
        user_bias, item_bias = np.zeros(n_users), np.zeros(n_items)
        n_of_user, n_of_item = np.diff(told.indptr), np.bincount(items, minlength=n_items)
        for _ in range(ROUNDS):
            left = r - mean - user_bias[users]
            item_bias = np.bincount(items, left, n_items) / (n_of_item + pull)
            left = r - mean - item_bias[items]
            user_bias = np.bincount(users, left, n_users) / (n_of_user + pull)
        return np.float32(mean), item_bias.astype(np.float32)

    def _user_bias(self, told: sparse.csr_matrix) -> NDArray[np.float32]:
        apart = told.data - self.array("mean")[0] - self.array("item_bias")[told.indices]
        total = np.bincount(_rows(told), apart, told.shape[0])
        bias = total / (np.diff(told.indptr) + self.settings.bias_regularization)
        return np.asarray(bias, dtype=np.float32)

    def _residuals(self, told: sparse.csr_matrix) -> sparse.csr_matrix:
        """What the biases leave of each score."""
        rows = _rows(told)
        left = told.data - self.array("mean")[0] - self.array("item_bias")[told.indices]
        left = (left - self._user_bias(told)[rows]).astype(np.float32)
        return sparse.csr_matrix((left, told.indices, told.indptr), shape=told.shape)


def _rows(matrix: sparse.csr_matrix) -> NDArray[np.int64]:
    return np.repeat(np.arange(matrix.shape[0]), np.diff(matrix.indptr))
