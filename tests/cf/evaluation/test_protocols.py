import numpy as np
import pytest

from cf.evaluation.protocols import hold_out, other_users, unseen_users


@pytest.mark.parametrize("protocol", [hold_out, unseen_users])
def test_every_rating_is_either_seen_or_hidden(protocol, tastes):
    split = protocol(tastes, 1)
    together = split.seen.copy()
    together.data[:] = 1
    hidden = split.hidden.copy()
    hidden.data[:] = 1
    assert (together + hidden).max() == 1
    assert np.array_equal(hidden.data, np.ones(hidden.nnz))


@pytest.mark.parametrize("protocol", [hold_out, unseen_users])
def test_a_fifth_of_each_users_scored_ratings_is_hidden(protocol, tastes):
    split = protocol(tastes, 1)
    assert (split.hidden.data > 0).all()
    hidden = np.diff(split.hidden.indptr)
    scored = np.array([(row.data > 0).sum() for row in split.seen]) + hidden
    np.testing.assert_array_equal(hidden, np.round(scored * 0.2))


def test_hold_out_learns_from_what_is_seen(tastes):
    split = hold_out(tastes, 1)
    assert split.train is split.seen
    assert split.seen.nnz + split.hidden.nnz == tastes.nnz


def test_unseen_users_are_never_learned_from(tastes):
    split = unseen_users(tastes, 1)
    assert split.train.shape == (320, 60)
    assert split.seen.shape == (80, 60)
    assert split.train.nnz + split.seen.nnz + split.hidden.nnz == tastes.nnz


def test_users_of_another_file_are_asked_about(tastes):
    split = other_users(tastes[:300], tastes[300:], 1)
    assert split.train.shape[0] == 300
    assert split.hidden.shape[0] == 100


def test_a_seed_decides_what_is_hidden(tastes):
    first, same, other = (hold_out(tastes, seed).hidden.indices.tolist() for seed in (1, 1, 2))
    assert first == same
    assert first != other
