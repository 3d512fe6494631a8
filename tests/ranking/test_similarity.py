import numpy as np

from ranking.similarity import cosine_scores, normalize_rows


def test_rows_have_length_one_and_zeros_stay():
    rows = normalize_rows(np.array([[3.0, 4.0], [0.0, 0.0]], np.float32))
    np.testing.assert_allclose(rows, [[3 / 5, 4 / 5], [0, 0]], atol=1e-7)


def test_cosine_by_hand():
    rows = normalize_rows(np.array([[1.0, 0.0], [1.0, 1.0], [0.0, -2.0]], np.float32))
    scores = cosine_scores(np.array([0.0, 5.0], np.float32), rows)
    np.testing.assert_allclose(scores, [0, 1 / np.sqrt(2), -1], atol=1e-6)


def test_a_query_of_zeros_is_like_nothing():
    assert cosine_scores(np.zeros(2, np.float32), np.eye(2, dtype=np.float32)).tolist() == [0, 0]
