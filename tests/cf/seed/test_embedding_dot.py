from dataclasses import replace

import numpy as np
import pytest
import tensorflow as tf
from scipy import sparse

from cf.errors import NotFitted, UnknownModel
from cf.models.descent import Descent, cut
from cf.seed import embedding_step, keras_model
from cf.seed.embedding_dot import EmbeddingDot, EmbeddingDotSettings
from cf.seed.schedule import Ramp

SMALL = EmbeddingDotSettings(
    n_factors=4, batch=64, epochs=6, l2=1e-4, validation=200, schedule=Ramp(1e-3, 1e-2, 1e-3)
)


def test_the_rates_are_those_of_the_published_history():
    published = [1e-5, 1.8e-5, 2.6e-5, 3.4e-5, 4.2e-5, 5e-5, 4.2e-5, 3.56e-5, 3.048e-5]
    assert [Ramp()(epoch) for epoch in range(9)] == pytest.approx(published)


def test_one_step_is_the_step_that_keras_takes(tastes):
    """From the same weights, over the same batch, every weight ends where Keras puts it."""
    rows = EmbeddingDot(SMALL).rows_of(tastes).having(slice(0, 64))
    tables = embedding_step.first_tables(tastes.shape, SMALL, np.random.default_rng(1))
    model = keras_model.build(tastes.shape, SMALL)
    users, items, dense, norm = tables
    model.set_weights([
        users, items, dense[:1][None], dense[1:], norm[:1], norm[1:],
        np.zeros(1, np.float32), np.ones(1, np.float32),
    ])  # fmt: skip
    told = {"user": rows.users[:, None], "anime": rows.items[:, None]}
    model.train_on_batch(told, rows.targets[:, None])
    batches = cut(rows.users, rows.items, rows.targets, 64, np.random.default_rng(1))
    moving = [np.array([0.0, 1.0], np.float32)]
    descent = Descent(embedding_step.slopes(SMALL.l2), tables, averages=moving)
    descent.epoch(batches, SMALL.schedule.start_lr)
    ours = [table.numpy() for table in [*descent.tables, *descent.averages]]
    theirs = [np.asarray(weight) for weight in model.get_weights()]
    # Adam's first step is the sign of a slope: where that is next to nothing it may go either way.
    close = np.isclose(ours[0], theirs[0], atol=2e-5).mean()
    assert close > 0.999
    assert np.isclose(ours[1], theirs[1], atol=2e-5).mean() > 0.999
    np.testing.assert_allclose(ours[2], np.concatenate([theirs[2][0], theirs[3]]), atol=2e-5)
    np.testing.assert_allclose(ours[3], np.concatenate(theirs[4:6]), atol=2e-5)
    np.testing.assert_allclose(ours[4], np.concatenate(theirs[6:8]), rtol=1e-4, atol=1e-6)


@pytest.mark.parametrize("hidden", [(), (6, 5)])
def test_the_slopes_are_those_of_keras(tastes, hidden):
    settings = replace(SMALL, hidden=hidden, initializer="random_normal")
    rows = EmbeddingDot(settings).rows_of(tastes).having(slice(0, 64))
    tables = embedding_step.first_tables(tastes.shape, settings, np.random.default_rng(1))
    model = keras_model.build(tastes.shape, settings)
    users, items, dense, norm, *layers = tables
    model.set_weights([
        users, items, *layers, dense[:-1][:, None], dense[-1:], norm[:1], norm[1:],
        np.zeros(1, np.float32), np.ones(1, np.float32),
    ])  # fmt: skip
    with tf.GradientTape() as tape:
        predicted = model([rows.users[:, None], rows.items[:, None]], training=True)
        entropy = tf.keras.losses.binary_crossentropy(rows.targets[:, None], predicted)
        loss = tf.reduce_mean(entropy) + sum(model.losses)
    theirs = [tf.convert_to_tensor(s) for s in tape.gradient(loss, model.trainable_variables)]
    ones = np.ones(64, np.float32)
    _, ours, _ = embedding_step.slopes(SMALL.l2)(
        [tf.constant(table) for table in tables], rows.users, rows.items, rows.targets, ones
    )
    for mine, other in zip(ours[:2] + ours[4:], theirs[: 2 + len(layers)], strict=True):
        np.testing.assert_allclose(mine, other, rtol=2e-3, atol=2e-6)
    np.testing.assert_allclose(ours[2][:-1], theirs[-4][:, 0], rtol=2e-3, atol=2e-6)


def test_it_learns_and_takes_the_best_epoch_back(tastes):
    model = EmbeddingDot(SMALL).fit(tastes)
    assert list(model.history[0]) == ["loss", "mse", "val_loss", "val_mse", "lr"]
    assert model.history[-1]["mse"] < model.history[0]["mse"]
    found = model.predict(np.arange(5))
    assert found.shape == (5, 60)
    assert ((found >= 1) & (found <= 10)).all()


def test_hidden_layers_are_trained_and_kept(tastes):
    settings = replace(SMALL, hidden=(6, 5), dense_initializer="glorot_uniform")
    model = EmbeddingDot(settings).fit(tastes)
    assert model.weights["kernel_0"].shape == (9, 6)
    assert model.weights["kernel_1"].shape == (6, 5)
    assert model.weights["dense"].shape == (6,)
    assert model.history[-1]["mse"] < model.history[0]["mse"]


@pytest.mark.parametrize("hidden", [(), (6,)])
def test_it_predicts_what_keras_predicts_with_its_weights(tastes, hidden):
    settings = replace(SMALL, hidden=hidden)
    model = EmbeddingDot(settings).fit(tastes)
    own = model.weights
    layers = [own[f"{name}_{i}"] for i in range(len(hidden)) for name in ("kernel", "bias")]
    network = keras_model.build(tastes.shape, settings)
    network.set_weights([
        own["user_embedding"], own["anime_embedding"], *layers, own["dense"][:-1][:, None],
        own["dense"][-1:], own["norm"][:1], own["norm"][1:], own["moving"][:1], own["moving"][1:],
    ])  # fmt: skip
    items = np.arange(60)[:, None]
    theirs = network.predict_on_batch([np.full((60, 1), 3), items])[:, 0]
    np.testing.assert_allclose(model.predict(np.array([3]))[0], 1 + 9 * theirs, rtol=1e-4)


def test_it_stops_when_nothing_gets_better(tastes):
    """A rate of almost nothing leaves the validation loss to the moving averages."""
    still = EmbeddingDotSettings(n_factors=2, batch=64, epochs=50, schedule=Ramp(1.0, 1.0, 1.0))
    assert len(EmbeddingDot(still).fit(tastes).history) < 50


def test_the_seeds_fault_trains_no_score_as_zero(tastes):
    wrong = EmbeddingDot(EmbeddingDotSettings(unscored_as_zero=True)).rows_of(tastes)
    right = EmbeddingDot().rows_of(tastes)
    assert len(wrong.users) == tastes.nnz
    assert (wrong.targets == 0).sum() == tastes.nnz - len(right.users)
    assert right.targets.min() >= 0
    assert right.targets.max() == 1


def test_asked_before_it_has_learned_it_refuses():
    with pytest.raises(NotFitted):
        EmbeddingDot().predict(np.arange(1))


@pytest.mark.parametrize(
    ("settings", "told"),
    [
        ({}, [2 / 9, 4 / 9, 7 / 9]),
        ({"scaling": "min_max"}, [0.0, 0.4, 1.0]),
        ({"unscored_as_zero": True}, [0.3, 0.0, 0.5, 0.8]),
        ({"unscored_as_zero": True, "scaling": "min_max"}, [0.375, 0.0, 0.625, 1.0]),
    ],
)
def test_scores_are_drawn_to_0_and_1(settings, told):
    scores = sparse.csr_matrix(
        (np.array([3, 0, 5, 8], np.int8), ([0, 0, 1, 1], [0, 1, 0, 1])), shape=(2, 2)
    )
    rows = EmbeddingDot.made(**settings).rows_of(scores)
    assert rows.targets.tolist() == pytest.approx(told)


def test_predictions_stay_between_the_ends_that_were_found(tastes):
    narrow = tastes.copy()
    narrow.data = np.where(narrow.data > 0, np.clip(narrow.data, 4, 8), 0).astype(np.int8)
    network = EmbeddingDot.made(scaling="min_max", n_factors=4, epochs=2, batch=500).fit(narrow)
    found = network.predict(np.arange(5))
    assert found.min() >= 4
    assert found.max() <= 8


def test_a_scaling_that_there_is_not_is_refused():
    with pytest.raises(UnknownModel, match="scaling is 'z': it is one of whole, min_max"):
        EmbeddingDot.made(scaling="z")
