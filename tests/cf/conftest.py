import numpy as np
import pytest
from scipy import sparse


@pytest.fixture(scope="session")
def checkerboard():
    """Even users scored even titles, odd users odd ones; each lacks the title of its own number."""
    users, items = np.meshgrid(np.arange(40), np.arange(20), indexing="ij")
    seen = (users % 2 == items % 2) & (users % 20 != items)
    return sparse.csr_matrix(np.where(seen, 8, 0).astype(np.int8))


@pytest.fixture(scope="session")
def tastes():
    """400 users of four tastes with 60 titles; scores 1-10, some rows without a score."""
    rng = np.random.default_rng(3)
    taste_of_user, taste_of_item = rng.integers(0, 4, 400), np.arange(60) % 4
    likely = np.where(taste_of_user[:, None] == taste_of_item, 0.6, 0.05)
    seen = rng.random((400, 60)) < likely * np.linspace(1.0, 0.5, 60)
    base = np.where(taste_of_user[:, None] == taste_of_item, 8.0, 5.0)
    scores = np.clip(np.round(base + rng.normal(0, 1, seen.shape)), 1, 10).astype(np.int8)
    rows, columns = np.nonzero(seen)
    values = scores[rows, columns]
    values[rng.random(len(values)) < 0.1] = 0
    return sparse.csr_matrix((values, (rows, columns)), shape=seen.shape)
