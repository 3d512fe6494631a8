import numpy as np
import pytest
import tensorflow as tf

from cf.models.biased_step import slopes
from cf.models.descent import Descent, cut


def test_every_example_stands_in_one_batch_and_users_are_sorted(rng):
    users, items = rng.integers(0, 9, 50), rng.integers(0, 7, 50)
    batches = cut(users, items, np.arange(50, dtype=np.float32), 16, rng)
    assert batches.users.shape == (4, 16)
    assert batches.weights.sum() == 50
    kept = batches.weights > 0
    assert sorted(batches.targets[kept].tolist()) == list(range(50))
    for row, real in zip(batches.users, kept, strict=True):
        assert (np.diff(row[real]) >= 0).all()


def test_the_closed_gradient_is_the_tapes(rng):
    tables = [tf.constant(rng.normal(size=(n, 4)), tf.float32) for n in (6, 5)]
    users, items = np.array([0, 2, 2, 0]), np.array([1, 4, 1, 0])
    targets = rng.normal(size=4).astype(np.float32)
    weights = np.array([1, 1, 1, 0], np.float32)
    with tf.GradientTape() as tape:
        tape.watch(tables)
        u, i = tf.gather(tables[0], users[:3]), tf.gather(tables[1], items[:3])
        missed = u[:, 0] + i[:, 0] + tf.reduce_sum(u[:, 1:] * i[:, 1:], axis=1) - targets[:3]
        pull = 0.1 * (tf.reduce_sum(u**2, axis=1) + tf.reduce_sum(i**2, axis=1))
        whole = tf.reduce_mean(missed**2 + pull)
    expected = tape.gradient(whole, tables)
    loss, found, _ = slopes(0.1)(tables, users, items, targets, weights)
    assert float(loss) == pytest.approx(float(tf.reduce_mean(missed**2)), rel=1e-5)
    for mine, other in zip(found, expected, strict=True):
        np.testing.assert_allclose(mine, tf.convert_to_tensor(other), rtol=1e-4, atol=1e-6)


def test_it_goes_down(rng):
    users, items = rng.integers(0, 30, 400), rng.integers(0, 20, 400)
    truth = rng.normal(size=30)[users] + rng.normal(size=20)[items]
    tables = [rng.normal(0, 0.1, (n, 3)).astype(np.float32) for n in (30, 20)]
    descent = Descent(slopes(1e-3), tables)
    batches = cut(users, items, truth.astype(np.float32), 64, rng)
    losses = [descent.epoch(batches, 0.05) for _ in range(20)]
    assert losses[-1] < 0.2 * losses[0]
    assert descent.steps == 20 * 7
