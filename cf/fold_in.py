"""A new user from a list of ratings: one small solve in numpy, and who earned what, exactly."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, NamedTuple

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


class Equations(NamedTuple):
    """The equations of one user, factored once for all that is asked of them.

    Attributes
    ----------
    rated
        (n_rated, n_factors) float32, the rows of Y: factors of the rated items, in the basis where
        what all users share is the diagonal matrix D.
    targets
        (n_rated,) float32, p.
    shared
        (n_factors,) float32, the diagonal of D.
    factor
        float32, lower triangle: Cholesky factor of Y'Y + D, or, where there are fewer ratings than
        factors, of Y D^-1 Y' + I.
    """

    rated: NDArray[np.float32]
    targets: NDArray[np.float32]
    shared: NDArray[np.float32]
    factor: NDArray[np.float32]

    def vector(self) -> NDArray[np.float32]:
        """Return the user's factors, (n_factors,) float32: one solve, not one a rating."""
        if len(self.factor) == len(self.shared):
            return self._solve(self.targets @ self.rated)
        return (self._solve(self.targets) @ self.rated) / self.shared

    def parts(
        self, factors: NDArray[np.float32], ratings: NDArray[np.integer[Any]] | None = None
    ) -> NDArray[np.float32]:
        """Return (n, n_rated) float32: what each rating adds to the scores of n items.

        The left side is symmetric, so that one solve for each item does instead of one a rating.

        Parameters
        ----------
        factors
            (n, n_factors) float32 of the items, in the basis of `rated`.
        ratings
            (n_asked,) places of the ratings that are asked for; None asks for all.

        Notes
        -----
        (Y'Y + D)^-1 Y' = D^-1 Y' (Y D^-1 Y' + I)^-1.
        """
        asked = slice(None) if ratings is None else ratings
        if len(self.factor) == len(self.shared):
            told = self._solve(factors.T).T @ self.rated[asked].T
        else:
            told = self._solve(self.rated @ (factors / self.shared).T)[asked].T
        return told * self.targets[asked]

    def _solve(self, right: NDArray[np.float32]) -> NDArray[np.float32]:
        solved: NDArray[np.float32] = lapack.spotrs(self.factor, right, lower=1)[0]
        return solved


@dataclass(frozen=True)
class FoldIn:
    """The solve of implicit ALS for one user, over fixed item factors.

    Attributes
    ----------
    item_factors
        (n_items, n_factors) float32.
    parameters
        Those of the set that the factors came in: unobserved, regularization, slope, n_items.

    Notes
    -----
    Hu, Koren and Volinsky (2008), eq. 4 and section 5, with the frequency-scaled regularization of
    Rendle et al. (2021): x = (a G + Y'Y + l I)^-1 Y'p. In the basis of G's eigenvectors a G + l I
    is diagonal, so that a user of few ratings needs a matrix no larger than their number.
    """

    item_factors: NDArray[np.float32]
    parameters: Mapping[str, Any]

    @cached_property
    def _eigen(self) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        whole = self.item_factors.astype(np.float64)
        values, basis = np.linalg.eigh(whole.T @ whole)
        # None of its eigenvalues is below 0, but for rounding.
        return np.maximum(values, 0.0), basis

    @cached_property
    def basis(self) -> NDArray[np.float32]:
        """(n_factors, n_factors) float32: eigenvectors of the Gram matrix, a column each."""
        return self._eigen[1].astype(np.float32)

    @cached_property
    def factors(self) -> NDArray[np.float32]:
        """(n_items, n_factors) float32: the item factors in that basis."""
        factors: NDArray[np.float32] = self.item_factors @ self.basis
        return factors

    @cached_property
    def unseen(self) -> NDArray[np.float32]:
        """(n_factors,) float32: the diagonal of a G, the weight of what nobody rated."""
        return np.asarray(self.parameters["unobserved"] * self._eigen[0], dtype=np.float32)

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
        """
        equations = self.equations(item_index, scores)
        contributions = equations.parts(self.basis).T
        return FoldedUser(contributions.sum(axis=0), contributions)

    def vector(
        self, item_index: NDArray[np.integer[Any]], scores: NDArray[np.number[Any]]
    ) -> NDArray[np.float32]:
        """Return the user's factors only, (n_factors,) float32."""
        vector: NDArray[np.float32] = self.basis @ self.equations(item_index, scores).vector()
        return vector

    def equations(
        self, item_index: NDArray[np.integer[Any]], scores: NDArray[np.number[Any]]
    ) -> Equations:
        """Return the equations of the user; parameters are those of the call itself."""
        n_rated = len(item_index)
        whole = np.asarray(scores, dtype=np.float32)
        p = preferences_of_one(whole, self.parameters["slope"])
        strength = n_rated + self.parameters["unobserved"] * self.parameters["n_items"]
        D = self.unseen + np.float32(self.parameters["regularization"] * strength)
        Y = self.factors.take(item_index, axis=0)
        # Only the lower triangles are filled; scipy's own wrappers would take as long as the work.
        # Without regularization D may be nothing in some direction, the first one being the least,
        # and divides nothing then.
        if 0 < n_rated < len(D) and D[0] > 0:
            left = blas.ssyrk(1.0, (Y / np.sqrt(D)).T, trans=1, lower=1)
            left.ravel("K")[:: n_rated + 1] += np.float32(1.0)
        else:
            left = blas.ssyrk(1.0, Y.T, lower=1)
            left.ravel("K")[:: len(D) + 1] += D
        factor, failed = lapack.spotrf(left, lower=1, clean=0, overwrite_a=1)
        if failed:
            raise LinAlgError(f"the equations of {n_rated} ratings have no single solution")
        return Equations(Y, p, D, factor)
