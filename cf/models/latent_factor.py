"""Latent factors by absolute loss: what score a user would give, as the system of 2017 learned it.

A score is a mean, plus how far user and title stand from it, plus a dot product of few factors; a
title's factors are its own and those of its genres. The sum of |error| is descended, full batch, so
that a score far off pulls no harder than one nearby. A user who was not there is solved for alone,
by the same loss.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from cf.interactions import scored_only
from cf.item_facts import ItemFacts
from cf.models.contract import Explanation, Indices, Matrix, Model, Scores, Vector
from cf.settings import at_least_one, share
from tensorflow_start import load_tensorflow

# Solves of one user: the weights of the absolute loss settle long before. An error smaller than
# this many points counts as this, or its weight would have no bound.
ROUNDS, SMALLEST = 20, 0.05


@dataclass(frozen=True)
class LatentFactorSettings:
    """Settings of the latent factors, those of the original as defaults.

    Attributes
    ----------
    n_factors
        Width of the embeddings; 0 leaves mean and biases.
    genres
        Whether genres have factors that are added to those of their titles.
    regularization
        Pull on the squares of all biases and factors, beside the sum of absolute errors.
    learning_rate
        Adam's.
    iterations, check_every
        Steps at most, and after how many the kept ratings are looked at: it stops when they get
        worse.
    validation
        Share of the scores that is kept for that.
    min_user_ratings
        Scores that a user needs to be learned from.
    first_mean, deviation
        Mean to begin with, and spread of the first factors.
    seed
        Of the first factors and the kept scores.
    """

    n_factors: int = 3
    genres: bool = True
    regularization: float = 1.0
    learning_rate: float = 0.01
    iterations: int = at_least_one(500)
    check_every: int = at_least_one(5)
    validation: float = share(0.2)
    min_user_ratings: int = 10
    first_mean: float = 6.9
    deviation: float = 0.35
    seed: int = 1


class LatentFactor(Model):
    """Mean, biases and factors of titles and genres; its scores are predicted ratings, 1-10."""

    name = "latent_factor"
    Settings = LatentFactorSettings
    settings: LatentFactorSettings
    predicts = True

    def fit(self, scores: sparse.csr_matrix, facts: ItemFacts | None = None) -> Self:
        """Descend on the scored ratings; TensorFlow is imported here and not before."""
        load_tensorflow()
        from cf.models.latent_factor_step import train

        known = facts or ItemFacts.unknown(scores.shape[1])
        genres = known.labels_of(["genres"] if self.settings.genres else [])
        arrays, self.history = train(scores, genres, self.settings, self.watch)
        return self.restore(arrays)

    def restore(self, arrays: Mapping[str, NDArray[Any]]) -> Self:
        """Take what was learned and set the titles' side of a user's solve beside it."""
        super().restore(arrays)
        factors = self.array("item_factors")
        ones = np.ones((len(factors), 1), dtype=np.float32)
        self._widened = np.hstack([ones, factors])
        return self

    def score(self, scores: sparse.csr_matrix) -> Matrix:
        """Return the predicted ratings, user by user."""
        told = scored_only(scores)
        ends = zip(told.indptr[:-1], told.indptr[1:], strict=True)
        rows = [self.fold_in(told.indices[i:j], told.data[i:j]) for i, j in ends]
        return np.array(rows, dtype=np.float32).reshape(scores.shape)

    def fold_in(self, item_index: Indices, scores: Scores) -> Vector:
        """Return one user's predicted ratings."""
        base = self.array("mean")[0] + self.array("item_bias")
        user = self._parts(item_index, scores).sum(axis=0)
        predicted: Vector = (base + self._widened @ user).astype(np.float32)
        return predicted

    def explain(self, item_index: Indices, scores: Scores, candidates: Indices) -> Explanation:
        """Return what is predicted for everybody, and what each score adds; unscored ones none."""
        base = self.array("mean")[0] + self.array("item_bias")[candidates]
        contributions = self._widened[candidates] @ self._parts(item_index, scores).T
        return Explanation(base.astype(np.float32), contributions.astype(np.float32))

    def _parts(self, item_index: Indices, scores: Scores) -> NDArray[np.float64]:
        """Return (n_rated, 1 + n_factors), each rating's part of the user's bias and factors.

        The user minimises sum |r - Zx| + l |x|^2 by repeated weighted least squares: an error of
        size e has the weight 1/e, x = (Z'WZ + 2 l I)^-1 Z'Wr.
        """
        r = scores - self.array("mean")[0].astype(np.float64) - self.array("item_bias")[item_index]
        scored = np.asarray(scores) > 0
        Z = self._widened[item_index].astype(np.float64)
        ridge = 2.0 * self.settings.regularization * np.eye(Z.shape[1])
        weights = scored.astype(np.float64)
        for _ in range(ROUNDS):
            weighted = Z * weights[:, None]
            left = Z.T @ weighted + ridge
            missed = np.abs(r - Z @ np.linalg.solve(left, weighted.T @ r))
            weights = scored / np.maximum(missed, SMALLEST)
        parts: NDArray[np.float64] = np.linalg.solve(left, (weighted * r[:, None]).T).T
        return parts
