"""Adam on embedding tables, a whole epoch inside one compiled TensorFlow loop.

Batches are cut beforehand and handed over as (n_steps, batch) tensors, users sorted inside each, so
that nothing crosses between Python and TensorFlow during an epoch and neighbouring rows are summed
from neighbouring memory. The gradient is written in closed form by the model.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import tensorflow as tf
from numpy.typing import NDArray

BETA1, BETA2 = 0.9, 0.999

# Tables, users, items, targets and weights of a batch to its loss, one slope a table, and what the
# batch says of itself (its statistics; [] for most models).
Slopes = Callable[
    [Sequence[tf.Tensor], tf.Tensor, tf.Tensor, tf.Tensor, tf.Tensor],
    tuple[tf.Tensor, Sequence[tf.Tensor], Sequence[tf.Tensor]],
]


@dataclass(frozen=True)
class Batches:
    """The examples of one epoch, (n_steps, batch) each; padding has weight 0."""

    users: NDArray[np.int32]
    items: NDArray[np.int32]
    targets: NDArray[np.float32]
    weights: NDArray[np.float32]


def cut(
    users: NDArray[np.integer[Any]],
    items: NDArray[np.integer[Any]],
    targets: NDArray[np.float32],
    batch: int,
    rng: np.random.Generator,
) -> Batches:
    """Shuffle (n,) examples into batches and sort each by user."""
    n_steps = max(1, -(-len(users) // batch))
    row = np.full(n_steps * batch, -1, dtype=np.int64)
    row[: len(users)] = rng.permutation(len(users))
    place = row.reshape(n_steps, batch)
    order = np.argsort(np.where(place >= 0, users[place], np.iinfo(np.int32).max), axis=1)
    place = np.take_along_axis(place, order, axis=1)
    real = place >= 0
    return Batches(
        np.where(real, users[place], 0).astype(np.int32),
        np.where(real, items[place], 0).astype(np.int32),
        np.where(real, targets[place], 0.0).astype(np.float32),
        real.astype(np.float32),
    )


@dataclass
class Descent:
    """Tables on their way down.

    Attributes
    ----------
    slopes
        The model's gradient.
    tables
        Where they are now.
    averages
        Moving averages of what the batches say of themselves.
    momentum
        How slowly they move.
    epsilon
        Adam's; Keras takes 1e-7.
    """

    slopes: Slopes
    tables: Sequence[tf.Tensor]
    averages: Sequence[tf.Tensor] = ()
    momentum: float = 0.99
    epsilon: float = 1e-7
    steps: int = 0
    _moments: list[Sequence[tf.Tensor]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.tables = [tf.constant(table) for table in self.tables]
        self.averages = [tf.constant(average) for average in self.averages]
        self._moments = [[tf.zeros_like(table) for table in self.tables] for _ in range(2)]
        self._run = tf.function(self._epoch, jit_compile=True)

    def epoch(self, batches: Batches, rate: float) -> float:
        """Go through the batches once; returns their mean loss."""
        n_steps = len(batches.users)
        told = (batches.users, batches.items, batches.targets, batches.weights)
        loss, self.tables, first, second, self.averages = self._run(
            list(self.tables), *self._moments, list(self.averages), *map(tf.constant, told),
            tf.constant(rate, tf.float32), tf.constant(self.steps, tf.float32),
        )  # fmt: skip
        self._moments = [first, second]
        self.steps += n_steps
        return float(loss) / n_steps

    def _epoch(
        self,
        tables: list[tf.Tensor],
        first: list[tf.Tensor],
        second: list[tf.Tensor],
        averages: list[tf.Tensor],
        users: tf.Tensor,
        items: tf.Tensor,
        targets: tf.Tensor,
        weights: tf.Tensor,
        rate: tf.Tensor,
        done: tf.Tensor,
    ) -> Any:
        """One pass of Adam (Kingma and Ba, 2015, algorithm 1), as Keras computes it."""

        def body(step: tf.Tensor, total: tf.Tensor, *state: list[tf.Tensor]) -> Any:
            tables, first, second, averages = state
            at = users[step], items[step], targets[step], weights[step]
            loss, slopes, told = self.slopes(tables, *at)
            t = done + tf.cast(step, tf.float32) + 1.0
            alpha = rate * tf.sqrt(1.0 - BETA2**t) / (1.0 - BETA1**t)
            m = [BETA1 * a + (1.0 - BETA1) * g for a, g in zip(first, slopes, strict=True)]
            v = [BETA2 * a + (1.0 - BETA2) * g * g for a, g in zip(second, slopes, strict=True)]
            moved = [
                table - alpha * a / (tf.sqrt(b) + self.epsilon)
                for table, a, b in zip(tables, m, v, strict=True)
            ]
            kept = [
                self.momentum * old + (1.0 - self.momentum) * new
                for old, new in zip(averages, told, strict=True)
            ]
            return step + 1, total + loss, moved, m, v, kept

        n_steps = users.shape[0]
        start = (tf.constant(0), tf.constant(0.0), tables, first, second, averages)
        _, *reached = tf.while_loop(
            lambda step, *_: step < n_steps, body, start, maximum_iterations=n_steps
        )
        return reached
