"""A new user from a list of ratings: one small solve in numpy, and who earned what, exactly."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.linalg import LinAlgError, blas, lapack

from cf.preference import preferences_of_one


@dataclass(frozen=True)
class FoldedUser:
    """A user's factors and where they came from.

    Attributes
    ----------
    vector
        (n_factors,) float32; its dot product with an item's factors is the item's score.
    contributions
        (n_rated, n_factors) float32; the rows add up to `vector`, so the dot product of a row with
        an item's factors is what that rating added to the item's score.
    """

    vector: NDArray[np.float32]
    contributions: NDArray[np.float32]


@dataclass(frozen=True)
class Equations:
    """The normal equations of one user, factored once for all that is asked of them.

    Attributes
    ----------
    factor
        (n_factors, n_factors) float32, lower triangle: Cholesky factor of the left side.
    rated
        (n_rated, n_factors) float32, factors of the rated items.
    targets
        (n_rated,) float32; times `rated`, each rating's part of the right side.
    """

    factor: NDArray[np.float32]
    rated: NDArray[np.float32]
    targets: NDArray[np.float32]

    def solve(self, right: NDArray[np.float32]) -> NDArray[np.float32]:
        """Return x of Ax = `right`, of the same shape: (n_factors,) or (n_factors, n)."""
        solved: NDArray[np.float32] = lapack.spotrs(self.factor, right, lower=1)[0]
        return solved

    def vector(self) -> NDArray[np.float32]:
        """Return the user's factors, (n_factors,) float32: one solve, not one a rating."""
        return self.solve(self.targets @ self.rated)

    def contributions(
        self, factors: NDArray[np.float32], ratings: NDArray[np.integer[Any]] | None = None
    ) -> NDArray[np.float32]:
        """Return (n, n_rated) float32: what each rating adds to the scores of n items.

        The left side is symmetric, so that one solve for each item does instead of one a rating.

        Parameters
        ----------
        factors
            (n, n_factors) float32 of the items.
        ratings
            (n_asked,) places of the ratings that are asked for; None asks for all.
        """
        rated, targets = self.rated, self.targets
        if ratings is not None:
            rated, targets = rated[ratings], targets[ratings]
        return (self.solve(factors.T).T @ rated.T) * targets


@dataclass(frozen=True)
class FoldIn:
    """The solve of implicit ALS for one user, over fixed item factors.

    Attributes
    ----------
    item_factors
        (n_items, n_factors) float32.
    parameters
        Those of the set that the factors came in: unobserved, regularization, slope, n_items.
    """

    item_factors: NDArray[np.float32]
    parameters: Mapping[str, Any]

    @cached_property
    def gram(self) -> NDArray[np.float32]:
        """(n_factors, n_factors): weight of the unobserved times the item factors' Gram matrix."""
        gram: NDArray[np.float32] = self.item_factors.T @ self.item_factors
        return gram * np.float32(self.parameters["unobserved"])

    def __call__(
        self, item_index: NDArray[np.integer[Any]], scores: NDArray[np.number[Any]]
    ) -> FoldedUser:
        """Return the user who gave `scores` to the items of `item_index`.

        Parameters
        ----------
        item_index
            (n_rated,) rows of `item_factors`, each once.
        scores
            (n_rated,) 1-10; 0 = seen without a score.

        Notes
        -----
        Hu, Koren and Volinsky (2008), eq. 4 and section 5, with the frequency-scaled
        regularization of Rendle et al. (2021): x = (a G + Y'Y + l I)^-1 Y'p.
        """
        equations = self.equations(item_index, scores)
        contributions = equations.solve(equations.rated.T).T * equations.targets[:, None]
        return FoldedUser(contributions.sum(axis=0), contributions)

    def vector(
        self, item_index: NDArray[np.integer[Any]], scores: NDArray[np.number[Any]]
    ) -> NDArray[np.float32]:
        """Return the user's factors only, (n_factors,) float32."""
        return self.equations(item_index, scores).vector()

    def equations(
        self, item_index: NDArray[np.integer[Any]], scores: NDArray[np.number[Any]]
    ) -> Equations:
        """Return the normal equations of the user; parameters are those of the call itself."""
        n_rated = len(item_index)
        whole = np.asarray(scores, dtype=np.float32)
        p = preferences_of_one(whole, float(self.parameters["slope"]))
        Y = self.item_factors[item_index]
        strength = n_rated + self.parameters["unobserved"] * self.parameters["n_items"]
        # Only the lower triangles are filled; scipy's own wrappers would take as long as the work.
        A = blas.ssyrk(1.0, Y.T, beta=1.0, c=self.gram.T, lower=1)
        ridge = np.float32(self.parameters["regularization"] * strength)
        A.ravel("K")[:: len(A) + 1] += ridge
        factor, failed = lapack.spotrf(A, lower=1, clean=0, overwrite_a=1)
        if failed:
            raise LinAlgError(f"the equations of {n_rated} ratings have no single solution")
        return Equations(factor, Y, p)
