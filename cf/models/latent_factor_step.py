"""Training of the latent factors by absolute loss in TensorFlow."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import tensorflow as tf
from numpy.typing import NDArray
from scipy import sparse

from cf.models.contract import Watch
from cf.models.descent import Batches, Descent, Slopes
from cf.models.latent_factor import LatentFactorSettings

Arrays = dict[str, NDArray[np.float32]]


@dataclass(frozen=True)
class _Rows:
    """(n,) users, items and scores."""

    users: NDArray[np.int32]
    items: NDArray[np.int32]
    scores: NDArray[np.float32]

    def having(self, mask: NDArray[np.bool_]) -> _Rows:
        return _Rows(self.users[mask], self.items[mask], self.scores[mask])


def train(
    scores: sparse.csr_matrix,
    genres: sparse.csr_matrix,
    settings: LatentFactorSettings,
    watch: Watch,
) -> tuple[Arrays, list[dict[str, float]]]:
    """Return mean (1,), item_bias (n_items,), item_factors (n_items, n_factors); and the history.

    Parameters
    ----------
    scores
        (n_users, n_items) CSR; entries without a score (0) are passed over.
    genres
        (n_genres, n_items) CSR float32; their factors are in `item_factors` already.
    settings
        The same ones and the same data give the same factors.
    watch
        Told of each look at the kept scores.
    """
    rng = np.random.default_rng(settings.seed)
    learned, kept = _rows(scores, settings, rng)
    labels = genres.T.toarray().astype(np.float32)
    tables = _first_tables((*scores.shape, labels.shape[1]), settings, rng)
    descent = Descent(slopes(settings.regularization, labels), tables, epsilon=1e-8)
    batch = _whole(learned)
    history: list[dict[str, float]] = []
    best, lowest = descent.tables, np.inf
    n_looks = -(-settings.iterations // settings.check_every)
    for look in range(1, n_looks + 1):
        for _ in range(settings.check_every):
            loss = descent.epoch(batch, settings.learning_rate)
        missed = _mean_absolute_error(descent.tables, labels, kept)
        history.append({"iteration": look * settings.check_every, "loss": loss, "val_mae": missed})
        watch("latent_factor", look, n_looks)
        if missed > lowest:
            break
        best, lowest = descent.tables, missed
    mean, _, items, of_genres = (table.numpy() for table in best)
    factors = items[:, 1:] + labels @ of_genres
    return {"mean": mean, "item_bias": items[:, 0].copy(), "item_factors": factors}, history


def slopes(regularization: float, labels: NDArray[np.float32]) -> Slopes:
    """Return the gradient of sum |a + b_u + b_i + p_u.(q_i + sum of genres) - r| + l squares.

    Tables are the mean (1,), users and items (n, 1 + n_factors), biases in the first column, and
    genres (n_genres, n_factors). The mean is not pulled.
    """
    of_item = tf.constant(labels)

    def of_batch(
        tables: Sequence[tf.Tensor],
        users: tf.Tensor,
        items: tf.Tensor,
        targets: tf.Tensor,
        weights: tf.Tensor,
    ) -> tuple[tf.Tensor, Sequence[tf.Tensor], Sequence[tf.Tensor]]:
        mean, user_table, item_table, genre_table = tables
        whole = item_table[:, 1:] + tf.matmul(of_item, genre_table)
        u, b, q = (tf.gather(user_table, users), tf.gather(item_table[:, 0], items),
                   tf.gather(whole, items))  # fmt: skip
        predicted = mean[0] + u[:, 0] + b + tf.reduce_sum(u[:, 1:] * q, axis=1)
        missed = (predicted - targets) * weights
        sign = tf.sign(missed)[:, None]
        n_users, n_items = user_table.shape[0], item_table.shape[0]
        one = tf.ones_like(sign)
        to_user = tf.math.unsorted_segment_sum(sign * tf.concat([one, q], 1), users, n_users)
        told = tf.concat([one, u[:, 1:]], 1)
        to_item = tf.math.unsorted_segment_sum(sign * told, items, n_items)
        to_genre = tf.matmul(of_item, to_item[:, 1:], transpose_a=True)
        pulled = [
            slope + 2.0 * regularization * table
            for slope, table in zip((to_user, to_item, to_genre), tables[1:], strict=True)
        ]
        return tf.reduce_sum(tf.abs(missed)), [tf.reduce_sum(sign)[None], *pulled], []

    return of_batch


def _rows(
    scores: sparse.csr_matrix, settings: LatentFactorSettings, rng: np.random.Generator
) -> tuple[_Rows, _Rows]:
    """Return the scores to learn from and those to look at; small lists are in neither."""
    users = np.repeat(np.arange(scores.shape[0], dtype=np.int32), np.diff(scores.indptr))
    scored = scores.data > 0
    enough = np.bincount(users[scored], minlength=scores.shape[0]) >= settings.min_user_ratings
    everything = _Rows(users, scores.indices.astype(np.int32), scores.data.astype(np.float32))
    rows = everything.having(scored & enough[users])
    kept = rng.random(len(rows.users)) < settings.validation
    return rows.having(~kept), rows.having(kept)


def _first_tables(
    shape: tuple[int, int, int], settings: LatentFactorSettings, rng: np.random.Generator
) -> list[NDArray[np.float32]]:
    """Return the mean, users, items and genres as they begin: biases 0, factors normal."""
    n_users, n_items, n_genres = shape
    users, items, genres = (
        rng.normal(0.0, settings.deviation, (n, settings.n_factors)).astype(np.float32)
        for n in (n_users, n_items, n_genres)
    )
    biased = [np.hstack([np.zeros((len(t), 1), np.float32), t]) for t in (users, items)]
    return [np.array([settings.first_mean], np.float32), *biased, genres]


def _whole(rows: _Rows) -> Batches:
    """Return all rows as one batch."""
    weights = np.ones(len(rows.users), dtype=np.float32)
    return Batches(rows.users[None], rows.items[None], rows.scores[None], weights[None])


def _mean_absolute_error(
    tables: Sequence[tf.Tensor], labels: NDArray[np.float32], rows: _Rows
) -> float:
    """Return the error on kept scores; 0 when none is kept."""
    if len(rows.users) == 0:
        return 0.0
    mean, users, items, genres = (table.numpy() for table in tables)
    u, i = users[rows.users], items[rows.items]
    q = i[:, 1:] + (labels @ genres)[rows.items]
    predicted = mean[0] + u[:, 0] + i[:, 0] + (u[:, 1:] * q).sum(axis=1)
    return float(np.abs(predicted - rows.scores).mean())
