import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from ranking.top_k import top_k


def test_best_first_and_ties_by_lower_index():
    assert top_k(np.array([1.0, 3.0, 2.0, 3.0]), 3).tolist() == [1, 3, 2]


def test_exclusions_and_what_has_no_score():
    scores = np.array([5.0, np.nan, -np.inf, 1.0, 4.0])
    assert top_k(scores, 9, exclude=np.array([0, -1])).tolist() == [4, 3]


@pytest.mark.parametrize("k", [0, -1])
def test_none_are_asked_for(k):
    assert top_k(np.ones(3), k).tolist() == []


@pytest.mark.parametrize("n", [128 * 5 - 1, 128 * 5, 3000, 20_000])
def test_of_many_scores_the_groups_hide_none(n, rng):
    """Against sorting, with ties, with unknown scores and with exclusions."""
    scores = rng.integers(0, n // 10, n).astype(np.float32)
    scores[rng.random(n) < 0.01] = np.nan
    exclude = rng.choice(n, 50)
    usable = np.setdiff1d(np.flatnonzero(~np.isnan(scores)), exclude)
    expected = usable[np.lexsort((usable, -scores[usable]))][:5]
    assert top_k(scores, 5, exclude).tolist() == expected.tolist()


def test_scores_that_are_all_equal_come_in_order():
    assert top_k(np.ones(10_000, dtype=np.float32), 3).tolist() == [0, 1, 2]


@given(
    hnp.arrays(np.float32, st.integers(0, 40), elements=st.sampled_from([0, 1, 2, 3, np.nan])),
    st.integers(0, 45),
)
def test_equals_sorting_everything(scores, k):
    known = [i for i in range(len(scores)) if not np.isnan(scores[i])]
    expected = sorted(known, key=lambda i: (-scores[i], i))[:k]
    assert top_k(scores, k).tolist() == expected
