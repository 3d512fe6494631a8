"""A softmax-loss embedding: which title comes next, among all of them at once.

Each title has an embedding as evidence and one as candidate. A user is the sum of the evidence of
what was seen; training hides half of a list and asks for the whole (a linear autoencoder with the
multinomial loss of Liang et al., 2018). The sum is linear, so each title's part is exact.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from cf.interactions import as_seen
from cf.item_facts import ItemFacts
from cf.models.contract import Explanation, Indices, Matrix, Model, Scores, Vector
from cf.settings import at_least_one, share
from tensorflow_start import load_tensorflow


@dataclass(frozen=True)
class SoftmaxSettings:
    """Settings of the softmax embedding.

    Attributes
    ----------
    n_factors
        Width of both embeddings.
    epochs
        Passes over the users.
    batch
        Users of one step.
    learning_rate
        Adam's at the start; it falls to 0 along a cosine.
    dropout
        Share of a list that is hidden from the user's sum.
    length_power
        The sum over n titles is divided by n to the power of this.
    seed
        Of the first embeddings, the order of the users and what is hidden.
    """

    n_factors: int = at_least_one(128)
    epochs: int = at_least_one(30)
    batch: int = at_least_one(256)
    learning_rate: float = 0.003
    dropout: float = share(0.5)
    length_power: float = 0.5
    seed: int = 1


class Softmax(Model):
    """Two embeddings of each title and a bias."""

    name = "softmax"
    Settings = SoftmaxSettings
    settings: SoftmaxSettings

    def fit(self, scores: sparse.csr_matrix, facts: ItemFacts | None = None) -> Self:
        """Train; TensorFlow is imported here and not before."""
        load_tensorflow()
        from cf.models.softmax_step import train

        told, self.history = train(as_seen(scores), self.settings, self.watch)
        evidence, candidates, bias = told
        return self.restore({"evidence": evidence, "candidates": candidates, "bias": bias})

    def score(self, scores: sparse.csr_matrix) -> Matrix:
        """Return the logits."""
        rate = self._rate(np.diff(scores.indptr))[:, None]
        users = as_seen(scores) @ self.array("evidence") * rate
        logits: Matrix = users @ self.array("candidates").T + self.array("bias")
        return logits

    def fold_in(self, item_index: Indices, scores: Scores) -> Vector:
        """Return one user's logits."""
        total = self.array("evidence")[item_index].sum(axis=0)
        user = total * self._rate(np.array(len(item_index)))
        logits: Vector = self.array("candidates") @ user + self.array("bias")
        return logits

    def explain(self, item_index: Indices, scores: Scores, candidates: Indices) -> Explanation:
        """Return the dot products of candidates and evidence."""
        rate = self._rate(np.array(len(item_index)))
        parts = self.array("candidates")[candidates] @ self.array("evidence")[item_index].T
        return Explanation(self.array("bias")[candidates], parts * rate)

    def _rate(self, n_rated: NDArray[np.integer[Any]]) -> NDArray[np.float32]:
        rate: NDArray[np.float32] = np.maximum(n_rated, 1.0) ** -self.settings.length_power
        return rate.astype(np.float32)
