"""Training of the seed's network: the same gradient as Keras takes, an epoch in one loop."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import tensorflow as tf
from numpy.typing import NDArray

from cf.models.descent import Descent, Slopes, cut
from cf.seed.embedding_dot import BN_EPSILON, EmbeddingDotSettings, Rows
from cf.seed.initializers import draw

Weights = dict[str, NDArray[np.float32]]


def train(
    learned: Rows, checked: Rows, shape: tuple[int, int], settings: EmbeddingDotSettings
) -> tuple[Weights, list[dict[str, float]]]:
    """Return the weights of the best epoch, and what each epoch reached."""
    rng = np.random.default_rng(settings.seed)
    tables = first_tables(shape, settings, rng)
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
    names = ["user_embedding", "anime_embedding", "dense", "norm"]
    for layer in range(len(settings.hidden)):
        names += [f"kernel_{layer}", f"bias_{layer}"]
    return dict(zip([*names, "moving"], best, strict=True)), history


def first_tables(
    shape: tuple[int, int], settings: EmbeddingDotSettings, rng: np.random.Generator
) -> list[NDArray[np.float32]]:
    """Return users, items, dense (weights, bias), norm (scale, shift) and hidden layers.

    They are drawn as Keras draws them; a layer is its kernel and its bias.
    """
    n_factors, width = settings.n_factors, 1
    users, items = (draw(settings.initializer, (n_rows, n_factors), rng) for n_rows in shape)
    layers = []
    for place, n_out in enumerate(settings.hidden):
        n_in = width if place else 2 * n_factors + 1
        layers += [draw(settings.dense_initializer, (n_in, n_out), rng), np.zeros(n_out, "float32")]
        width = n_out
    dense = np.append(draw(settings.dense_initializer, (width, 1), rng), np.float32(0.0))
    return [users, items, dense, np.array([1.0, 0.0], np.float32), *layers]


def slopes(l2: float) -> Slopes:
    """Return the gradient of binary cross-entropy plus `l2` times both tables' squares."""

    def of_batch(
        tables: Sequence[tf.Tensor],
        users: tf.Tensor,
        items: tf.Tensor,
        targets: tf.Tensor,
        weights: tf.Tensor,
    ) -> tuple[tf.Tensor, Sequence[tf.Tensor], Sequence[tf.Tensor]]:
        user_table, item_table, dense, norm, *layers = tables
        u, i = tf.gather(user_table, users), tf.gather(item_table, items)
        share = weights / tf.reduce_sum(weights)
        with tf.GradientTape() as tape:
            tape.watch([u, i, dense, norm, layers])
            x = _unit(u, i, dense, layers)
            mean = tf.reduce_sum(share * x)
            variance = tf.reduce_sum(share * (x - mean) ** 2)
            logits = norm[0] * (x - mean) * tf.math.rsqrt(variance + BN_EPSILON) + norm[1]
            entropy = tf.nn.sigmoid_cross_entropy_with_logits(targets, logits)
            loss = tf.reduce_sum(share * entropy)
        to_u, to_i, *others = tape.gradient(loss, [u, i, dense, norm, *layers])
        n_users, n_items = user_table.shape[0], item_table.shape[0]
        pulled = [
            tf.math.unsorted_segment_sum(to_u, users, n_users) + 2.0 * l2 * user_table,
            tf.math.unsorted_segment_sum(to_i, items, n_items) + 2.0 * l2 * item_table,
        ]
        return loss, [*pulled, *others], [tf.stack([mean, variance])]

    return of_batch


def _judged(
    descent: Descent, rows: Rows, settings: EmbeddingDotSettings, prefix: str
) -> dict[str, float]:
    """Return cross-entropy plus pull, and mean squared error, as the network stands."""
    users, items, dense, norm, *layers = descent.tables
    mean, variance = tf.unstack(descent.averages[0])
    x = _unit(tf.gather(users, rows.users), tf.gather(items, rows.items), dense, layers)
    logits = norm[0] * (x - mean) * tf.math.rsqrt(variance + BN_EPSILON) + norm[1]
    entropy = tf.reduce_mean(tf.nn.sigmoid_cross_entropy_with_logits(rows.targets, logits))
    pull = settings.l2 * (tf.reduce_sum(users**2) + tf.reduce_sum(items**2))
    mse = tf.reduce_mean((tf.sigmoid(logits) - rows.targets) ** 2)
    told = {f"{prefix}mse": float(mse)}
    return {f"{prefix}loss": float(entropy + pull), **told} if prefix else told


def _unit(u: tf.Tensor, i: tf.Tensor, dense: tf.Tensor, layers: Sequence[tf.Tensor]) -> tf.Tensor:
    """Return (n,): the dense unit of the cosine, or of what hidden layers make of u, i and it."""
    h = tf.reduce_sum(
        tf.math.l2_normalize(u, axis=1) * tf.math.l2_normalize(i, axis=1), axis=1, keepdims=True
    )
    if layers:
        h = tf.concat([u, i, h], axis=1)
    for kernel, bias in zip(layers[::2], layers[1::2], strict=True):
        h = tf.nn.relu(tf.matmul(h, kernel) + bias)
    return tf.reduce_sum(h * dense[:-1], axis=1) + dense[-1]
