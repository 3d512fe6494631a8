import numpy as np

from ranking.similarity import compacted, cosine_scores, normalize_rows


def test_rows_have_length_one_and_zeros_stay():
    rows = normalize_rows(np.array([[3.0, 4.0], [0.0, 0.0]], np.float32))
    np.testing.assert_allclose(rows, [[3 / 5, 4 / 5], [0, 0]], atol=1e-7)


def test_cosine_by_hand():
    rows = normalize_rows(np.array([[1.0, 0.0], [1.0, 1.0], [0.0, -2.0]], np.float32))
    scores = cosine_scores(np.array([0.0, 5.0], np.float32), rows)
    np.testing.assert_allclose(scores, [0, 1 / np.sqrt(2), -1], atol=1e-6)


def test_a_query_of_zeros_is_like_nothing():
    assert cosine_scores(np.zeros(2, np.float32), np.eye(2, dtype=np.float32)).tolist() == [0, 0]


def test_compacted_rows_that_lie_in_a_plane_keep_their_dot_products(rng):
    rows = (rng.normal(size=(50, 2)) @ rng.normal(size=(2, 9))).astype(np.float32)
    short = compacted(rows, 2)
    assert short.shape == (50, 2)
    np.testing.assert_allclose(short @ short.T, rows @ rows.T, rtol=1e-4, atol=1e-4)


def test_compacted_rows_lose_what_the_best_plane_loses(rng):
    rows = rng.normal(size=(40, 6)).astype(np.float32)
    values = np.linalg.svd(rows, compute_uv=False)
    kept = np.square(compacted(rows, 4)).sum()
    np.testing.assert_allclose(kept, np.square(values[:4]).sum(), rtol=1e-4)


def test_narrow_rows_stay_as_they_are():
    rows = np.eye(3, dtype=np.float32)
    assert compacted(rows, 3) is rows
