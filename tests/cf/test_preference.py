import numpy as np
import pytest

from cf.preference import USUAL_SCORE, preferences, preferences_of_one, usual_scores


def test_usual_score_is_drawn_to_seven():
    usual = usual_scores(np.array([0, 0, 0, 1]), np.array([10, 9, 0, 0]), 3)
    assert usual.tolist() == pytest.approx([(19 + 35) / 7, 7.0, 7.0])


def test_a_point_of_score_moves_the_target_by_the_slope():
    targets = preferences(np.array([8, 6, 0]), np.full(3, 7.0, dtype=np.float32), 0.1)
    assert targets.tolist() == pytest.approx([1.1, 0.9, 1.0])


def test_targets_stay_between_their_bounds():
    usual = np.full(2, 5.5, dtype=np.float32)
    assert preferences(np.array([10, 1]), usual, 9.0).tolist() == [2.0, -0.5]


def test_one_user_has_the_targets_of_the_same_user_among_others():
    scores = np.array([8, 0, 5, 10], dtype=np.float32)
    usual = usual_scores(np.array([1, 1, 1, 1]), scores, 2)
    expected = preferences(scores, np.repeat(usual[1:], 4), 0.1)
    assert preferences_of_one(scores, 0.1) == pytest.approx(expected, rel=1e-6)
    assert preferences_of_one(np.zeros(3, dtype=np.float32), 0.1).tolist() == [1.0] * 3


def test_who_rated_one_title_gave_it_nearly_the_usual_score():
    # (10 + 5 * 7) / 6 is 7.5.
    scores = np.array([10], dtype=np.float32)
    assert preferences_of_one(scores, 0.2).tolist() == pytest.approx([1.5])
    assert USUAL_SCORE == 7.0
