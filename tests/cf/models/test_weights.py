import numpy as np
import pytest
from scipy import sparse

from cf.evaluation.protocols import Split
from cf.models.blend import Blend, standardized
from cf.models.weights import best_weights, learn_weights


def test_the_source_that_knows_gets_the_weight(rng):
    hidden = sparse.random(50, 40, 0.1, format="csr", random_state=1)
    hidden.data[:] = 8
    split = Split(hidden, sparse.csr_matrix((50, 40)), hidden.astype(np.int8))
    noise = rng.normal(size=(50, 40)).astype(np.float32)
    truth = standardized(hidden.toarray().astype(np.float32))
    assert best_weights({"noise": noise, "truth": truth}, split)["truth"] == 1.6
    assert best_weights({"truth": truth, "noise": noise}, split)["noise"] == 0.0


def test_learned_weights_are_those_of_the_models(tastes):
    small = {"ease": {"regularization": 5.0}, "als": {"n_factors": 4, "iterations": 2}}
    learned = learn_weights(Blend(components=small), tastes, None, seed=1)
    assert list(learned) == ["ease", "als"]
    assert learned["ease"] == 1.0


def test_standardised_scores_have_mean_0_and_deviation_1(rng):
    found = standardized(rng.normal(5, 3, (4, 100)).astype(np.float32))
    assert found.mean(axis=1) == pytest.approx(np.zeros(4), abs=1e-5)
    assert found.std(axis=1) == pytest.approx(np.ones(4), abs=1e-5)
    assert not standardized(np.full((2, 5), 3.0, dtype=np.float32)).any()
