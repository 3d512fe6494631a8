from math import log2

import numpy as np
import pytest
from scipy import sparse

from cf.evaluate import Split, hold_out, popularity, rank_users


def test_hold_out_parts_every_rating_once(rng):
    scores = sparse.random(50, 40, 0.3, format="csr", random_state=1, dtype=np.float32)
    scores.data[:] = 7
    split = hold_out(scores, 0.2, rng)
    assert split.seen.nnz + split.hidden.nnz == scores.nnz
    assert ((split.seen + split.hidden) != scores).nnz == 0
    assert 0.1 < split.hidden.nnz / scores.nnz < 0.3


def test_figures_by_hand():
    seen = sparse.csr_matrix(np.array([[9, 0, 0, 0]], dtype=np.int8))
    hidden = sparse.csr_matrix(np.array([[0, 0, 8, 5]], dtype=np.int8))
    order = np.array([9.0, 3.0, 2.0, 1.0], dtype=np.float32)  # ranks titles 1, 2, 3
    figures = rank_users(Split(seen, hidden), lambda _: order.copy(), 4)
    ideal = 1 + 1 / log2(3)
    assert figures["ndcg@10"] == pytest.approx((1 / log2(3) + 1 / log2(4)) / ideal)
    assert figures["ndcg@10 liked"] == pytest.approx(1 / log2(3))
    assert figures["recall@20"] == 1
    assert figures["coverage@10"] == 3 / 4


def test_popularity_counts_who_saw_it():
    seen = sparse.csr_matrix(np.array([[9, 0, 1], [0, 0, 4]], dtype=np.int8))
    assert popularity(Split(seen, seen))(0).tolist() == [1, 0, 2]
