"""EASE: each item a weighted sum of the others, in closed form.

Steck, "Embarrassingly Shallow Autoencoders for Sparse Data" (2019), with the denoising ridge of
EDLAE (Steck, 2020); users weigh less the more they have seen, and an item's scores are divided by
a power of its popularity.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from cf.interactions import as_seen
from cf.item_facts import ItemFacts
from cf.models.contract import Explanation, Folded, Indices, Matrix, Model, Scores, Vector
from cf.models.inverse import invert
from cf.models.item_weights import ROWS, arrays_of, in_bytes, largest, matrix_of
from cf.settings import share
from ranking.compiled import compiled

DENSE = 0.1
# Bytes that memory hands out at a time.
LINE = 64
# So many numbers two bytes tell apart.
MOST_NARROW = 1 << 16


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
        Weights kept for each item on average, the largest, rounded to a byte each; 0 keeps all, as
        they are.
    """

    regularization: float = 70.0
    dropout: float = share(0.1)
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
        G = gram(X, activity_weights(X, own.activity_power))
        G += _facts_gram(facts, own) if facts else 0.0
        ridge = own.regularization + own.dropout / (1.0 - own.dropout) * G.diagonal()
        G.flat[:: len(G) + 1] += ridge
        P = invert(G)
        counts = np.maximum(np.bincount(X.indices, minlength=X.shape[1]), 1)
        scale = -(counts**-own.popularity_power) / P.diagonal()
        arrays = arrays_of(largest(P, scale, own.kept))
        if 0 < own.kept < len(P):
            # What is cut anyway is as good in bytes (docs/model_card_cf.md), and sooner read.
            arrays["weights"], arrays["levels"] = in_bytes(arrays["weights"])
        return self.restore(arrays)

    def restore(self, arrays: Mapping[str, NDArray[Any]]) -> Self:
        """Take the weights, with columns in two bytes where these can tell them apart."""
        columns = arrays["columns"]
        if len(arrays["starts"]) <= MOST_NARROW:
            columns = columns.astype(np.uint16, copy=False)
        return super().restore({**arrays, "columns": columns})

    @property
    def levels(self) -> Vector | None:
        """What the bytes of weights stand for; None where weights are kept as they are."""
        return self.arrays.get("levels")

    @property
    def weights(self) -> sparse.csr_matrix:
        """(n_items, n_items) CSR float32: row = what was seen, column = what it speaks for."""
        return matrix_of(self)

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
        return self.fold(item_index, scores).scores

    def explain(self, item_index: Indices, scores: Scores, candidates: Indices) -> Explanation:
        """Return the weights between what was seen and the candidates."""
        return self.fold(item_index, scores).explain(candidates)

    def fold(self, item_index: Indices, scores: Scores) -> Folded:
        """Return both from the same entries of the weights."""
        B = self.array("starts"), self.array("columns"), self.array("weights"), self.levels
        rows = np.asarray(item_index, dtype=np.int64)

        def explain(candidates: Indices, ratings: Indices | None = None) -> Explanation:
            asked = rows if ratings is None else rows[ratings]
            told = _entries(*B, asked, np.asarray(candidates, dtype=np.int64))
            return Explanation(np.zeros(len(candidates), np.float32), told)

        return Folded(_sum_of_rows(*B, rows), explain)


@compiled
def _sum_of_rows(
    starts: NDArray[np.integer[Any]],
    columns: NDArray[np.integer[Any]],
    weights: NDArray[Any],
    levels: Vector | None,
    rows: NDArray[np.int64],
) -> Vector:
    """Return the sum of some rows of a CSR matrix, (n_columns,), of as many columns as rows."""
    nothing = _read(starts, columns, rows) + _read(starts, weights, rows)
    total = np.full(len(starts) - 1, nothing, dtype=np.float32)
    for row in rows:
        for entry in range(starts[row], starts[row + 1]):
            total[columns[entry]] += _weight(weights, levels, entry)
    return total


@compiled
def _entries(
    starts: NDArray[np.integer[Any]],
    columns: NDArray[np.integer[Any]],
    weights: NDArray[Any],
    levels: Vector | None,
    rows: NDArray[np.int64],
    asked: NDArray[np.int64],
) -> Matrix:
    """Return (n_asked, n_rows): the entries of some rows in some columns."""
    told = np.full((len(asked), len(rows)), _read(starts, columns, rows), dtype=np.float32)
    places = np.full(len(starts) - 1, -1, dtype=np.int32)
    for place in range(len(asked)):
        places[asked[place]] = place
    for row in range(len(rows)):
        for entry in range(starts[rows[row]], starts[rows[row] + 1]):
            place = places[columns[entry]]
            if place >= 0:
                told[place, row] = _weight(weights, levels, entry)
    return told


@compiled
def _read(
    starts: NDArray[np.integer[Any]], entries: NDArray[Any], rows: NDArray[np.int64]
) -> np.float32:
    """Return 0, having read a number of each line of memory that some rows take.

    Rows lie anywhere: read one after another, each is waited for; read so, they come together.
    """
    total = 0
    for row in rows:
        total += starts[row]
    for row in rows:
        for entry in range(starts[row], starts[row + 1], LINE // entries.itemsize):
            total += entries[entry]
    return np.float32(0.0) * np.float32(total)


@compiled
def _weight(weights: NDArray[Any], levels: Vector | None, entry: int) -> Any:
    return weights[entry] if levels is None else levels[weights[entry]]


def gram(X: sparse.csr_matrix, weights: NDArray[np.float32]) -> NDArray[np.float64]:
    """Return X' diag(weights) X, dense.

    Parameters
    ----------
    X
        (n_users, n_items) CSR.
    weights
        (n_users,) of the users.

    Notes
    -----
    Some rows at a time bound the memory, and each only from its diagonal on; scipy lets go of the
    interpreter in a sparse product, so that threads share the work.
    """
    n_items = X.shape[1]
    by_item = X.T.tocsr()
    data = (X.data * np.repeat(weights, np.diff(X.indptr))).astype(np.float32)
    weighted = sparse.csr_matrix((data, X.indices, X.indptr), shape=X.shape).tocsc()
    G = np.empty((n_items, n_items))

    def fill(start: int) -> None:
        rows = slice(start, start + ROWS)
        G[rows, start:] = (by_item[rows] @ weighted[:, start:].tocsr()).toarray()

    with ThreadPoolExecutor(os.cpu_count()) as pool:
        list(pool.map(fill, range(0, n_items, ROWS)))
    for start in range(0, n_items, ROWS):
        G[start + ROWS :, start : start + ROWS] = G[start : start + ROWS, start + ROWS :].T
    return G


def activity_weights(X: sparse.csr_matrix, power: float) -> NDArray[np.float32]:
    """Return (n_users,): a user of n titles weighs (n / mean n) to the power of minus `power`."""
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
