import numpy as np
import pytest
from scipy import sparse

from cf.evaluation.protocols import hold_out
from cf.evaluation.rating import differences, figures
from cf.models.biased import Biased
from cf.models.residual import Residual
from cf.models.stack import Stack

SMALL = {"n_factors": 4, "epochs": 30, "batch": 256, "learning_rate": 0.02}


@pytest.fixture(scope="module")
def opposites():
    """300 users with half of 40 titles: what one camp scores 8 the other scores 4."""
    rng = np.random.default_rng(5)
    camps = rng.choice([-2.0, 2.0], 300)[:, None] * rng.choice([-1.0, 1.0], 40)
    scores = np.clip(np.round(6.0 + camps + rng.normal(0, 0.5, camps.shape)), 1, 10)
    return sparse.csr_matrix(np.where(rng.random(camps.shape) < 0.5, scores, 0).astype(np.int8))


def test_without_anything_to_learn_from_each_other_it_is_the_biases():
    scores = sparse.csr_matrix(np.array([[8, 6], [9, 7], [7, 5]], dtype=np.int8))
    model = Residual(regularization=1e9, bias_regularization=0.0).fit(scores)
    np.testing.assert_allclose(model.score(scores), scores.toarray(), atol=0.05)


@pytest.mark.parametrize(
    "model",
    [
        Residual(regularization=50.0),
        Biased(**SMALL),
        Stack(
            weights={"residual": 0.5, "biased": 0.5},
            components={"biased": SMALL, "residual": {"regularization": 50.0}},
            constant=0.0,
        ),
    ],
)
def test_a_predictor_finds_the_camps(opposites, model):
    split = hold_out(opposites, 1)
    model.fit(split.train)
    found = figures(differences(split, lambda rows: model.score(split.seen[rows])))
    assert 0.5 < found["rmse"] < 1.3  # 2 knows nothing, 0.6 is the noise


def test_rows_without_a_score_say_nothing(tastes):
    scored = tastes.astype(np.float32)
    scored.eliminate_zeros()
    with_them, without = (Residual(regularization=50.0).fit(rows) for rows in (tastes, scored))
    np.testing.assert_array_equal(with_them.array("weights"), without.array("weights"))
