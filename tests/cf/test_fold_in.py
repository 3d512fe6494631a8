import subprocess
import sys
import time

import numpy as np
import pytest
from threadpoolctl import threadpool_limits

from cf.fold_in import FoldIn

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


def test_solved_by_item_or_by_rating_the_parts_are_the_same(fold_in, rng):
    rows, scores = rng.choice(3000, 50, replace=False), rng.integers(0, 11, 50)
    items = fold_in.item_factors[:7]
    by_item = fold_in.equations(rows, scores).contributions(items)
    by_rating = items @ fold_in(rows, scores).contributions.T
    np.testing.assert_allclose(by_item, by_rating, atol=1e-7)
