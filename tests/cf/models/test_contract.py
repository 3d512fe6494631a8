"""What every model must do, whatever it is made of."""

import dataclasses

import numpy as np
import pytest

from cf import models
from cf.errors import NotFitted, UnknownModel
from cf.evaluation.protocols import unseen_users
from cf.evaluation.ranking import per_user, rank

SMALL = {
    "popularity": {},
    "ease": {"regularization": 5.0},
    "als": {"n_factors": 8, "iterations": 4},
    "low_rank": {"n_factors": 8, "ease": {"regularization": 5.0}},
    "softmax": {"n_factors": 8, "epochs": 30, "batch": 40, "learning_rate": 0.03},
    "biased": {"n_factors": 4, "epochs": 20, "batch": 256, "learning_rate": 0.02},
    "residual": {"regularization": 50.0},
    "latent_factor": {"regularization": 0.1, "learning_rate": 0.05},
    "stack": {"components": {"biased": {"n_factors": 4, "epochs": 20, "batch": 256}}},
    "blend": {"components": {"ease": {"regularization": 5.0}, "als": {"n_factors": 8}}},
}
PREDICTORS = {"biased", "residual", "latent_factor", "stack"}
# Those that order titles by who saw them: a predicted rating does not.
RANKING = [name for name in SMALL if name not in {"popularity", *PREDICTORS}]
# Mean NDCG@10 on `tastes`, users never seen; popularity reaches .13 there.
FLOOR = {
    "popularity": 0.1,
    "ease": 0.4,
    "als": 0.4,
    "low_rank": 0.4,
    "softmax": 0.3,
    "biased": 0.05,
    "residual": 0.05,
    "latent_factor": 0.05,
    "stack": 0.05,
    "blend": 0.4,
}


@pytest.fixture(scope="module", params=list(SMALL))
def name(request):
    return request.param


@pytest.fixture(scope="module")
def fitted(name, tastes):
    return models.make(name, **SMALL[name]).fit(tastes)


@pytest.fixture
def one_user(tastes):
    return tastes[7].indices, tastes[7].data


def test_the_suite_covers_every_model():
    assert set(SMALL) == set(models.NAMES)


def test_scores_have_the_shape_of_the_ratings(fitted, tastes):
    found = fitted.score(tastes[:30])
    assert found.shape == (30, 60)
    assert found.dtype == np.float32
    assert np.isfinite(found).all()


@pytest.mark.parametrize("name", ["softmax", "biased", "latent_factor"], indirect=True)
def test_what_is_descended_tells_how_it_went(fitted):
    losses = [row["loss"] for row in fitted.history]
    assert losses[-1] < losses[0]


@pytest.mark.parametrize("name", RANKING, indirect=True)
def test_on_a_checkerboard_the_missing_title_comes_first(name, checkerboard):
    found = models.make(name, **SMALL[name]).fit(checkerboard).score(checkerboard)
    found[checkerboard.toarray() > 0] = -np.inf
    assert (found.argmax(axis=1) == np.arange(40) % 20).all()


def test_folding_in_one_user_is_scoring_that_user(fitted, tastes, one_user):
    np.testing.assert_allclose(
        fitted.fold_in(*one_user), fitted.score(tastes[7])[0], rtol=2e-3, atol=2e-4
    )


def test_what_the_ratings_added_adds_up_to_the_score(fitted, one_user):
    candidates = np.array([0, 5, 59])
    told = fitted.explain(*one_user, candidates)
    assert told.contributions.shape == (3, len(one_user[0]))
    np.testing.assert_allclose(
        told.base + told.contributions.sum(axis=1),
        fitted.fold_in(*one_user)[candidates],
        rtol=1e-4, atol=1e-5,
    )  # fmt: skip


def test_taken_in_once_a_user_is_scored_and_explained_as_by_turns(fitted, one_user):
    candidates = np.array([59, 3, 0])
    user, told = fitted.fold(*one_user), fitted.explain(*one_user, candidates)
    again = user.explain(candidates)
    np.testing.assert_allclose(user.scores, fitted.fold_in(*one_user), rtol=1e-6)
    np.testing.assert_allclose(again.base, told.base, rtol=1e-6)
    np.testing.assert_allclose(again.contributions, told.contributions, rtol=1e-5, atol=1e-7)
    some = np.array([2, 0])
    few = user.explain(candidates, some)
    np.testing.assert_allclose(few.base, told.base, rtol=1e-6)
    expected = told.contributions[:, some]
    np.testing.assert_allclose(few.contributions, expected, rtol=1e-5, atol=1e-7)


def test_the_same_data_give_the_same_digits(fitted, name, tastes):
    again = models.make(name, **SMALL[name]).fit(tastes)
    for key, array in fitted.arrays.items():
        np.testing.assert_array_equal(array, again.arrays[key])


def test_saved_and_loaded_it_is_the_same(fitted, tmp_path, one_user):
    fitted.save(tmp_path / "model.npz")
    back = models.load(tmp_path / "model.npz")
    assert type(back) is type(fitted)
    assert back.settings == fitted.settings
    np.testing.assert_array_equal(back.fold_in(*one_user), fitted.fold_in(*one_user))


def test_unseen_users_are_served_above_a_floor(name, tastes):
    split = unseen_users(tastes, 1)
    model = models.make(name, **SMALL[name]).fit(split.train)
    lists = rank(split, lambda rows: model.score(split.seen[rows]), None)
    assert per_user(lists)["ndcg@10"].mean() > FLOOR[name]


def test_a_user_without_ratings_gets_finite_scores(fitted):
    assert np.isfinite(fitted.fold_in(np.array([], dtype=np.int64), np.array([]))).all()


def test_asked_before_it_has_learned_it_refuses(name, one_user, tmp_path):
    model = models.make(name)
    with pytest.raises(NotFitted, match="call fit"):
        model.fold_in(*one_user)
    with pytest.raises(NotFitted, match="call fit before save"):
        model.save(tmp_path / "model.npz")


def test_each_setting_is_documented(name):
    settings = type(models.make(name)).Settings
    for field in dataclasses.fields(settings):
        assert field.name in settings.__doc__


def test_a_name_or_setting_that_does_not_exist_is_refused():
    with pytest.raises(UnknownModel, match=r"'bpr' is not one of popularity, "):
        models.make("bpr")
    with pytest.raises(UnknownModel, match="ease has no setting depth: it has regularization, "):
        models.make("ease", depth=3)
    with pytest.raises(UnknownModel, match="settings for bpr, which the blend has no weight for"):
        models.make("blend", components={"bpr": {}})
