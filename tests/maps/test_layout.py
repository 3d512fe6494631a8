from __future__ import annotations

import numpy as np
import pytest

from maps import layout


@pytest.fixture(scope="module")
def clusters():
    """Three directions of 30 points each, in eight dimensions."""
    rng = np.random.default_rng(2)
    centres = np.eye(8, dtype=np.float32)[[0, 3, 6]]
    return np.repeat(centres, 30, axis=0) + rng.normal(0, 0.05, (90, 8)).astype(np.float32)


def _apart(places):
    """How far the clusters' middles are from one another, and how wide the widest is."""
    parts = places.reshape(3, 30, 2)
    middles = parts.mean(axis=1)
    between = min(np.linalg.norm(middles[a] - middles[b]) for a, b in ((0, 1), (0, 2), (1, 2)))
    return between, max(
        np.linalg.norm(p - m, axis=1).mean() for p, m in zip(parts, middles, strict=True)
    )


@pytest.mark.parametrize("most_points", [90, 45])
def test_what_is_near_stays_near(clusters, most_points):
    places = layout.lay_out(clusters, seed=1, most_points=most_points)
    assert places.shape == (90, 2)
    assert places.dtype == np.float32
    assert (places.min(axis=0) == 0).all()
    assert (places.max(axis=0) == 1).all()
    between, within = _apart(places)
    assert between > 2 * within


def test_the_same_seed_gives_the_same_map(clusters):
    first = layout.lay_out(clusters, seed=1)
    assert np.array_equal(first, layout.lay_out(clusters, seed=1))


@pytest.mark.parametrize("vectors", [np.zeros((6, 3)), np.ones((5, 1)), np.eye(5)[[0, 0, 1, 2, 3]]])
def test_few_or_equal_points(vectors):
    places = layout.lay_out(vectors.astype(np.float32), seed=1)
    assert np.isfinite(places).all()
    assert ((places >= 0) & (places <= 1)).all()
