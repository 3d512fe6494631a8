from __future__ import annotations

import pytest

from webapp.question.query import Rating
from webapp.visitor.profile import profile_of

RATINGS = [Rating(1, 9.0), Rating(2, 7.0), Rating(3, 8.0), Rating(10, 5.0), Rating(777, 1.0)]


def test_figures_by_hand(snapshot):
    told = profile_of(snapshot, RATINGS)
    assert told.n_scores == 4
    assert told.mean == pytest.approx(29 / 4)
    assert told.usual_mean == pytest.approx((8.5 + 8.8 + 7.5 + 8.1) / 4)
    assert told.histogram == (0, 0, 0, 0, 1, 0, 1, 1, 1, 0)


def test_shares_are_of_titles_and_of_all_list_entries(snapshot):
    lines = {line.label: line for line in profile_of(snapshot, RATINGS).lines["genres"]}
    mystery = lines["Mystery"]
    assert (mystery.n_titles, mystery.share) == (3, 0.75)
    listed = 900_000 + 500_000 + 90_000 + 150_000
    everything = listed + 800_000 + 200_000 + 300_000 + 60_000 + 40_000 + 110_000
    assert mystery.usual_share == pytest.approx(listed / everything)
    assert mystery.mean == pytest.approx(8.0)
    assert lines["Action"].mean is None  # one title says nothing


def test_decades_and_types(snapshot):
    lines = profile_of(snapshot, RATINGS).lines
    assert [(line.label, line.n_titles) for line in lines["decades"]] == [
        ("2000s", 3),
        ("1990s", 1),
    ]
    assert [(line.label, line.n_titles) for line in lines["types"]] == [("TV", 3), ("Movie", 1)]


def test_an_empty_list_has_an_empty_profile(snapshot):
    told = profile_of(snapshot, [])
    assert told.mean is None
    assert told.n_scores == 0
    assert not told.lines["genres"]
