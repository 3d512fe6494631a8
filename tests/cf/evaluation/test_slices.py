import numpy as np
import pytest
from scipy import sparse

from cf.evaluation import slices
from cf.evaluation.protocols import Split, hold_out
from cf.evaluation.ranking import rank


def test_the_slices_add_up_to_the_whole(tastes):
    split = hold_out(tastes, 1)
    lists = rank(
        split, lambda rows: np.tile(np.arange(60.0, dtype=np.float32), (len(rows), 1)), None
    )
    reached = slices.totals(lists, split)
    ndcg = [total for key, total in reached.items() if key[0::2] == ("list", "ndcg@10")]
    assert sum(n for _, n in ndcg) == len(lists.users)
    found = [total for key, total in reached.items() if key[0] == "titles"]
    assert sum(n for _, n in found) == split.hidden.nnz
    assert sum(hits for hits, _ in found) == lists.hits.sum()


def test_a_model_that_knows_the_famous_finds_the_famous():
    """Of 100 titles the first is everybody's; the list ranks by number."""
    train = np.zeros((10, 100), dtype=np.int8)
    train[:9, 0] = 8
    hidden = np.zeros_like(train)
    hidden[9, [0, 99]] = 8
    seen = np.zeros_like(train)
    split = Split(*(sparse.csr_matrix(part) for part in (train, seen, hidden)))
    lists = rank(
        split, lambda rows: np.tile(-np.arange(100.0, dtype=np.float32), (len(rows), 1)), None
    )
    reached = slices.means([slices.totals(lists, split)])
    assert reached["titles", "first 1 %", "found@20"] == (1.0, 1)
    assert reached["titles", "the rest", "found@20"] == (0.0, 1)
    assert reached["titles", "to 10 %", "found@20"] == (0.0, 0)
    assert reached["list", "under 30", "recall@20"] == (pytest.approx(0.5), 1)
    assert reached["list", "300 and more", "recall@20"] == (0.0, 0)


def test_parts_are_joined_by_their_numbers():
    key = ("list", "under 30", "ndcg@10")
    assert slices.means([{key: (1.0, 2)}, {key: (2.0, 4)}])[key] == (0.5, 6)
