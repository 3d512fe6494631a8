from math import log2

import pytest

from ranking import metrics

RANKED = [7, 3, 9, 1]


def test_precision_is_hits_over_places():
    assert metrics.precision_at_k(RANKED, {3, 1, 8}, 2) == 1 / 2
    assert metrics.precision_at_k(RANKED, set(), 2) == 0


def test_recall_divides_by_what_the_places_can_hold():
    assert metrics.recall_at_k(RANKED, {3, 1, 8}, 4) == 2 / 3
    assert metrics.recall_at_k(RANKED, {3, 1, 8}, 2) == 1 / 2
    assert metrics.recall_at_k(RANKED, set(), 2) == 0


def test_reciprocal_rank():
    assert metrics.reciprocal_rank(RANKED, {9, 1}) == 1 / 3
    assert metrics.reciprocal_rank(RANKED, {8}) == 0


def test_ndcg_by_hand():
    # gains 0, 2, 0, 1 at ranks 1..4 against the ideal 3, 2, 1 at ranks 1..3
    gains = {3: 2.0, 1: 1.0, 8: 3.0}
    dcg = 2 / log2(3) + 1 / log2(5)
    ideal = 3 / log2(2) + 2 / log2(3) + 1 / log2(4)
    assert metrics.ndcg_at_k(RANKED, gains, 4) == pytest.approx(dcg / ideal)
    assert metrics.ndcg_at_k(RANKED, {}, 4) == 0
    assert metrics.ndcg_at_k([8, 3, 1], gains, 3) == pytest.approx(1)


def test_coverage():
    assert metrics.coverage([[1, 2], [2, 3]], 6) == 3 / 6
    assert metrics.coverage([], 0) == 0
