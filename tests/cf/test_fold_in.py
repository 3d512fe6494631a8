import subprocess
import sys
import time

import numpy as np
import pytest
from scipy.linalg import LinAlgError
from threadpoolctl import threadpool_limits

from cf.fold_in import FoldIn
from cf.preference import preferences_of_one

PARAMETERS = {"unobserved": 0.1, "regularization": 0.01, "slope": 0.1, "n_items": 3000}


@pytest.fixture
def fold_in(rng):
    return FoldIn(rng.normal(0, 0.1, (3000, 128)).astype(np.float32), PARAMETERS)


def test_contributions_add_up_to_the_vector(fold_in, rng):
    folded = fold_in(rng.choice(3000, 50, replace=False), rng.integers(0, 11, 50))
    np.testing.assert_allclose(folded.contributions.sum(axis=0), folded.vector, atol=1e-6)


def test_a_dislike_pulls_down_what_a_like_pulls_up(fold_in):
    rows = np.array([1, 2, 3])
    own = fold_in.item_factors[1]
    loved = fold_in(rows, np.array([10, 7, 7])).vector @ own
    hated = fold_in(rows, np.array([1, 7, 7])).vector @ own
    assert loved > hated


def test_one_rating_is_enough(fold_in):
    assert np.isfinite(fold_in(np.array([5]), np.array([10])).vector).all()


def test_a_hundred_ratings_take_under_two_milliseconds(fold_in, rng):
    rows, scores = rng.choice(3000, 100, replace=False), rng.integers(1, 11, 100)
    seconds = []
    # As the site does: threads that wait for one another cost more than they bring.
    with threadpool_limits(limits=1, user_api="blas"):
        for _ in range(300):
            start = time.perf_counter()
            fold_in(rows, scores)
            seconds.append(time.perf_counter() - start)
    assert min(seconds) < 0.002


def test_it_needs_no_tensorflow():
    code = "import sys, cf.fold_in, cf.job; sys.exit('tensorflow' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


@pytest.mark.parametrize("n_rated", [1, 50, 127, 128, 300])
def test_it_is_the_plain_solve(fold_in, rng, n_rated):
    rows, scores = rng.choice(3000, n_rated, replace=False), rng.integers(0, 11, n_rated)
    Q, own = fold_in.item_factors.astype(np.float64), PARAMETERS
    Y, p = Q[rows], preferences_of_one(scores, own["slope"])
    ridge = own["regularization"] * (n_rated + own["unobserved"] * own["n_items"])
    A = own["unobserved"] * Q.T @ Q + Y.T @ Y + ridge * np.eye(128)
    each = np.linalg.solve(A, Y.T).T * p[:, None]
    folded = fold_in(rows, scores)
    np.testing.assert_allclose(folded.contributions, each, atol=2e-5)
    np.testing.assert_allclose(fold_in.vector(rows, scores), each.sum(axis=0), atol=1e-4)
    some = np.array([n_rated - 1, 0])
    told = fold_in.equations(rows, scores).parts(fold_in.factors[:7], some)
    np.testing.assert_allclose(told, (Q[:7] @ each.T)[:, some], atol=2e-5)


def test_equations_without_a_single_solution_are_refused(rng):
    factors = rng.normal(size=(20, 2)).astype(np.float32) @ np.eye(2, 6, dtype=np.float32)
    free = FoldIn(factors, {**PARAMETERS, "regularization": 0.0})
    with pytest.raises(LinAlgError, match="3 ratings have no single solution"):
        free.vector(np.array([1, 2, 3]), np.array([9, 8, 7]))
