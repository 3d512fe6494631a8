"""Two small vector sets and the topics that colour them."""

from __future__ import annotations

import numpy as np
import pytest

import store


@pytest.fixture
def mapped_db(mock_db):
    rng = np.random.default_rng(4)
    ids = np.arange(10, 130, 10)
    for kind in ("story", "look"):
        vectors = rng.normal(size=(12, 6)).astype(np.float32)
        store.vectors.publish(mock_db, store.VectorSet(kind, ids, vectors, model="m"))
    weights = np.tile(np.array([[0.9, 0.1], [0.2, 0.8]], dtype=np.float32), (5, 1))
    topics = [{"label": "fox · den", "share": 0.6}, {"label": "boat · sea", "share": 0.4}]
    made = store.VectorSet("topics", ids[:10], weights, model="m")
    store.vectors.publish(mock_db, made, facts={"topics": topics})
    return mock_db
