import numpy as np

from vision.retrieval import interval, same_group


def test_fractions_by_hand():
    # On a line of angles: 0, 1, 2 of franchise 7; 10, 12 of franchise 8; 11 alone.
    angles = np.radians([0, 1, 2, 10, 12, 11])
    vectors = np.stack([np.cos(angles), np.sin(angles)], axis=1).astype(np.float32)
    found = same_group(vectors, np.array([7, 7, 7, 8, 8, 9]))
    assert found.hit.tolist() == [1, 1]
    assert found.recall.tolist() == [1, 1]
    # In franchise 8 the stranger at 11 degrees is nearer than the mate: rank 2 both times.
    assert found.reciprocal_rank.tolist() == [1, 1 / 2]


def test_only_the_nearest_ten_count():
    """The mate is the eleventh of eleven others."""
    angles = np.radians([0, *range(1, 11), 50])
    vectors = np.stack([np.cos(angles), np.sin(angles)], axis=1).astype(np.float32)
    franchises = np.array([1, *range(2, 12), 1])
    found = same_group(vectors, franchises)
    assert found.hit.tolist() == [0]
    assert found.reciprocal_rank.tolist() == [1 / 11]


def test_a_large_franchise_counts_once():
    vectors = np.eye(9, dtype=np.float32)
    vectors[:6] = vectors[0]
    found = same_group(vectors, np.array([1] * 6 + [2, 2, 3]))
    assert len(found.hit) == 2
    assert found.recall[0] == 1


def test_no_franchise_no_numbers(rng):
    found = same_group(np.eye(3, dtype=np.float32), np.arange(3))
    assert len(found.hit) == 0
    assert np.isnan(interval(found.hit, rng)).all()


def test_interval_holds_the_mean(rng):
    low, high = interval(np.array([0.0, 1.0] * 50), rng)
    assert 0.35 < low < 0.5 < high < 0.65


def test_what_is_kept_apart_is_neither_mate_nor_candidate():
    """The two nearest are of one franchise; the studio's mate is the third of four on a line."""
    angles = np.radians([0, 1, 2, 30])
    vectors = np.stack([np.cos(angles), np.sin(angles)], axis=1).astype(np.float32)
    studios, franchises = np.array([1, 1, 2, 1]), np.array([7, 7, 8, 9])
    found = same_group(vectors, studios, franchises)
    assert found.reciprocal_rank.tolist() == [1 / 2 * (2 / 3) + 1 / 2 * (1 / 3)]
    assert found.hit.tolist() == [1]
