import numpy as np
import pytest

from cf.preference import USUAL_SCORE, preferences, usual_score, usual_scores


def test_usual_score_is_drawn_to_seven():
    usual = usual_scores(np.array([0, 0, 0, 1]), np.array([10, 9, 0, 0]), 3)
    assert usual.tolist() == pytest.approx([(19 + 35) / 7, 7.0, 7.0])


def test_a_point_of_score_moves_the_target_by_the_slope():
    targets = preferences(np.array([8, 6, 0]), 7.0, slope=0.1)
    assert targets.tolist() == pytest.approx([1.1, 0.9, 1.0])


def test_targets_stay_between_their_bounds():
    assert preferences(np.array([10, 1]), 5.5, slope=9.0).tolist() == [2.0, -0.5]


def test_the_usual_score_of_one_user_is_that_of_the_same_user_among_others():
    scores = np.array([8, 0, 5, 10], dtype=np.float32)
    among = usual_scores(np.array([1, 1, 1, 1]), scores, 2)
    assert usual_score(scores) == pytest.approx(float(among[1]), rel=1e-6)
    assert usual_score(np.zeros(3, dtype=np.float32)) == USUAL_SCORE
