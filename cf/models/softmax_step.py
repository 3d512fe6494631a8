"""Training of the softmax embedding in TensorFlow: one compiled step, hand-held Adam."""

from __future__ import annotations

import numpy as np
import tensorflow as tf
from numpy.typing import NDArray
from scipy import sparse

from cf.models.contract import Watch
from cf.models.softmax import SoftmaxSettings

Arrays = tuple[NDArray[np.float32], NDArray[np.float32], NDArray[np.float32]]
BETA1, BETA2, EPSILON = 0.9, 0.99, 1e-8
# Brings the loss, a sum over a list, to the order of 1.
LOSS_SCALE = 0.01


def train(
    X: sparse.csr_matrix, settings: SoftmaxSettings, watch: Watch
) -> tuple[Arrays, list[dict[str, float]]]:
    """Return evidence and candidates (n_items, n_factors), bias (n_items,); and the history.

    Parameters
    ----------
    X
        (n_users, n_items) CSR float32 of ones.
    settings
        The same ones and the same data give the same embeddings.
    watch
        Told of each finished epoch.
    """
    rng = np.random.default_rng(settings.seed)
    state = _first_state(X, settings, rng)
    batch = min(settings.batch, X.shape[0])
    n_steps = X.shape[0] // batch
    done = 0
    history: list[dict[str, float]] = []
    for epoch in range(1, settings.epochs + 1):
        order, losses = rng.permutation(X.shape[0]), []
        for start in range(0, n_steps * batch, batch):
            done += 1
            fall = 0.5 * (1.0 + np.cos(np.pi * done / (n_steps * settings.epochs)))
            wanted = X[order[start : start + batch]].toarray()
            shown = wanted * (rng.random(wanted.shape, dtype=np.float32) >= settings.dropout)
            rate = tf.constant(settings.learning_rate * fall, tf.float32)
            power = tf.constant(settings.length_power, tf.float32)
            state, loss = _step(state, shown, wanted, rate, power, tf.constant(done, tf.float32))
            losses.append(float(loss))
        history.append({"epoch": epoch, "loss": float(np.mean(losses)), "lr": float(rate)})
        watch("softmax", epoch, settings.epochs)
    evidence, candidates, bias = (table.numpy() for table in state[0])
    return (evidence, candidates, bias), history


def _first_state(
    X: sparse.csr_matrix, settings: SoftmaxSettings, rng: np.random.Generator
) -> list[list[tf.Tensor]]:
    n_items = X.shape[1]
    shape = (n_items, settings.n_factors)
    scale = 0.5 / np.sqrt(settings.n_factors)
    counts = np.bincount(X.indices, minlength=n_items)
    tables = [
        tf.constant(rng.normal(0.0, scale, shape).astype(np.float32)),
        tf.constant(rng.normal(0.0, scale, shape).astype(np.float32)),
        tf.constant(0.5 * np.log(counts + 1.0).astype(np.float32)),
    ]
    return [tables, [tf.zeros_like(t) for t in tables], [tf.zeros_like(t) for t in tables]]


@tf.function(jit_compile=True)  # type: ignore[untyped-decorator]  # tensorflow has no types
def _step(
    state: list[list[tf.Tensor]],
    shown: tf.Tensor,
    wanted: tf.Tensor,
    rate: tf.Tensor,
    power: tf.Tensor,
    t: tf.Tensor,
) -> tuple[list[list[tf.Tensor]], tf.Tensor]:
    """Descend the multinomial loss by one step of Adam (Kingma and Ba, 2015, algorithm 1)."""
    tables, first, second = state
    with tf.GradientTape() as tape:
        tape.watch(tables)
        evidence, candidates, bias = tables
        length = tf.maximum(tf.reduce_sum(shown, axis=1, keepdims=True), 1.0)
        users = tf.matmul(shown, evidence) * length**-power
        logits = tf.matmul(users, candidates, transpose_b=True) + bias
        missed = -tf.reduce_sum(wanted * tf.nn.log_softmax(logits), axis=1)
        loss = tf.reduce_mean(missed) * LOSS_SCALE
    slopes = tape.gradient(loss, tables)
    m = [BETA1 * old + (1 - BETA1) * g for old, g in zip(first, slopes, strict=True)]
    v = [BETA2 * old + (1 - BETA2) * g * g for old, g in zip(second, slopes, strict=True)]
    tables = [
        table - rate * (m_ / (1 - BETA1**t)) / (tf.sqrt(v_ / (1 - BETA2**t)) + EPSILON)
        for table, m_, v_ in zip(tables, m, v, strict=True)
    ]
    return [tables, m, v], loss
