"""Implicit alternating least squares in TensorFlow: exact solves, many users at once.

Users of about the same number of ratings are solved together: their items' factors are gathered
into one padded tensor, the normal equations are formed by one batched product and solved by one
batched Cholesky factorisation.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import numpy as np
import tensorflow as tf
from numpy.typing import NDArray
from scipy import sparse

from cf.models.als import AlsSettings
from cf.models.contract import Watch, unwatched
from cf.models.subspace import afforded

# Entries of one padded block of factors: 64 MB at 128 factors, inside the caches' reach.
BLOCK_ENTRIES = 1 << 17
BLOCK_ROWS = 512
# Of the subspace iteration that the factors start from.
START_ROUNDS = 2


@dataclass(frozen=True)
class _Block:
    """Rows of about one length: their numbers, and their entries padded with weight 0."""

    rows: NDArray[np.int64]
    columns: NDArray[np.int32]
    targets: NDArray[np.float32]
    weights: NDArray[np.float32]


def fit(
    preferences: sparse.csr_matrix, settings: AlsSettings, watch: Watch = unwatched
) -> NDArray[np.float32]:
    """Factorise the preferences and return the item factors, (n_items, n_factors) float32.

    Parameters
    ----------
    preferences
        (n_users, n_items) float32 CSR, a stored entry for each title seen.
    settings
        The same ones and the same data give the same factors.
    watch
        Told of each finished iteration.
    """
    n_users, n_items = preferences.shape
    columns = preferences.T.tocsr()
    items = _first_items(preferences, columns, settings)
    by_user, by_item = list(_blocks(preferences)), list(_blocks(columns))
    for iteration in range(1, settings.iterations + 1):
        users = _solve_side(by_user, n_users, items, settings)
        items = _solve_side(by_item, n_items, users, settings)
        watch("als", iteration, settings.iterations)
    return items


def _first_items(
    preferences: sparse.csr_matrix, columns: sparse.csr_matrix, settings: AlsSettings
) -> NDArray[np.float32]:
    """Return the leading singular directions: from there a few alternations are enough."""

    def apply(Z: NDArray[np.float32]) -> NDArray[np.float32]:
        product: NDArray[np.float32] = columns @ (preferences @ Z)
        return product

    return afforded(apply, preferences.shape[1], settings, START_ROUNDS)


def solve_users(
    preferences: sparse.csr_matrix, items: NDArray[np.float32], settings: AlsSettings
) -> NDArray[np.float32]:
    """Return the factors of any users, (n_users, n_factors) float32, against fixed items'."""
    return _solve_side(_blocks(preferences), preferences.shape[0], items, settings)


def _blocks(matrix: sparse.csr_matrix) -> Iterator[_Block]:
    lengths = np.diff(matrix.indptr)
    order = np.argsort(-lengths, kind="stable")
    order = order[lengths[order] > 0]
    start = 0
    while start < len(order):
        width = int(lengths[order[start]])
        stop = start + max(1, min(BLOCK_ROWS, BLOCK_ENTRIES // width))
        yield _pad(matrix, order[start:stop], width)
        start = stop


def _pad(matrix: sparse.csr_matrix, rows: NDArray[np.int64], width: int) -> _Block:
    place = matrix.indptr[rows][:, None] + np.arange(width)
    inside = place < matrix.indptr[rows + 1][:, None]
    place = np.where(inside, place, 0)
    return _Block(
        rows=rows,
        columns=np.where(inside, matrix.indices[place], 0).astype(np.int32),
        targets=np.where(inside, matrix.data[place], 0.0).astype(np.float32),
        weights=inside.astype(np.float32),
    )


def ridge_rows(
    matrix: sparse.csr_matrix, factors: NDArray[np.float32], regularization: float
) -> NDArray[np.float32]:
    """Return (n_rows, n_factors): the x of each row that minimises |r - Yx|^2 + l n |x|^2.

    Parameters
    ----------
    matrix
        (n_rows, n_items) float32 CSR of the r.
    factors
        (n_items, n_factors) float32, the rows of Y.
    regularization
        The l; n is the number of the row's entries.
    """
    gram = tf.zeros((factors.shape[1],) * 2)
    return _solve_rows(_blocks(matrix), matrix.shape[0], factors, gram, 0.0, regularization)


def _solve_side(
    blocks: Iterable[_Block], n_rows: int, factors: NDArray[np.float32], settings: AlsSettings
) -> NDArray[np.float32]:
    """Solve every row of one side against the factors of the other."""
    gram = settings.unobserved * tf.matmul(factors, factors, transpose_a=True)
    base = settings.unobserved * len(factors)
    return _solve_rows(blocks, n_rows, factors, gram, base, settings.regularization)


def _solve_rows(
    blocks: Iterable[_Block],
    n_rows: int,
    factors: NDArray[np.float32],
    gram: tf.Tensor,
    base: float,
    regularization: float,
) -> NDArray[np.float32]:
    """Solve block by block; rows without entries are 0."""
    other = tf.constant(factors)
    knobs = tf.constant(base, tf.float32), tf.constant(regularization, tf.float32)
    solved = np.zeros((n_rows, factors.shape[1]), dtype=np.float32)
    for block in blocks:
        told = block.columns, block.targets, block.weights
        solved[block.rows] = _solve_block(other, gram, *told, *knobs).numpy()
    return solved


@tf.function(  # type: ignore[untyped-decorator]  # tensorflow has no types
    input_signature=[
        tf.TensorSpec([None, None], tf.float32),
        tf.TensorSpec([None, None], tf.float32),
        tf.TensorSpec([None, None], tf.int32),
        tf.TensorSpec([None, None], tf.float32),
        tf.TensorSpec([None, None], tf.float32),
        tf.TensorSpec([], tf.float32),
        tf.TensorSpec([], tf.float32),
    ]
)
def _solve_block(
    other: tf.Tensor,
    gram: tf.Tensor,
    columns: tf.Tensor,
    targets: tf.Tensor,
    weights: tf.Tensor,
    base: tf.Tensor,
    regularization: tf.Tensor,
) -> tf.Tensor:
    """Solve (a G + Y'Y + l (n + a m) I) x = Y'p for each row; Hu et al. (2008), eq. 4."""
    Y = tf.gather(other, columns) * weights[..., None]
    ridge = regularization * (tf.reduce_sum(weights, axis=1) + base)
    A = gram + tf.matmul(Y, Y, transpose_a=True)
    A = tf.linalg.set_diag(A, tf.linalg.diag_part(A) + ridge[:, None])
    right = tf.matmul(Y, targets[..., None], transpose_a=True)
    return tf.linalg.cholesky_solve(tf.linalg.cholesky(A), right)[..., 0]
