import numpy as np
import pytest
from scipy import sparse

from cf.fold_in import FoldIn
from cf.implicit_als import Parameters, fit


@pytest.fixture(scope="module")
def checkerboard():
    """Even users saw even titles, odd users odd ones; each lacks the title of its own number."""
    users, items = np.meshgrid(np.arange(40), np.arange(20), indexing="ij")
    seen = (users % 2 == items % 2) & (users % 20 != items)
    return sparse.csr_matrix(seen.astype(np.float32))


@pytest.fixture(scope="module")
def factors(checkerboard):
    return fit(checkerboard, Parameters(n_factors=8, iterations=5))


def test_the_held_out_title_comes_first(checkerboard, factors):
    scores = factors.users @ factors.items.T
    scores[checkerboard.toarray() > 0] = -np.inf
    assert (scores.argmax(axis=1) == np.arange(40) % 20).all()


def test_each_row_solves_its_normal_equations(checkerboard, factors):
    """Against a plain solve in float64, user by user."""
    Y, own = factors.items.astype(np.float64), Parameters(n_factors=8)
    for user, row in enumerate(checkerboard.toarray()):
        seen = np.flatnonzero(row)
        ridge = own.regularization * (len(seen) + own.unobserved * len(Y))
        A = own.unobserved * Y.T @ Y + Y[seen].T @ Y[seen] + ridge * np.eye(8)
        np.testing.assert_allclose(
            factors.users[user], np.linalg.solve(A, Y[seen].sum(axis=0)), rtol=1e-3, atol=1e-5
        )


def test_the_same_seed_gives_the_same_digits(checkerboard, factors):
    again = fit(checkerboard, Parameters(n_factors=8, iterations=5))
    np.testing.assert_array_equal(again.items, factors.items)
    other = fit(checkerboard, Parameters(n_factors=8, iterations=5, seed=2))
    assert not np.array_equal(other.items, factors.items)


def test_a_user_or_title_without_entries_has_no_factors():
    matrix = sparse.csr_matrix(np.array([[1, 1, 0], [0, 0, 0]], dtype=np.float32))
    factors = fit(matrix, Parameters(n_factors=2, iterations=2))
    assert not factors.users[1].any()
    assert not factors.items[2].any()


def test_folding_in_a_member_gives_the_members_own_factors(factors):
    seen = np.arange(2, 20, 2)  # what user 0 saw
    folded = FoldIn(factors.items, factors.parameters)(seen, np.zeros(len(seen)))
    np.testing.assert_allclose(folded.vector, factors.users[0], rtol=1e-3, atol=1e-5)
