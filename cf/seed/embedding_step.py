"""Training of the seed's network: the same gradient as Keras takes, an epoch in one loop."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import tensorflow as tf
from numpy.typing import NDArray

from cf.models.descent import Descent, Slopes, cut
from cf.seed.embedding_dot import BN_EPSILON, EmbeddingDotSettings, Rows

Weights = dict[str, NDArray[np.float32]]


def train(
    learned: Rows, checked: Rows, shape: tuple[int, int], settings: EmbeddingDotSettings
) -> tuple[Weights, list[dict[str, float]]]:
    """Return the weights of the best epoch, and what each epoch reached."""
    rng = np.random.default_rng(settings.seed)
    tables = first_tables(shape, settings.n_factors, rng)
    moving = [np.array([0.0, 1.0], np.float32)]
    descent = Descent(slopes(settings.l2), tables, averages=moving)
    history: list[dict[str, float]] = []
    best: list[NDArray[np.float32]] = []
    lowest, waited = np.inf, 0
    for epoch in range(settings.epochs):
        batches = cut(learned.users, learned.items, learned.targets, settings.batch, rng)
        rate = settings.schedule(epoch)
        loss = descent.epoch(batches, rate)
        told = {"loss": loss, **_judged(descent, learned, settings, "")}
        history.append({**told, **_judged(descent, checked, settings, "val_"), "lr": rate})
        waited += 1
        if history[-1]["val_loss"] < lowest:
            lowest, waited = history[-1]["val_loss"], 0
            best = [table.numpy() for table in [*descent.tables, *descent.averages]]
        if waited >= settings.patience:
            break
    names = ("user_embedding", "anime_embedding", "dense", "norm", "moving")
    return dict(zip(names, best, strict=True)), history


def first_tables(
    shape: tuple[int, int], n_factors: int, rng: np.random.Generator
) -> list[NDArray[np.float32]]:
    """Return users, items, dense (weight, bias) and norm (scale, shift), as Keras begins.

    Embeddings are uniform within 0.05; the dense weight is normal (he_normal, one input), cut at
    two deviations.
    """
    users, items = (
        rng.uniform(-0.05, 0.05, (n_rows, n_factors)).astype(np.float32) for n_rows in shape
    )
    spread = np.sqrt(2.0) / 0.87962566103423978
    weight = spread * np.clip(rng.normal(), -2.0, 2.0)
    return [users, items, np.array([weight, 0.0], np.float32), np.array([1.0, 0.0], np.float32)]


def slopes(l2: float) -> Slopes:
    """Return the gradient of binary cross-entropy plus `l2` times both tables' squares."""

    def of_batch(
        tables: Sequence[tf.Tensor],
        users: tf.Tensor,
        items: tf.Tensor,
        targets: tf.Tensor,
        weights: tf.Tensor,
    ) -> tuple[tf.Tensor, Sequence[tf.Tensor], Sequence[tf.Tensor]]:
        user_table, item_table, dense, norm = tables
        u, i = tf.gather(user_table, users), tf.gather(item_table, items)
        share = weights / tf.reduce_sum(weights)
        with tf.GradientTape() as tape:
            tape.watch([u, i, dense, norm])
            x = dense[0] * _cosine(u, i) + dense[1]
            mean = tf.reduce_sum(share * x)
            variance = tf.reduce_sum(share * (x - mean) ** 2)
            logits = norm[0] * (x - mean) * tf.math.rsqrt(variance + BN_EPSILON) + norm[1]
            entropy = tf.nn.sigmoid_cross_entropy_with_logits(targets, logits)
            loss = tf.reduce_sum(share * entropy)
        to_u, to_i, to_dense, to_norm = tape.gradient(loss, [u, i, dense, norm])
        n_users, n_items = user_table.shape[0], item_table.shape[0]
        pulled = [
            tf.math.unsorted_segment_sum(to_u, users, n_users) + 2.0 * l2 * user_table,
            tf.math.unsorted_segment_sum(to_i, items, n_items) + 2.0 * l2 * item_table,
        ]
        return loss, [*pulled, to_dense, to_norm], [tf.stack([mean, variance])]

    return of_batch


def _judged(
    descent: Descent, rows: Rows, settings: EmbeddingDotSettings, prefix: str
) -> dict[str, float]:
    """Return cross-entropy plus pull, and mean squared error, as the network stands."""
    users, items, dense, norm = descent.tables
    mean, variance = tf.unstack(descent.averages[0])
    x = dense[0] * _cosine(tf.gather(users, rows.users), tf.gather(items, rows.items)) + dense[1]
    logits = norm[0] * (x - mean) * tf.math.rsqrt(variance + BN_EPSILON) + norm[1]
    entropy = tf.reduce_mean(tf.nn.sigmoid_cross_entropy_with_logits(rows.targets, logits))
    pull = settings.l2 * (tf.reduce_sum(users**2) + tf.reduce_sum(items**2))
    mse = tf.reduce_mean((tf.sigmoid(logits) - rows.targets) ** 2)
    told = {f"{prefix}mse": float(mse)}
    return {f"{prefix}loss": float(entropy + pull), **told} if prefix else told


def _cosine(u: tf.Tensor, i: tf.Tensor) -> tf.Tensor:
    return tf.reduce_sum(tf.math.l2_normalize(u, axis=1) * tf.math.l2_normalize(i, axis=1), axis=1)
