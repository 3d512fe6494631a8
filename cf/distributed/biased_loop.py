"""Biased matrix factorisation on all replicas of a strategy: the same steps as on one.

Every replica keeps the tables whole, takes its share of each batch, and adds its slopes to those of
the others before all take the same step. So the loss is that of one process, up to the order in
which numbers are added.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import tensorflow as tf
from numpy.typing import NDArray
from scipy import sparse

from cf.models.biased import BiasedSettings
from cf.models.biased_step import first_table, slopes
from cf.models.contract import Watch
from cf.models.descent import BETA1, BETA2, Batches, cut

EPSILON = 1e-7
Arrays = dict[str, NDArray[np.float32]]


def train(
    scores: sparse.csr_matrix, settings: BiasedSettings, strategy: Any, watch: Watch
) -> tuple[Arrays, list[dict[str, float]]]:
    """Return what `cf.models.biased_step.train` does, trained under a strategy.

    Parameters
    ----------
    scores
        (n_users, n_items) CSR, the same in each process; entries without a score are passed over.
    settings
        The same in each process.
    strategy
        From `cf.distributed.strategies.make`.
    watch
        Told of each finished epoch.
    """
    rng = np.random.default_rng(settings.seed)
    told = scores.tocoo()
    scored = told.data > 0
    users, items = told.row[scored], told.col[scored]
    targets = told.data[scored].astype(np.float32)
    mean = np.float32(targets.mean()) if len(targets) else np.float32(0.0)
    first = [first_table(n, settings.n_factors, rng) for n in scores.shape]
    with strategy.scope():
        tables = [_own(table) for table in first]
        moments = [(_own(np.zeros_like(table)), _own(np.zeros_like(table))) for table in first]
    step = _step(strategy, slopes(settings.regularization), tables, moments)
    history, n_steps = [], 0
    for epoch in range(1, settings.epochs + 1):
        batches = cut(users, items, targets - mean, settings.batch, rng)
        rate = 0.5 * (1.0 + np.cos(np.pi * (epoch - 1) / settings.epochs)) * settings.learning_rate
        losses = []
        for batch in _shared_out(strategy, batches):
            n_steps += 1
            losses.append(step(batch, tf.constant(rate, tf.float32), tf.constant(float(n_steps))))
        loss = float(np.mean([loss.numpy() for loss in losses]))
        history.append({"epoch": epoch, "loss": loss, "lr": float(rate)})
        watch("biased", epoch, settings.epochs)
    items_table = strategy.experimental_local_results(tables[1])[0].numpy()
    arrays = {
        "mean": np.array([mean]),
        "item_bias": items_table[:, 0].copy(),
        "item_factors": items_table[:, 1:].copy(),
    }
    return arrays, history


def _own(start: NDArray[np.float32]) -> Any:
    """Return a variable that each replica has of its own; equal steps keep all equal."""
    return tf.Variable(
        start,
        trainable=False,
        synchronization=tf.VariableSynchronization.ON_READ,
        aggregation=tf.VariableAggregation.ONLY_FIRST_REPLICA,
    )


def _shared_out(strategy: Any, batches: Batches) -> Any:
    """Return an iterable of batches of which each replica gets its share of the rows."""
    n_replicas = strategy.num_replicas_in_sync
    columns = (batches.users, batches.items, batches.targets, batches.weights)
    n_steps, width = batches.users.shape
    share = -(-width // n_replicas)
    padded = [np.pad(column, ((0, 0), (0, share * n_replicas - width))) for column in columns]
    shares = [column.reshape(n_steps, n_replicas, share) for column in padded]

    def of_pipeline(context: Any) -> tf.data.Dataset:
        local = n_replicas // context.num_input_pipelines
        start = context.input_pipeline_id * local
        own = [
            share_[:, start : start + local].reshape(n_steps * local, share) for share_ in shares
        ]
        return tf.data.Dataset.from_tensor_slices(tuple(own))

    return strategy.distribute_datasets_from_function(of_pipeline)


def _step(
    strategy: Any, of_batch: Any, tables: list[Any], moments: list[Any]
) -> Callable[[Any, tf.Tensor, tf.Tensor], tf.Tensor]:
    """Return one step of Adam (Kingma and Ba 2015) on the slopes of all replicas together."""

    def on_replica(batch: Any, rate: tf.Tensor, number: tf.Tensor) -> tf.Tensor:
        context = tf.distribute.get_replica_context()
        own = tf.reduce_sum(batch[3])
        total = context.all_reduce(tf.distribute.ReduceOp.SUM, own)
        # A share of padding alone has no rows to divide by, and nothing to add.
        part = tf.where(own > 0.0, own / total, 0.0)
        loss, found, _ = of_batch([table.value() for table in tables], *batch)
        summed = [tf.where(own > 0.0, part * slope, 0.0) for slope in [*found, loss]]
        *found, loss = context.all_reduce(tf.distribute.ReduceOp.SUM, summed)
        fall = rate * tf.sqrt(1.0 - BETA2**number) / (1.0 - BETA1**number)
        for table, slope, (m, v) in zip(tables, found, moments, strict=True):
            m.assign(BETA1 * m.value() + (1.0 - BETA1) * slope)
            v.assign(BETA2 * v.value() + (1.0 - BETA2) * slope**2)
            table.assign_sub(fall * m.value() / (tf.sqrt(v.value()) + EPSILON))
        return loss

    @tf.function  # type: ignore[untyped-decorator]  # tensorflow has no types
    def step(batch: Any, rate: tf.Tensor, number: tf.Tensor) -> tf.Tensor:
        losses = strategy.run(on_replica, args=(batch, rate, number))
        return strategy.experimental_local_results(losses)[0]

    return step  # type: ignore[no-any-return]  # a tf.function
