import numpy as np
import pytest
from scipy import sparse

from cf.evaluation import ranking
from cf.evaluation.protocols import Split, hold_out
from cf.evaluation.ranking import best, of_the_lists, per_user, rank
from ranking.metrics import ndcg_at_k, precision_at_k, recall_at_k, reciprocal_rank
from ranking.top_k import top_k


def csr(rows):
    return sparse.csr_matrix(np.array(rows, dtype=np.int8))


def test_lists_and_figures_are_those_of_one_user_at_a_time(tastes, rng, monkeypatch):
    monkeypatch.setattr(ranking, "CHUNK", 64)
    split = hold_out(tastes, 1)
    scores = np.round(rng.normal(size=tastes.shape), 1).astype(np.float32)  # with ties
    lists = rank(split, lambda rows: scores[rows], None)
    figures = per_user(lists)
    assert len(lists.users) == (np.diff(split.hidden.indptr) > 0).sum()
    for place, user in enumerate(lists.users):
        ranked = top_k(scores[user], 20, exclude=split.seen[user].indices).tolist()
        hidden = split.hidden[user].indices.tolist()
        assert lists.ranked[place].tolist() == ranked
        assert figures["ndcg@10"][place] == pytest.approx(
            ndcg_at_k(ranked, dict.fromkeys(hidden, 1.0), 10)
        )
        assert figures["recall@20"][place] == pytest.approx(recall_at_k(ranked, hidden, 20))
        assert figures["precision@10"][place] == pytest.approx(precision_at_k(ranked, hidden, 10))
        assert figures["mrr"][place] == pytest.approx(reciprocal_rank(ranked, hidden))


def test_without_same_franchise_hits_its_titles_are_neither_ranked_nor_wanted():
    split = Split(csr([[9, 0, 0, 0]]), csr([[9, 0, 0, 0]]), csr([[0, 8, 7, 0]]))
    scores = np.array([[4.0, 3.0, 2.0, 1.0]], dtype=np.float32)
    lists = rank(split, lambda rows: scores[rows], np.array([5, 5, 6, 7]))
    assert lists.ranked[0, :3].tolist() == [2, 3, -1]
    assert lists.n_hidden.tolist() == [1]
    assert lists.hits[0].sum() == 1


def test_a_user_whose_hidden_titles_are_all_of_the_franchise_is_not_asked():
    split = Split(csr([[9, 0]]), csr([[9, 0]]), csr([[0, 8]]))
    lists = rank(split, lambda rows: np.ones((len(rows), 2), np.float32), np.array([5, 5]))
    assert lists.ranked.shape == (0, 20)
    assert per_user(lists)["mrr"].shape == (0,)
    assert of_the_lists(lists, split.train, split, np.array([5, 5]))["coverage"] == 0.0


def test_figures_of_the_lists_by_hand():
    train = csr([[9, 9, 0, 0], [9, 0, 0, 0], [9, 9, 0, 0]])
    split = Split(train, csr([[9, 0, 0, 0]]), csr([[0, 8, 0, 0]]))
    scores = np.array([[0.0, 3.0, 2.0, -np.inf]], dtype=np.float32)
    lists = rank(split, lambda rows: scores[rows], None)
    told = of_the_lists(lists, train, split, np.array([1, 1, 2, 3]))
    assert told["coverage"] == 2 / 4  # titles 1 and 2
    assert told["novelty"] == pytest.approx(-(np.log2(3 / 4) + np.log2(1 / 4)) / 2)
    assert told["popular"] == 0.0  # the one most seen is title 0
    assert told["franchise"] == 1 / 2


def test_the_best_come_first_and_ties_go_to_the_lower_index():
    scores = np.array([[1.0, 2.0, 2.0, -np.inf]], dtype=np.float32)
    assert best(scores, 2).tolist() == [[1, 2]]
    assert best(scores, 6).tolist() == [[1, 2, 0, -1, -1, -1]]
