import numpy as np
import pytest

from cf.interactions import place_in, user_items
from cf.rules import Rules
from store import Interactions


@pytest.fixture
def rows():
    """Four members; 'dot' has one rating; title 40 is only planned; 'ann' has title 10 twice."""
    table = [
        (0, 10, 5, 2), (0, 20, 8, 2), (0, 10, 9, 2),
        (1, 10, 7, 2), (1, 20, 0, 1), (1, 40, 0, 6),
        (2, 10, 3, 4), (2, 20, 6, 2),
        (3, 30, 6, 2),
    ]  # fmt: skip
    user, anime, score, status = (np.array(column) for column in zip(*table, strict=True))
    return Interactions(["ann", "bob", "cid", "dot"], user, anime, score, status)


def test_planned_and_rare_rows_go_and_the_last_duplicate_counts(rows):
    kept = user_items(rows, Rules(min_user_ratings=2, min_item_ratings=2))
    assert kept.users.external_ids.tolist() == ["ann", "bob", "cid"]
    assert kept.items.external_ids.tolist() == [10, 20]
    assert kept.scores.toarray().tolist() == [[9, 8], [7, 0], [3, 6]]
    assert kept.scores.nnz == 6


def test_planned_can_be_kept(rows):
    kept = user_items(rows, Rules(keep_planned=True, min_user_ratings=1, min_item_ratings=1))
    assert 40 in kept.items


def test_preferences_keep_rows_without_a_score(rows):
    targets = user_items(rows, Rules(min_user_ratings=2, min_item_ratings=2)).preferences(0.1)
    assert targets.nnz == 6
    assert targets[1, 1] == 1.0


def test_rules_can_leave_nothing(rows):
    assert user_items(rows, Rules(min_user_ratings=50)).scores.shape == (0, 0)


@pytest.mark.parametrize("known", [[2, 5, 9], [2, 5, 2_000_000_000], []])
def test_the_place_of_an_id_is_found_among_small_and_large_ones(known):
    ids = np.array([*known[::-1], *known], dtype=np.int64)
    wanted = [*reversed(range(len(known))), *range(len(known))]
    assert place_in(np.array(known, dtype=np.int64), ids).tolist() == wanted
