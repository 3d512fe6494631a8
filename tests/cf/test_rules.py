import numpy as np
import pytest

from cf.errors import BadRule
from cf.interactions import aligned, compact, user_items
from cf.rules import Rules
from store import IdMap, Interactions

LOOSE = {"min_user_ratings": 1, "min_item_ratings": 1}
# One member; titles 1-8 of 12 episodes, 9 a film: (title, score, status, episodes watched).
LIST = [
    (1, 8, 2, 12),
    (2, 0, 6, 0),  # planned
    (3, 0, 1, 0),  # begun in name only
    (4, 7, 4, 0),  # scored without an episode
    (5, 0, 4, 3),  # dropped early, no score
    (6, 4, 4, 3),  # dropped early, but scored
    (7, 0, 1, 3),  # in the middle of it
    (8, 0, 4, 6),  # half of it
    (9, 0, 2, 1),
]
TWELVE = {**dict.fromkeys(range(1, 9), 12), 9: 1}


def rows_of(table, names=("ann",), users=None):
    anime, score, status, episodes = (np.array(column) for column in zip(*table, strict=True))
    users = np.zeros(len(table), dtype=np.int32) if users is None else np.array(users)
    return Interactions(list(names), users, anime, score, status, episodes)


def kept(rows, episodes=TWELVE, **rules):
    return user_items(rows, Rules(**LOOSE, **rules), episodes)


def test_by_default_what_tells_nothing_goes():
    found = kept(rows_of(LIST))
    assert found.items.external_ids.tolist() == [1, 4, 6, 7, 8, 9]
    assert found.left_out == {
        "planned": 1, "unwatched": 1, "half watched": 1, "duplicates": 0, "too few": 0,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("rules", "ids"),
    [
        ({"unwatched": "keep", "half_watched": "keep"}, [1, 3, 4, 5, 6, 7, 8, 9]),
        ({"unwatched": "all", "half_watched": "keep"}, [1, 5, 6, 7, 8, 9]),
        ({"unwatched": "keep", "half_watched": "all"}, [1, 8, 9]),
        ({"keep_planned": True, "unwatched": "keep", "half_watched": "keep"}, list(range(1, 10))),
    ],
)
def test_each_rule_is_an_option(rules, ids):
    assert kept(rows_of(LIST), **rules).items.external_ids.tolist() == ids


def test_episodes_that_nobody_told_are_the_most_that_anybody_watched():
    # 3 of at most 8 watched is under half; of 6 it is half.
    table = [(5, 0, 4, 3), (5, 9, 2, 8), (6, 0, 4, 3), (6, 9, 2, 6)]
    rows = rows_of(table, ("ann", "bob"), [0, 1, 0, 1][:4])
    order = np.argsort(rows.user_index, kind="stable")
    rows = rows_of([table[i] for i in order], ("ann", "bob"), rows.user_index[order])
    assert kept(rows, episodes=None).scores.toarray().tolist() == [[0, 0], [9, 9]]
    assert kept(rows, episodes=None).scores.nnz == 3


def test_without_episodes_their_rules_leave_all():
    rows = Interactions(["a"], np.zeros(2, int), np.array([4, 5]), np.zeros(2), np.array([1, 4]))
    assert kept(rows, unwatched="all", half_watched="all").scores.nnz == 2


@pytest.mark.parametrize(("which", "score"), [("last", 3), ("first", 5), ("highest", 9)])
def test_of_duplicates_one_counts(which, score):
    rows = rows_of([(1, 5, 2, 12), (2, 1, 2, 12), (1, 9, 2, 12), (1, 3, 2, 12)])
    found = kept(rows, duplicates=which)
    assert found.scores.toarray().tolist() == [[score, 1]]
    assert found.left_out["duplicates"] == 2


def test_minima_may_ask_for_scores():
    rows = rows_of([(1, 8, 2, 12), (2, 0, 2, 12), (1, 7, 2, 12)], ("ann", "bob"), [0, 0, 1])
    loose = {**LOOSE, "min_user_ratings": 1}
    assert user_items(rows, Rules(**loose)).scores.shape == (2, 2)
    assert user_items(rows, Rules(**loose, count_scored=True)).items.external_ids.tolist() == [1]


@pytest.mark.parametrize(
    ("rules", "said"),
    [
        ({"unwatched": "some"}, "unwatched is 'some': it is one of keep, unscored, all"),
        ({"min_user_ratings": "many"}, "give a whole number, e.g. 5"),
    ],
)
def test_a_rule_that_there_is_not_is_refused(rules, said):
    with pytest.raises(BadRule, match=said):
        Rules(**rules)


def test_other_lists_are_lined_up_by_the_same_rules():
    matrix, users = aligned(rows_of(LIST), IdMap([9, 2, 1]))
    assert matrix.toarray().tolist() == [[0, 0, 8]]
    assert matrix.nnz == 2
    assert users.tolist() == [0]


@pytest.mark.parametrize("ids", [[7, 3, 7], [1 << 30, 5, 5], []])
def test_compact_numbers_name_the_distinct_ids(ids):
    ids = np.array(ids, dtype=np.int64)
    distinct, index = compact(ids)
    assert distinct[index].tolist() == ids.tolist()
    assert distinct.tolist() == sorted(set(ids.tolist()))
