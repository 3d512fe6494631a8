import numpy as np
import pytest

from ranking.blend import Source, blend, moments, standardize

NAN = np.nan
SIZES = {"a": 0.02, "b": 7.0, "c": 1.0}
BOTH = np.array([True, True])
NO_BITS = np.zeros(2, dtype=np.uint8)


def _scores(*values):
    return np.array(values, dtype=np.float32)


def _rows(*places):
    return np.array(places, dtype=np.int64)


def test_standardize_over_what_is_known():
    out = standardize(_scores(1.0, 3.0, NAN))
    assert out[:2].tolist() == [-1.0, 1.0]
    assert np.isnan(out[2])


def test_equal_scores_say_nothing():
    assert standardize(_scores(4.0, 4.0, NAN))[:2].tolist() == [0.0, 0.0]


def test_the_moments_of_some_scores(rng):
    scores = rng.normal(500, 0.01, 1000).astype(np.float32)
    wide = scores.astype(np.float64)
    assert moments(scores) == pytest.approx((wide.mean(), wide.std()))
    assert moments(_scores(4.0, 4.0, 4.0)) == (4.0, 0.0)
    assert moments(_scores()) == (0.0, 0.0)


def test_weighted_mean_by_hand():
    # Standardised: -1, 1 and 1, -1.
    sources = [Source(_scores(1.0, 3.0), 3.0), Source(_scores(5.0, 1.0), 1.0)]
    np.testing.assert_allclose(blend(sources, BOTH, NO_BITS), [-2 / 4, 2 / 4], atol=1e-6)


def test_a_missing_source_weighs_nothing_but_convinces_less():
    silent = Source(_scores(), 1.0, _rows(), 0)
    half = np.sqrt(1 / 2)
    found = blend([Source(_scores(1.0, 3.0), 1.0), silent], BOTH, NO_BITS)
    np.testing.assert_allclose(found, [-half, half], atol=1e-6)


def test_an_item_that_nobody_knows_has_no_score():
    known_to_one = Source(_scores(1.0), 1.0, _rows(1), 3)
    found = blend([known_to_one], BOTH, np.array([0, 1 << 3], dtype=np.uint8))
    assert np.isnan(found).tolist() == [True, False]
    assert np.isnan(blend([Source(_scores(1.0, 2.0), 0.0)], BOTH, NO_BITS)).all()
    assert np.isnan(blend([], BOTH, NO_BITS)).all()


def test_what_is_not_open_has_no_score_and_moves_no_mean():
    is_open = np.array([True, True, False])
    found = blend([Source(_scores(1.0, 3.0, 500.0), 1.0)], is_open, np.zeros(3, dtype=np.uint8))
    np.testing.assert_allclose(found, [-1.0, 1.0, NAN], atol=1e-6)


def test_it_is_the_blend_of_scores_standardised_one_by_one(rng):
    is_open = rng.random(400) < 0.8
    weights = {"a": 3.0, "b": 5.0, "c": 1.5}
    total, present, sources = np.zeros(400), np.zeros(400), []
    bits = np.zeros(400, dtype=np.uint8)
    for bit, (name, size) in enumerate(SIZES.items()):
        known = rng.random(400) < (1.0 if name == "c" else 0.4)
        found = rng.normal(size, size, 400).astype(np.float32)
        asked = found[known & is_open].astype(np.float64)
        total += np.where(known, weights[name] * (found - asked.mean()) / asked.std(), 0.0)
        present += np.where(known, weights[name], 0.0)
        bits |= (known << bit).astype(np.uint8)
        rows = np.flatnonzero(known)
        place = (None, None) if name == "c" else (rows, bit)
        sources.append(Source(found[rows], weights[name], *place))
    with np.errstate(invalid="ignore"):
        expected = np.where(is_open, total / np.sqrt(present * sum(weights.values())), NAN)
    np.testing.assert_allclose(blend(sources, is_open, bits), expected, atol=1e-5)
