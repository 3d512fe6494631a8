"""EASE: each item a weighted sum of the others, in closed form.

Steck, "Embarrassingly Shallow Autoencoders for Sparse Data" (2019), with the denoising ridge of
EDLAE (Steck, 2020); users weigh less the more they have seen, and an item's scores are divided by
a power of its popularity.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Self

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from cf.interactions import as_seen
from cf.item_facts import ItemFacts
from cf.models.contract import Explanation, Indices, Matrix, Model, Scores, Vector
from cf.models.inverse import invert

ROWS = 1024
DENSE = 0.1


@dataclass(frozen=True)
class EaseSettings:
    """Settings of EASE.

    Attributes
    ----------
    regularization
        L2 strength, in users.
    dropout
        Share of a list that is hidden while learning (EDLAE); 0 is plain EASE.
    activity_power
        A user of n titles weighs (n / mean n) to the power of minus this; 0 is plain EASE.
    popularity_power
        An item that n users saw has its scores divided by n to the power of this; 0 is plain EASE.
    franchise_weight, label_weight
        How many users a franchise weighs as, who saw all of it and nothing else; and a label of n
        titles, times the square root of n. Without facts of the items they have no effect.
    kept
        Weights kept for each item on average, the largest; 0 keeps all.
    """

    regularization: float = 70.0
    dropout: float = 0.1
    activity_power: float = 0.5
    popularity_power: float = 0.05
    franchise_weight: float = 20.0
    label_weight: float = 10.0
    kept: int = 300


class Ease(Model):
    """Item-item weights; a score is the sum of the weights from what the user has seen."""

    name = "ease"
    Settings = EaseSettings
    settings: EaseSettings

    def fit(self, scores: sparse.csr_matrix, facts: ItemFacts | None = None) -> Self:
        """Solve min |D(X - XB)|^2 + |LB|^2 with diag(B) = 0: B = I - P / diag(P), P = G^-1."""
        own = self.settings
        X = as_seen(scores)
        G = gram(X, _activity_weights(X, own.activity_power))
        G += _facts_gram(facts, own) if facts else 0.0
        ridge = own.regularization + own.dropout / (1.0 - own.dropout) * G.diagonal()
        G.flat[:: len(G) + 1] += ridge
        P = invert(G)
        counts = np.maximum(np.bincount(X.indices, minlength=X.shape[1]), 1)
        scale = -(counts**-own.popularity_power) / P.diagonal()
        B = largest(P, scale, own.kept)
        return self.restore({"weights": B.data, "columns": B.indices, "starts": B.indptr})

    @property
    def weights(self) -> sparse.csr_matrix:
        """(n_items, n_items) CSR float32: row = what was seen, column = what it speaks for."""
        parts = (self.array("weights"), self.array("columns"), self.array("starts"))
        n_items = len(parts[2]) - 1
        return sparse.csr_matrix(parts, shape=(n_items, n_items))

    def score(self, scores: sparse.csr_matrix) -> Matrix:
        """Return XB."""
        B = self.weights
        # A dense product is faster than a sparse one long before every entry is there.
        if B.nnz > DENSE * B.shape[0] ** 2:
            return np.asarray(as_seen(scores) @ B.toarray())
        product: sparse.csr_matrix = as_seen(scores) @ B
        return product.toarray()

    def fold_in(self, item_index: Indices, scores: Scores) -> Vector:
        """Return the sum of the rows of what was seen."""
        place = self._places(item_index)
        found = np.bincount(
            self.array("columns")[place],
            weights=self.array("weights")[place],
            minlength=len(self.array("starts")) - 1,
        )
        return found.astype(np.float32)

    def explain(self, item_index: Indices, scores: Scores, candidates: Indices) -> Explanation:
        """Return the weights between what was seen and the candidates."""
        column_of = np.full(len(self.array("starts")) - 1, -1, dtype=np.int64)
        column_of[candidates] = np.arange(len(candidates))
        place, starts = self._places(item_index), self.array("starts")
        row = np.repeat(np.arange(len(item_index)), starts[item_index + 1] - starts[item_index])
        column = column_of[self.array("columns")[place]]
        asked = column >= 0
        contributions = np.zeros((len(candidates), len(item_index)), dtype=np.float32)
        contributions[column[asked], row[asked]] = self.array("weights")[place[asked]]
        return Explanation(np.zeros(len(candidates), np.float32), contributions)

    def _places(self, item_index: Indices) -> NDArray[np.int64]:
        """Where in `weights` the rows of `item_index` stand, one after the other."""
        starts = self.array("starts")
        first, lengths = starts[item_index], starts[item_index + 1] - starts[item_index]
        ends = np.cumsum(lengths)
        total = int(ends[-1]) if len(ends) else 0
        place: NDArray[np.int64] = np.arange(total) + np.repeat(first - (ends - lengths), lengths)
        return place


def gram(X: sparse.csr_matrix, weights: NDArray[np.float32]) -> NDArray[np.float64]:
    """Return X' diag(weights) X, dense, made some rows at a time to bound the memory.

    Parameters
    ----------
    X
        (n_users, n_items) CSR.
    weights
        (n_users,) of the users.
    """
    n_items = X.shape[1]
    by_item = X.T.tocsr()
    data = X.data * np.repeat(weights, np.diff(X.indptr))
    weighted = sparse.csr_matrix((data, X.indices, X.indptr), shape=X.shape)
    G = np.empty((n_items, n_items))
    for start in range(0, n_items, ROWS):
        G[start : start + ROWS] = (by_item[start : start + ROWS] @ weighted).toarray()
    return G


def _activity_weights(X: sparse.csr_matrix, power: float) -> NDArray[np.float32]:
    counts = np.maximum(np.diff(X.indptr), 1)
    weights: NDArray[np.float32] = ((counts / counts.mean()) ** -power).astype(np.float32)
    return weights


def _facts_gram(facts: ItemFacts, settings: EaseSettings) -> NDArray[np.float32]:
    """Return the Gram matrix of made-up users who saw all titles of a franchise or a label."""
    n_items = len(facts.franchise_of)
    _, group = np.unique(facts.franchise_of, return_inverse=True)
    ones = np.ones(n_items, dtype=np.float32)
    franchises = sparse.csr_matrix((ones, (group, np.arange(n_items))))
    rows: sparse.csr_matrix = sparse.vstack([franchises, facts.labels]).tocsr()
    sizes = np.diff(rows.indptr)
    weights = np.full(len(sizes), settings.franchise_weight, dtype=np.float32)
    of_label = slice(franchises.shape[0], None)
    weights[of_label] = settings.label_weight / np.sqrt(np.maximum(sizes[of_label], 1))
    return gram(rows, np.where(sizes > 1, weights, 0.0).astype(np.float32)).astype(np.float32)


def largest(P: NDArray[np.float64], scale: NDArray[np.float64], kept: int) -> sparse.csr_matrix:
    """Return P times `scale`, column by column, without its diagonal and its smaller entries.

    Parameters
    ----------
    P
        (n_items, n_items).
    scale
        (n_items,) of the columns.
    kept
        How many entries an item keeps on average; 0 is all.
    """
    floor, parts = _floor(P, scale, kept), []
    for start in range(0, len(P), ROWS):
        block = P[start : start + ROWS] * scale
        block[np.arange(len(block)), np.arange(start, start + len(block))] = 0.0
        block[np.abs(block) < floor] = 0.0
        parts.append(sparse.csr_matrix(block.astype(np.float32)))
    return sparse.vstack(parts).tocsr()


def _floor(P: NDArray[np.float64], scale: NDArray[np.float64], kept: int) -> float:
    """Size under which a weight is not kept, found on a sample of the rows."""
    n_items = len(P)
    if kept <= 0 or kept >= n_items:
        return 0.0
    rows = np.random.default_rng(0).choice(n_items, min(n_items, ROWS), replace=False)
    sizes = np.abs(P[rows] * scale)
    sizes[np.arange(len(rows)), rows] = 0.0
    return float(np.quantile(sizes, 1.0 - kept / n_items))
