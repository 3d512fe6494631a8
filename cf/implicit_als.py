"""Implicit alternating least squares in TensorFlow: exact solves, many users at once.

Users of about the same number of ratings are solved together: their items' factors are gathered
into one padded tensor, the normal equations are formed by one batched product and solved by one
batched Cholesky factorisation.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
import tensorflow as tf
from numpy.typing import NDArray
from scipy import sparse

# Entries of one padded block of factors: 64 MB at 128 factors, inside the caches' reach.
BLOCK_ENTRIES = 1 << 17
BLOCK_ROWS = 512


@dataclass(frozen=True)
class Parameters:
    """Settings of the model.

    Attributes
    ----------
    n_factors
        Width of the embeddings.
    iterations
        Alternations; one solves all users, then all items.
    unobserved
        Weight of a title that was not seen (a in Hu et al.).
    regularization
        L2 strength, scaled by each row's weight (Rendle et al. 2021).
    slope
        How far one point of score above the user's usual moves the target; see `cf.preference`.
    seed
        Of the first item factors.
    """

    n_factors: int = 128
    iterations: int = 12
    unobserved: float = 0.1
    regularization: float = 0.01
    slope: float = 0.1
    seed: int = 1


@dataclass(frozen=True)
class Factors:
    """What was learned: (n_users, n_factors) and (n_items, n_factors) float32, and how."""

    users: NDArray[np.float32]
    items: NDArray[np.float32]
    parameters: dict[str, Any]


@dataclass(frozen=True)
class _Block:
    """Rows of about one length: their numbers, and their entries padded with weight 0."""

    rows: NDArray[np.int64]
    columns: NDArray[np.int32]
    targets: NDArray[np.float32]
    weights: NDArray[np.float32]


def fit(
    preferences: sparse.csr_matrix,
    parameters: Parameters,
    after_iteration: Callable[[int], object] = lambda _: None,
) -> Factors:
    """Factorise the preferences.

    Parameters
    ----------
    preferences
        (n_users, n_items) float32 CSR, a stored entry for each title seen.
    parameters
        Settings; the same ones and the same data give the same factors.
    after_iteration
        Called with the number of each finished iteration.
    """
    n_users, n_items = preferences.shape
    rng = np.random.default_rng(parameters.seed)
    scale = 0.1 / np.sqrt(parameters.n_factors)
    items = rng.normal(0.0, scale, (n_items, parameters.n_factors)).astype(np.float32)
    by_user = list(_blocks(preferences))
    by_item = list(_blocks(preferences.T.tocsr()))
    for iteration in range(1, parameters.iterations + 1):
        users = _solve_side(by_user, n_users, items, parameters)
        items = _solve_side(by_item, n_items, users, parameters)
        after_iteration(iteration)
    users = _solve_side(by_user, n_users, items, parameters)
    return Factors(users, items, {**asdict(parameters), "n_items": n_items, "n_users": n_users})


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


def _solve_side(
    blocks: list[_Block], n_rows: int, factors: NDArray[np.float32], parameters: Parameters
) -> NDArray[np.float32]:
    """Solve every row of one side against the factors of the other; rows without entries are 0."""
    other = tf.constant(factors)
    gram = parameters.unobserved * tf.matmul(other, other, transpose_a=True)
    base = np.float32(parameters.unobserved * len(factors))
    solved = np.zeros((n_rows, parameters.n_factors), dtype=np.float32)
    for block in blocks:
        solved[block.rows] = _solve_block(
            other, gram, block.columns, block.targets, block.weights,
            tf.constant(base), tf.constant(parameters.regularization, tf.float32),
        ).numpy()  # fmt: skip
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
