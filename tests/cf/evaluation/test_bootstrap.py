import numpy as np
import pytest

from cf.evaluation.bootstrap import interval, relative_gain


def test_the_interval_is_that_of_the_normal_law_for_many_users(rng):
    values = rng.normal(0.4, 0.2, 4000)
    low, high = interval(values, 1)
    half = 1.96 * 0.2 / 4000**0.5
    assert low == pytest.approx(values.mean() - half, abs=half / 4)
    assert high == pytest.approx(values.mean() + half, abs=half / 4)


def test_a_seed_gives_the_same_digits(rng):
    values = rng.random(100)
    assert interval(values, 1) == interval(values, 1)
    assert interval(values, 1) != interval(values, 2)


def test_a_gain_for_every_user_is_sure(rng):
    theirs = rng.random(200) + 0.1
    gain, low, high = relative_gain(theirs * 1.05, theirs, 1)
    assert gain == pytest.approx(0.05)
    assert low == pytest.approx(0.05)
    assert high == pytest.approx(0.05)


def test_nobody_is_zero():
    assert interval(np.empty(0), 1) == (0.0, 0.0)
