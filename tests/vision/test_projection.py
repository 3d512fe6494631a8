import numpy as np
import pytest
from sklearn.decomposition import PCA

from vision.projection import FEWEST_TO_CENTRE, fit


@pytest.mark.parametrize("n", [12, 60])
def test_one_part_is_principal_component_analysis(rng, n):
    """scikit-learn is the oracle, for more rows than features and for fewer."""
    features = rng.normal(size=(n, 20)).astype(np.float32) * np.arange(1, 21, dtype=np.float32)
    vectors = fit(features, [(20, 1.0)], 5, 0.0).apply(features)
    rows = features - features.mean(axis=0)
    rows /= np.linalg.norm(rows, axis=1, keepdims=True)
    expected = PCA(5).fit_transform(rows.astype(float))
    expected /= np.linalg.norm(expected, axis=1, keepdims=True)
    np.testing.assert_allclose(vectors @ vectors.T, expected @ expected.T, atol=1e-4)


def test_full_whitening_makes_components_alike(rng):
    features = rng.normal(size=(500, 6)).astype(np.float32) * [9, 5, 3, 2, 1, 1]
    fitted = fit(features.astype(np.float32), [(6, 1.0)], 3, 1.0)
    rows = features - fitted.means
    rows = rows / np.linalg.norm(rows, axis=1, keepdims=True) - fitted.offset
    np.testing.assert_allclose((rows @ fitted.components).std(axis=0), 1, rtol=1e-3)


def test_weights_say_how_much_a_part_counts(rng):
    """A part of weight 0 has no say, however large its numbers are."""
    said = rng.normal(size=(30, 4)).astype(np.float32)
    silent = 1000 * rng.normal(size=(30, 3)).astype(np.float32)
    both = np.hstack([said, silent])
    with_silent = fit(both, [(4, 1.0), (3, 0.0)], 4, 0.25).apply(both)
    alone = fit(said, [(4, 1.0)], 4, 0.25).apply(said)
    np.testing.assert_allclose(with_silent @ with_silent.T, alone @ alone.T, atol=1e-4)


@pytest.mark.parametrize("n", [1, 2, 3, FEWEST_TO_CENTRE - 1, FEWEST_TO_CENTRE, 20])
def test_few_posters_give_few_dimensions(rng, n):
    features = rng.random((n, 40)).astype(np.float32)
    vectors = fit(features, [(40, 1.0)], 256, 0.25).apply(features)
    assert vectors.shape == (n, n if n < FEWEST_TO_CENTRE else n - 1)
    np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), 1, rtol=1e-5)


@pytest.mark.parametrize("n", [1, 5, 30])
def test_equal_posters_are_no_error(n):
    features = np.ones((n, 10), np.float32)
    assert np.isfinite(fit(features, [(10, 1.0)], 8, 0.5).apply(features)).all()


def test_arrays_rebuild_it(rng):
    features = rng.random((20, 10)).astype(np.float32)
    fitted = fit(features, [(6, 1.0), (4, 0.5)], 4, 0.25)
    again = type(fitted)(**fitted.arrays())
    assert np.array_equal(again.apply(features), fitted.apply(features))
