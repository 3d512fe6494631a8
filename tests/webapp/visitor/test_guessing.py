from __future__ import annotations

import numpy as np
import pytest

from webapp.question.query import Rating
from webapp.visitor.guessing import guesses_of, left_out

SCORES = np.array([9.0, 7.0, 4.0])
USUAL = np.array([8.0, 8.0, 6.0])


def test_without_likeness_a_guess_is_mal_moved_by_the_others():
    # e = 1, -1, -2; b_0 = (-1 - 2) / (2 + 2), b_1 = (1 - 2) / 4, b_2 = (1 - 1) / 4
    guess = left_out(SCORES, USUAL, np.zeros((3, 3)))
    assert guess == pytest.approx([8 - 0.75, 8 - 0.25, 6.0])


def test_a_title_never_speaks_for_itself():
    alike = np.zeros((3, 3))
    np.fill_diagonal(alike, 5.0)
    assert left_out(SCORES, USUAL, alike) == pytest.approx(left_out(SCORES, USUAL, alike * 0))
    for place in range(3):
        other = SCORES.copy()
        other[place] = 1.0
        before = left_out(SCORES, USUAL, np.ones((3, 3)))[place]
        assert left_out(other, USUAL, np.ones((3, 3)))[place] == pytest.approx(before)


def test_a_like_title_pulls_the_guess_to_its_own_difference():
    alike = np.zeros((3, 3))
    alike[0, 2] = alike[2, 0] = 3.0
    # The others move it by -0.75, the like one by three quarters of what is left of its -2.
    assert left_out(SCORES, USUAL, alike)[0] == pytest.approx(8 - 0.75 - 3.75 / 4)


def test_guesses_stay_on_the_scale():
    guess = left_out(np.array([10.0] * 6), np.array([9.9] * 6), np.ones((6, 6)) * 100)
    assert guess.max() <= 10


def test_too_few_scores_are_not_guessed(snapshot):
    few = [Rating(id_, 8.0) for id_ in (1, 10, 20, 30)]
    assert guesses_of(snapshot, few) is None


def test_the_figures_are_means_over_all_scores(snapshot):
    ratings = [Rating(id_, score) for id_, score in ((1, 9), (2, 9), (30, 8), (10, 3), (11, 2))]
    found = guesses_of(snapshot, ratings)
    assert found.n_scores == 5
    assert found.error < found.error_of_mal  # worlds are far apart, and so are the scores
    assert [one.error for one in found.worst] == sorted(
        (one.error for one in found.worst), reverse=True
    )
    assert found.error == pytest.approx(np.mean([one.error for one in found.worst]))
