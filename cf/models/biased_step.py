"""Training of biased matrix factorisation in TensorFlow."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import tensorflow as tf
from numpy.typing import NDArray
from scipy import sparse

from cf.models.biased import BiasedSettings
from cf.models.contract import Watch
from cf.models.descent import Descent, Slopes, cut


def train(
    scores: sparse.csr_matrix, settings: BiasedSettings, watch: Watch
) -> tuple[dict[str, NDArray[np.float32]], list[dict[str, float]]]:
    """Return mean (1,), item_bias (n_items,) and item_factors (n_items, n_factors); the history.

    Parameters
    ----------
    scores
        (n_users, n_items) CSR; entries without a score (0) are passed over.
    settings
        The same ones and the same data give the same factors.
    watch
        Told of each finished epoch.
    """
    rng = np.random.default_rng(settings.seed)
    users = np.repeat(np.arange(scores.shape[0]), np.diff(scores.indptr))
    scored = scores.data > 0
    users, items = users[scored], scores.indices[scored]
    targets = scores.data[scored].astype(np.float32)
    mean = np.float32(targets.mean()) if len(targets) else np.float32(0.0)
    tables = [first_table(n, settings.n_factors, rng) for n in scores.shape]
    descent = Descent(slopes(settings.regularization), tables)
    history: list[dict[str, float]] = []
    for epoch in range(1, settings.epochs + 1):
        batches = cut(users, items, targets - mean, settings.batch, rng)
        rate = 0.5 * (1.0 + np.cos(np.pi * (epoch - 1) / settings.epochs)) * settings.learning_rate
        loss = descent.epoch(batches, rate)
        history.append({"epoch": epoch, "loss": loss, "lr": float(rate)})
        watch("biased", epoch, settings.epochs)
    items_table = descent.tables[1].numpy()
    arrays = {
        "mean": np.array([mean]),
        "item_bias": items_table[:, 0].copy(),
        "item_factors": items_table[:, 1:].copy(),
    }
    return arrays, history


def slopes(regularization: float) -> Slopes:
    """Return the gradient of the mean of (b_u + b_i + p.q - r)^2 + l (b_u^2 + b_i^2 + p^2 + q^2).

    A table's first column holds the biases, the others the factors.
    """

    def of_batch(
        tables: Sequence[tf.Tensor],
        users: tf.Tensor,
        items: tf.Tensor,
        targets: tf.Tensor,
        weights: tf.Tensor,
    ) -> tuple[tf.Tensor, Sequence[tf.Tensor], Sequence[tf.Tensor]]:
        user_table, item_table = tables
        u, i = tf.gather(user_table, users), tf.gather(item_table, items)
        dot = tf.reduce_sum(u[:, 1:] * i[:, 1:], axis=1)
        missed = (u[:, 0] + i[:, 0] + dot - targets) * weights
        rate = 2.0 / tf.reduce_sum(weights)
        pull = (regularization * weights)[:, None]
        one = tf.ones_like(u[:, :1])
        to_user = missed[:, None] * tf.concat([one, i[:, 1:]], axis=1) + pull * u
        to_item = missed[:, None] * tf.concat([one, u[:, 1:]], axis=1) + pull * i
        n_users, n_items = user_table.shape[0], item_table.shape[0]
        loss = tf.reduce_sum(missed**2) * rate / 2.0
        both = [
            rate * tf.math.unsorted_segment_sum(to_user, users, n_users),
            rate * tf.math.unsorted_segment_sum(to_item, items, n_items),
        ]
        return loss, both, []

    return of_batch


def first_table(n_rows: int, n_factors: int, rng: np.random.Generator) -> NDArray[np.float32]:
    """Return (n_rows, 1 + n_factors): biases of 0 and small random factors."""
    table = rng.normal(0.0, 0.1 / np.sqrt(n_factors), (n_rows, 1 + n_factors))
    table[:, 0] = 0.0
    return table.astype(np.float32)
