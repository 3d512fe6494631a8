from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from webapp.errors import Unprocessable
from webapp.question import validation
from webapp.question.query import Rating

GOOD = {"anime_id": 5, "score": 8.5}
ENTRIES = st.fixed_dictionaries(
    {
        "anime_id": st.integers(1, 9) | st.sampled_from([0, 2**31, True, 1.0, "1", None]),
        "score": st.integers(1, 10) | st.sampled_from([0, 10.5, 7.5, False, float("nan"), "9"]),
    }
)


def told(entries):
    """What reading some ratings comes to: the ratings, or the message and its field."""
    try:
        return tuple(validation.RATINGS.read(entries, "ratings"))
    except Unprocessable as error:
        return error.message, error.field


@given(
    st.lists(ENTRIES | st.just(GOOD), min_size=1, max_size=4)
    | st.lists(st.sampled_from([GOOD, {"anime_id": 1}, {**GOOD, "x": 1}, {"a": 1, "b": 2}, 7]))
)
def test_ratings_read_by_columns_are_those_read_one_by_one(entries):
    found = told(entries)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(validation, "_in_order", lambda _entries: None)
        assert found == told(entries)


def test_ratings_in_order_are_read_as_they_are():
    assert told([GOOD, {"score": 10, "anime_id": 1}]) == (Rating(5, 8.5), Rating(1, 10.0))
