import numpy as np
import pytest

from webapp.catalogue.labels import labels_of

LISTS = [["sea", "lamp", "fog"], ["fog", "sea"], [], ["kite"], ["lamp", "kite", "fog", "sea"]]


@pytest.fixture
def labels():
    return labels_of(LISTS)


def shared(labels, rows, others, n):
    return [list(labels.named(places)) for places in labels.shared(rows, others, n).tolist()]


def test_each_title_keeps_its_words_in_order(labels):
    assert [list(labels.of(row)) for row in range(len(LISTS))] == LISTS


def test_pairs_share_words_in_the_order_of_the_first(labels):
    rows, others = np.array([0, 1, 4, 2, 3]), np.array([4, 0, 3, 0, 1])
    assert shared(labels, rows, others, 9) == [
        ["sea", "lamp", "fog"],
        ["fog", "sea"],
        ["kite"],
        [],
        [],
    ]


def test_no_more_words_than_asked_for(labels):
    assert shared(labels, np.array([0]), np.array([4]), 2) == [["sea", "lamp"]]


def test_random_lists_against_plain_python(rng):
    words = [f"w{n}" for n in range(12)]
    lists = [rng.choice(words, size=rng.integers(0, 6), replace=False).tolist() for _ in range(40)]
    rows, others = rng.integers(0, 40, size=(2, 300))
    expected = [
        [word for word in lists[row] if word in lists[other]][:3]
        for row, other in zip(rows.tolist(), others.tolist(), strict=True)
    ]
    assert shared(labels_of(lists), rows, others, 3) == expected


def test_no_titles_and_no_pairs():
    none = np.array([], dtype=np.int64)
    assert shared(labels_of([]), none, none, 3) == []
    assert shared(labels_of([[], []]), np.array([0]), np.array([1]), 3) == [[]]
