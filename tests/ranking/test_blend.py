import numpy as np

from ranking.blend import blend, standardize

NAN = np.nan
SIZES = {"a": 0.02, "b": 7.0, "c": 1.0}


def test_standardize_over_what_is_known():
    out = standardize(np.array([1.0, 3.0, NAN], np.float32))
    assert out[:2].tolist() == [-1.0, 1.0]
    assert np.isnan(out[2])


def test_equal_scores_say_nothing():
    assert standardize(np.array([4.0, 4.0, NAN], np.float32))[:2].tolist() == [0.0, 0.0]


def test_weighted_mean_by_hand():
    scores = {
        "a": np.array([1.0, 3.0], np.float32),  # standardised: -1, 1
        "b": np.array([5.0, 1.0], np.float32),  # standardised: 1, -1
    }
    np.testing.assert_allclose(blend(scores, {"a": 3.0, "b": 1.0}), [-2 / 4, 2 / 4], atol=1e-6)


def test_a_missing_source_weighs_nothing_but_convinces_less():
    scores = {
        "a": np.array([1.0, 3.0], np.float32),
        "b": np.array([NAN, NAN], np.float32),
    }
    half = np.sqrt(1 / 2)
    np.testing.assert_allclose(blend(scores, {"a": 1.0, "b": 1.0}), [-half, half], atol=1e-6)


def test_an_item_that_nobody_knows_has_no_score():
    assert np.isnan(blend({"a": np.array([NAN, 1.0], np.float32)}, {"a": 1.0})[0])
    assert np.isnan(blend({"a": np.array([1.0, 2.0], np.float32)}, {"a": 0.0})).all()
    assert blend({}, {}).tolist() == []


def test_it_is_the_blend_of_scores_standardised_one_by_one(rng):
    scores = {name: rng.normal(size, size, 400).astype(np.float32) for name, size in SIZES.items()}
    for name in ("a", "b"):
        scores[name][rng.random(400) < 0.6] = NAN
    weights = {"a": 3.0, "b": 5.0, "c": 1.5}
    total, present = np.zeros(400), np.zeros(400)
    for name, found in scores.items():
        known = ~np.isnan(found)
        standard = (found - found[known].mean()) / found[known].std()
        total[known] += weights[name] * standard[known]
        present[known] += weights[name]
    np.testing.assert_allclose(
        blend(scores, weights), total / np.sqrt(present * sum(weights.values())), atol=1e-5
    )
