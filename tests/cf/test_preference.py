import numpy as np
import pytest

from cf.preference import preferences, preferences_of_one, usual_scores


def test_usual_score_is_drawn_to_seven():
    usual = usual_scores(np.array([0, 0, 0, 1]), np.array([10, 9, 0, 0]), 3)
    assert usual.tolist() == pytest.approx([(19 + 35) / 7, 7.0, 7.0])


def test_a_point_of_score_moves_the_target_by_the_slope():
    targets = preferences(np.array([8, 6, 0]), 7.0, slope=0.1)
    assert targets.tolist() == pytest.approx([1.1, 0.9, 1.0])


def test_targets_stay_between_their_bounds():
    assert preferences(np.array([10, 1]), 5.5, slope=9.0).tolist() == [2.0, -0.5]


@pytest.mark.parametrize("given", [[8, 0, 5, 10], [0, 0, 0], [1, 1, 10, 10, 10], []])
@pytest.mark.parametrize("slope", [0.05, 9.0])
def test_the_targets_of_one_user_are_those_of_the_same_user_among_others(given, slope):
    scores = np.array(given, dtype=np.float32)
    usual = usual_scores(np.ones(len(scores), dtype=int), scores, 2)[1]
    expected = preferences(scores, usual, slope)
    np.testing.assert_allclose(preferences_of_one(scores, slope), expected, rtol=1e-6)
