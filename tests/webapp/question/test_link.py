from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from werkzeug.datastructures import MultiDict

from webapp.question import link
from webapp.question.link import MAX_LINK_RATINGS, LinkState
from webapp.question.query import Filters


def read(**arguments):
    return link.read(MultiDict(arguments))


def test_an_empty_address_is_the_default():
    assert read() == LinkState()


def test_ratings_are_read_in_their_order():
    assert read(r="5-9.1-8h").ratings == {5: 9, 1: 8.5}
    assert list(read(r="5-9.1-8").ratings) == [5, 1]


def test_filters_and_weights_are_read():
    state = read(genre=["Drama", "Mystery"], type="TV", score="7.5", sequels="1", look="9")
    assert state.filters == Filters(
        genres_in=("Drama", "Mystery"), types=("TV",), score_min=7.5, include_sequels=True
    )
    assert state.weights["look"] == 9


def test_what_breaks_a_rule_is_noted_and_left_out():
    state = read(r="1-9.2-11.x-3", type="Radio", look="99", n="7")
    assert state.ratings == {1: 9}
    assert state.filters == Filters()
    assert len(state.notes) == 5


def test_a_full_list_takes_no_more():
    full = LinkState(dict.fromkeys(range(1, MAX_LINK_RATINGS + 1), 5.0))
    assert len(full.with_rating(9999, 5).ratings) == MAX_LINK_RATINGS
    assert full.with_rating(9999, 5).notes
    assert full.with_rating(7, 9).ratings[7] == 9


@given(
    ratings=st.dictionaries(
        st.integers(1, 99_999), st.integers(2, 20).map(lambda n: n / 2), max_size=8
    ),
    year=st.none() | st.integers(1900, 2100),
    genres=st.lists(st.sampled_from(["Drama", "Sci-Fi", "Boys Love"]), unique=True),
    adult=st.booleans(),
    look=st.integers(0, 10),
    shown=st.integers(24, 96),
)
def test_a_state_survives_its_own_address(ratings, year, genres, adult, look, shown):
    filters = Filters(genres_in=tuple(genres), year_min=year, include_adult=adult)
    weights = {**LinkState().weights, "look": float(look)}
    state = LinkState(ratings, filters, weights, shown)
    assert link.read(MultiDict(state.arguments)) == state
