from dataclasses import asdict

import numpy as np
import pytest
from scipy import sparse

from cf.fold_in import FoldIn
from cf.interactions import as_seen
from cf.models.als import AlsSettings
from cf.models.als_solver import fit, solve_users

SMALL = AlsSettings(n_factors=8, iterations=5)


@pytest.fixture(scope="module")
def seen(checkerboard):
    return as_seen(checkerboard)


@pytest.fixture(scope="module")
def items(seen):
    return fit(seen, SMALL)


def test_each_row_solves_its_normal_equations(seen, items):
    """Against a plain solve in float64, user by user."""
    Y, users = items.astype(np.float64), solve_users(seen, items, SMALL)
    for user, row in enumerate(seen.toarray()):
        own = np.flatnonzero(row)
        ridge = SMALL.regularization * (len(own) + SMALL.unobserved * len(Y))
        A = SMALL.unobserved * Y.T @ Y + Y[own].T @ Y[own] + ridge * np.eye(8)
        expected = np.linalg.solve(A, Y[own].sum(axis=0))
        np.testing.assert_allclose(users[user], expected, rtol=1e-3, atol=1e-5)


def test_another_seed_gives_other_factors(seen, items):
    other = fit(seen, AlsSettings(n_factors=8, iterations=5, seed=2))
    assert not np.array_equal(other, items)


def test_a_user_or_title_without_entries_has_no_factors():
    matrix = sparse.csr_matrix(np.array([[1, 1, 0], [0, 0, 0]], dtype=np.float32))
    items = fit(matrix, AlsSettings(n_factors=2, iterations=2))
    assert not solve_users(matrix, items, AlsSettings(n_factors=2))[1].any()
    assert not items[2].any()


def test_progress_is_told(seen):
    steps = []
    fit(seen, AlsSettings(n_factors=2, iterations=3), lambda *told: steps.append(told))
    assert steps == [("als", 1, 3), ("als", 2, 3), ("als", 3, 3)]


def test_folding_in_a_member_gives_the_members_own_factors(seen, items):
    own = np.arange(2, 20, 2)  # what user 0 saw
    folded = FoldIn(items, {**asdict(SMALL), "n_items": 20})(own, np.zeros(len(own)))
    users = solve_users(seen, items, SMALL)
    np.testing.assert_allclose(folded.vector, users[0], rtol=1e-3, atol=1e-5)
