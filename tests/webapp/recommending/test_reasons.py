import numpy as np
import pytest

from webapp.recommending.reasons import in_words, nameable, of_taste
from webapp.recommending.strongest import strongest
from webapp.recommending.taste import Taste

STORY, TOPICS = 0, 1
NAMES = np.array([0])


def _taste(*weights):
    rows = np.arange(len(weights))
    weights = np.array(weights, dtype=np.float32)
    return Taste(rows, np.full(len(rows), 8, dtype=np.float32), weights)


def _named(did, weights):
    found = strongest(
        np.array(did, dtype=np.float32), np.array(weights, dtype=np.float32), STORY, TOPICS
    )
    return [each.tolist() for each in found]


def test_what_was_liked_may_be_named():
    assert nameable(_taste(2.0, -1.0, 0.5)).tolist() == [0, 2]


def test_where_nothing_was_liked_what_was_disliked_least_speaks():
    assert nameable(_taste(-2.0, -0.5, -0.5)).tolist() == [1, 2]
    assert nameable(_taste()).tolist() == []


def test_the_three_strongest_are_named_and_those_of_a_quarter_are_counted():
    # One kind, one card, five ratings; the second counts twice as much as the first.
    cards, named, parts, _, n_speaking = _named([[[4, 8, 2, 3, 1.9]]], [0.5])
    assert (cards, named, parts, n_speaking) == ([0, 0, 0], [1, 0, 3], [1, 0.5, 0.375], [4])


def test_equal_ratings_are_named_in_their_order():
    assert _named([[[5, 5, 5, 5]]], [1.0])[1] == [0, 1, 2]


def test_what_spoke_against_a_card_is_never_named():
    cards, *_, n_speaking = _named([[[-1, -2], [3, -9]]], [1.0])
    assert (cards, n_speaking) == ([1], [0, 1])


@pytest.mark.parametrize(
    ("by_kind", "speaking"),
    [
        ([9, 1, 1], [0, 1, 1, 0]),  # story alone: its words
        ([5, 9, 1], [1, 1, 0, 1]),  # topics before story: words may, after a theme
        ([1, 1, 9], [2, 0, 0, 0]),  # a third kind, and they did too little to say more
        ([3, 2.9, 9], [2, 1, 1, 1]),
    ],
)
def test_who_speaks_of_a_pair(by_kind, speaking):
    told = _named([[[did]] for did in by_kind], [1.0, 1.0, 1.0])
    assert told[3] == [speaking]


def test_a_kind_that_counts_nothing_is_never_the_strongest():
    assert _named([[[0.0]], [[-0.1]], [[0.2]]], [0.0, 1.0, 1.0])[3][0][0] == 2


def test_random_shares_against_numpy(rng):
    did = rng.normal(size=(3, 20, 30)).astype(np.float32)
    weights = np.array([3.0, 2.0, 0.5], dtype=np.float32)
    cards, named, parts, speaking, n_speaking = _named(did, weights)
    weighed = did * weights[:, None, None]
    totals = weighed.sum(axis=0)
    order = np.argsort(-totals, axis=1)[:, :3]
    least = 0.25 * totals.max(axis=1, keepdims=True)
    assert n_speaking == (totals >= least).sum(axis=1).tolist()
    expected = [
        (card, place)
        for card, places in enumerate(order.tolist())
        for place in places
        if totals[card, place] >= least[card, 0]
    ]
    assert list(zip(cards, named, strict=True)) == expected
    best = totals.max(axis=1)
    assert parts == pytest.approx([totals[c, r] / best[c] for c, r in expected], abs=5.01e-4)
    assert [s[0] for s in speaking] == [int(weighed[:, c, r].argmax()) for c, r in expected]


def test_without_kinds_or_cards_there_are_no_reasons(snapshot):
    nothing = np.zeros((1, 2, 1), dtype=np.float32)
    rows = np.array([0, 1])
    silent = of_taste(snapshot, _taste(1.0), {"story": 0.0}, NAMES, nothing, rows)
    assert [(why.because, why.shares, why.n_speaking) for why in silent] == [((), (), 0)] * 2
    assert of_taste(snapshot, _taste(1.0), {"story": 1.0}, NAMES, nothing[:, :0], rows[:0]) == []


def test_a_sentence_may_be_put_before_the_others():
    why = in_words("Both tell of lamps").beginning_with("Two of your taste twins love it")
    assert why.because == ("Two of your taste twins love it", "Both tell of lamps")
    assert why.shares == ()
