import numpy as np
import pytest

from ranking.diversity import best_of_groups, one_per_group


def test_one_per_group_keeps_the_best_of_each():
    groups = np.array([1, 1, 2, 3, 2])
    assert one_per_group(np.array([4, 1, 2, 0, 3]), groups).tolist() == [4, 1, 3]
    assert one_per_group(np.array([], dtype=np.int64), groups).tolist() == []


def test_the_best_of_each_of_the_best_groups():
    scores = np.array([3.0, 5.0, 4.0, 1.0, 4.5, np.nan], dtype=np.float32)
    groups = np.array([1, 1, 2, 3, 2, 9])
    assert best_of_groups(scores, groups, 2).tolist() == [1, 4]
    assert best_of_groups(scores, groups, 99).tolist() == [1, 4, 3]
    assert best_of_groups(scores, groups, 0).tolist() == []
    assert best_of_groups(scores[:0], groups[:0], 3).tolist() == []


@pytest.mark.parametrize("digits", [0, 1, 6])
def test_it_is_one_per_group_of_all_in_order(rng, digits):
    for _ in range(100):
        n, k = rng.integers(1, 200), int(rng.integers(1, 40))
        scores = rng.normal(size=n).round(digits).astype(np.float32)
        scores[rng.random(n) < 0.2] = np.nan
        scores[rng.random(n) < 0.1] = -np.inf
        groups = rng.integers(0, max(n // 3, 1), n)
        ranked = np.argsort(-scores, kind="stable")
        ranked = ranked[scores[ranked] > -np.inf]
        expected = one_per_group(ranked, groups)[:k]
        assert best_of_groups(scores, groups, k).tolist() == expected.tolist()
