from datetime import UTC, datetime

import numpy as np
import pytest

from store import IdMap, SetInfo, VectorSet
from webapp.catalogue.kinds import MAX_SHORT, less_shared, line_up

MATRIX = np.array([[4, 0], [3, 0.5], [3, -0.5], [0, 0]], dtype=np.float32)
INFO = SetInfo("s", "audience", "a test", 4, 2, datetime(2026, 5, 1, tzinfo=UTC), "", {}, {})


@pytest.fixture
def vectors():
    return VectorSet("audience", np.array([10, 20, 30, 40]), MATRIX, "a test")


def test_rows_follow_the_catalogue_and_empty_vectors_know_nothing(vectors):
    known = line_up(INFO, vectors, IdMap([30, 20, 99, 40]))
    assert known.rows.tolist() == [0, 1]
    assert known.positions.tolist() == [0, 1, -1, -1]
    assert known.set_rows.tolist() == [2, 1]
    assert np.isnan(known.cosines(0, np.array([2]))).all()


def test_plain_likeness_is_the_cosine(vectors):
    known = line_up(INFO, vectors, IdMap([10, 20, 30]))
    expected = (3 * 3 - 0.5 * 0.5) / (3 * 3 + 0.5 * 0.5)
    assert known.cosines(1, np.array([2]))[0] == pytest.approx(expected)


def test_less_what_all_share_two_that_differ_only_there_are_unlike(vectors):
    known = line_up(INFO, vectors, IdMap([10, 20, 30]), less_shared)
    n = np.linalg.norm(MATRIX[:3], axis=1)
    shared = (n[:, None] * MATRIX[:3]).sum(axis=0) / n.sum()
    a, b = MATRIX[1] - shared, MATRIX[2] - shared
    expected = a @ b / np.linalg.norm(a) / np.linalg.norm(b)
    assert expected < 0
    assert known.cosines(1, np.array([2]))[0] == pytest.approx(expected, rel=1e-5)


def test_wide_vectors_have_a_short_form_that_scores_nearly_the_same(rng):
    wide = rng.normal(size=(500, 300)) * 0.9 ** np.arange(300)
    vectors = VectorSet("story", np.arange(500), wide.astype(np.float32), "a test")
    known = line_up(INFO, vectors, IdMap(range(500)))
    assert known.short.codes.shape == (500, MAX_SHORT)
    whole = known.units @ known.units[:10].mean(axis=0)
    short = known.short.products(known.short.rows()[:10].mean(axis=0))
    assert np.corrcoef(whole, short)[0, 1] > 0.999


def test_the_short_form_of_narrow_vectors_is_only_rounded(vectors):
    known = line_up(INFO, vectors, IdMap([10, 20, 30]))
    assert known.short.rows() == pytest.approx(known.units, abs=1 / 254)


def test_long_vectors_of_titles_that_are_not_here_know_nothing():
    vectors = VectorSet("story", np.arange(3), np.ones((3, 80), dtype=np.float32), "a test")
    known = line_up(INFO, vectors, IdMap([7, 8]))
    assert known.short.codes.shape == (0, MAX_SHORT)
    assert known.positions.tolist() == [-1, -1]


def test_scores_are_picked_by_row_and_unknown_rows_have_none(vectors):
    known = line_up(INFO, vectors, IdMap([30, 99, 20]))
    picked = known.pick(np.array([5.0, 7.0], dtype=np.float32), np.array([2, 1, 0]))
    np.testing.assert_array_equal(picked, np.array([7, np.nan, 5], dtype=np.float32))
    assert picked.dtype == np.float32
