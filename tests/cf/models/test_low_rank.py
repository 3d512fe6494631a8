import numpy as np

from cf.interactions import as_seen
from cf.models.ease import Ease
from cf.models.low_rank import LowRank

EASE = {"regularization": 5.0, "kept": 0}


def test_with_every_factor_it_is_ease(tastes):
    whole = Ease(**EASE).fit(tastes).score(tastes)
    found = LowRank(n_factors=60, items_per_factor=0, ease=EASE).fit(tastes).score(tastes)
    np.testing.assert_allclose(found, whole, atol=1e-4)


def test_with_few_it_is_the_nearest_matrix_of_their_rank(tastes):
    """Against the singular value decomposition (Eckart and Young)."""
    S = np.asarray(as_seen(tastes) @ Ease(**EASE).fit(tastes).weights.toarray())
    U, sizes, Vt = np.linalg.svd(S, full_matrices=False)
    nearest = (U[:, :6] * sizes[:6]) @ Vt[:6]
    found = LowRank(n_factors=6, activity_power=0.0, rounds=20, ease=EASE).fit(tastes)
    np.testing.assert_allclose(found.score(tastes), nearest, atol=1e-3)
    assert found.array("item_factors").shape == (60, 6)
