import numpy as np
import pytest
import tensorflow as tf
from scipy import sparse

from cf.evaluation.protocols import hold_out
from cf.evaluation.rating import differences, figures
from cf.item_facts import ItemFacts
from cf.models.latent_factor import LatentFactor
from cf.models.latent_factor_step import slopes

QUICK = {"regularization": 0.1, "learning_rate": 0.05}


def test_the_closed_gradient_is_the_tapes(rng):
    labels = (rng.random((5, 3)) < 0.5).astype(np.float32)
    shapes = [(1,), (6, 4), (5, 4), (3, 3)]
    tables = [tf.constant(rng.normal(size=shape), tf.float32) for shape in shapes]
    users, items = np.array([0, 2, 2, 5]), np.array([1, 4, 1, 0])
    targets = rng.normal(size=4).astype(np.float32)
    with tf.GradientTape() as tape:
        tape.watch(tables)
        mean, u, i, genres = tables
        whole = i[:, 1:] + tf.matmul(labels, genres)
        dot = tf.reduce_sum(tf.gather(u[:, 1:], users) * tf.gather(whole, items), axis=1)
        predicted = mean[0] + tf.gather(u[:, 0], users) + tf.gather(i[:, 0], items) + dot
        squares = sum(tf.reduce_sum(table**2) for table in tables[1:])
        whole_loss = tf.reduce_sum(tf.abs(predicted - targets)) + 0.3 * squares
    expected = tape.gradient(whole_loss, tables)
    _, found, _ = slopes(0.3, labels)(tables, users, items, targets, np.ones(4, np.float32))
    for mine, other in zip(found, expected, strict=True):
        np.testing.assert_allclose(mine, tf.convert_to_tensor(other), rtol=1e-4, atol=1e-5)


def test_a_folded_in_user_is_at_the_lowest_point_of_the_absolute_loss(tastes, rng):
    model = LatentFactor(**QUICK).fit(tastes)
    items, scores = tastes[7].indices, tastes[7].data
    scored = scores > 0
    Z = np.hstack([np.ones((60, 1)), model.array("item_factors")])[items[scored]]
    r = scores[scored] - model.array("mean")[0] - model.array("item_bias")[items[scored]]

    def loss(x):
        return np.abs(r - Z @ x).sum() + 0.1 * (x**2).sum()

    found = model._parts(items, scores).sum(axis=0)
    for _ in range(200):
        assert loss(found) < loss(found + rng.normal(0, 0.1, 4)) + 0.02


def test_one_who_scores_wildly_once_is_hardly_moved():
    """The absolute loss: of nine 8s and one 1 the bias stays near the nine."""
    scores = sparse.csr_matrix(np.full((30, 10), 8, dtype=np.int8))
    model = LatentFactor(n_factors=0, **QUICK).fit(scores)
    given = np.array([8] * 9 + [1])
    assert model.fold_in(np.arange(10), given).mean() == pytest.approx(8.0, abs=0.2)


def test_genres_speak_for_titles_that_nobody_scored(rng):
    camps = np.repeat([1, -1], 10)
    likes = rng.choice([-2, 2], 200)[:, None] * camps
    scores = np.clip(6 + likes, 1, 10).astype(np.int8)
    scores[:, 0] = 0  # of the first camp, scored by nobody
    labels = sparse.csr_matrix((np.stack([camps, -camps]) > 0).astype(np.float32))
    facts = ItemFacts(np.arange(20), labels, ("genres", "genres"))
    with_genres = LatentFactor(**QUICK).fit(sparse.csr_matrix(scores), facts)
    fan = with_genres.fold_in(np.array([1, 2, 11]), np.array([8, 8, 4]))
    other = with_genres.fold_in(np.array([1, 2, 11]), np.array([4, 4, 8]))
    assert fan[0] > other[0] + 1.0


def test_it_looks_at_kept_scores_and_stops(tastes):
    model = LatentFactor(regularization=0.1, learning_rate=0.3).fit(tastes)
    looked = [row["val_mae"] for row in model.history]
    assert model.history[0]["iteration"] == 5
    assert len(looked) < 100
    assert looked[-1] > looked[-2]


def test_the_mean_error_is_below_that_of_the_biases(rng):
    likes = rng.choice([-2.0, 2.0], 300)[:, None] * rng.choice([-1.0, 1.0], 40)
    scores = np.clip(np.round(6.0 + likes + rng.normal(0, 0.5, likes.shape)), 1, 10)
    scores = sparse.csr_matrix(np.where(rng.random(likes.shape) < 0.5, scores, 0).astype(np.int8))
    split = hold_out(scores, 1)
    biases, factors = (_missed(LatentFactor(n_factors=k, **QUICK), split) for k in (0, 3))
    assert factors < 0.6 * biases


def _missed(model, split):
    model.fit(split.train)
    return figures(differences(split, lambda rows: model.score(split.seen[rows])))["mae"]
