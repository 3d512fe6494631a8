import numpy as np

from ranking.blend import Source, blend, standardize

NAN = np.nan
SIZES = {"a": 0.02, "b": 7.0, "c": 1.0}
BOTH = np.array([True, True])


def _scores(*values):
    return np.array(values, dtype=np.float32)


def test_standardize_over_what_is_known():
    out = standardize(_scores(1.0, 3.0, NAN))
    assert out[:2].tolist() == [-1.0, 1.0]
    assert np.isnan(out[2])


def test_equal_scores_say_nothing():
    assert standardize(_scores(4.0, 4.0, NAN))[:2].tolist() == [0.0, 0.0]


def test_weighted_mean_by_hand():
    # Standardised: -1, 1 and 1, -1.
    sources = [Source(_scores(1.0, 3.0), 3.0), Source(_scores(5.0, 1.0), 1.0)]
    np.testing.assert_allclose(blend(sources, BOTH), [-2 / 4, 2 / 4], atol=1e-6)


def test_a_missing_source_weighs_nothing_but_convinces_less():
    silent = Source(_scores(0.0, 0.0), 1.0, _scores(0.0, 0.0))
    half = np.sqrt(1 / 2)
    found = blend([Source(_scores(1.0, 3.0), 1.0), silent], BOTH)
    np.testing.assert_allclose(found, [-half, half], atol=1e-6)


def test_an_item_that_nobody_knows_has_no_score():
    known_to_one = Source(_scores(0.0, 1.0), 1.0, _scores(0.0, 1.0))
    assert np.isnan(blend([known_to_one], BOTH)).tolist() == [True, False]
    assert np.isnan(blend([Source(_scores(1.0, 2.0), 0.0)], BOTH)).all()
    assert np.isnan(blend([], BOTH)).all()


def test_what_is_not_open_has_no_score_and_moves_no_mean():
    found = blend([Source(_scores(1.0, 3.0, 500.0), 1.0)], np.array([True, True, False]))
    np.testing.assert_allclose(found, [-1.0, 1.0, NAN], atol=1e-6)


def test_it_is_the_blend_of_scores_standardised_one_by_one(rng):
    is_open = rng.random(400) < 0.8
    weights = {"a": 3.0, "b": 5.0, "c": 1.5}
    total, present, sources = np.zeros(400), np.zeros(400), []
    for name, size in SIZES.items():
        known = rng.random(400) < (1.0 if name == "c" else 0.4)
        found = np.where(known, rng.normal(size, size, 400), 0.0).astype(np.float32)
        asked = found[known & is_open]
        total += np.where(known, weights[name] * (found - asked.mean()) / asked.std(), 0.0)
        present += np.where(known, weights[name], 0.0)
        sources.append(Source(found, weights[name], known.astype(np.float32)))
    with np.errstate(invalid="ignore"):
        expected = np.where(is_open, total / np.sqrt(present * sum(weights.values())), NAN)
    np.testing.assert_allclose(blend(sources, is_open), expected, atol=1e-5)
