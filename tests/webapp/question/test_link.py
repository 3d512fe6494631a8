from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from werkzeug.datastructures import MultiDict

from webapp.question import address
from webapp.question.link import MAX_CARRIED, SAME_LIST, LinkState
from webapp.question.marks import MAX_MARKS, Mark
from webapp.question.query import Filters


def read(**arguments):
    return address.read(MultiDict(arguments))


def test_an_empty_address_is_the_default():
    assert read() == LinkState()


def test_ratings_are_read_in_their_order():
    assert read(r="5-9.1-8h").ratings == {5: 9, 1: 8.5}
    assert list(read(r="5-9.1-8").ratings) == [5, 1]


def test_marks_without_a_score_are_kept_apart():
    state = read(r="1-w.2-c.3-4d.4-p.5-x.6-10")
    assert state.ratings == {3: 4, 6: 10}
    query = state.query(5)
    assert (query.watched, query.watching, query.dropped) == ((1, 6), (2,), (3,))
    assert (query.planned, query.hidden) == ((4,), (5,))


def test_a_form_adds_changes_and_drops():
    state = read(r="1-9.2-8", add="7-p", drop="1", **{"s-2": "3", "s-8": ""})
    assert state.marks == {2: Mark(score=3.0), 7: Mark("p")}


def test_filters_and_weights_are_read():
    state = read(genre=["Drama", "Mystery"], type="TV", score="7.5", sequels="1", look="9")
    assert state.filters == Filters(
        genres_in=("Drama", "Mystery"), types=("TV",), score_min=7.5, include_sequels=True
    )
    assert state.weights["look"] == 9


def test_leanings_and_choices_are_read():
    state = read(
        popular="-2.5", surprise="7", dislikes="ignore", lang="english", age="PG-13",
        planned="only", sequels="only", most="13", status="Not yet aired",
    )  # fmt: skip
    assert (state.popularity, state.surprise, state.ignore_dislikes) == (-2.5, 7.0, True)
    assert state.language == "english"
    assert state.filters == Filters(
        only_sequels=True, episodes_max=13, statuses=("Not yet aired",), age_max="PG-13",
        planned="only",
    )  # fmt: skip


def test_what_breaks_a_rule_is_noted_and_left_out():
    state = read(
        r="1-9.2-11.x-3", type="Radio", look="99", n="7", popular="6", lang="elvish", l="?"
    )
    assert state.ratings == {1: 9}
    assert state.filters == Filters()
    assert len(state.notes) == 8
    assert not any("MultiDict" in note for note in state.notes)


def test_a_full_list_takes_no_more():
    full = LinkState(dict.fromkeys(range(1, MAX_MARKS + 1), Mark(score=5.0))).arguments
    assert len(read(**full, add="9999-5").marks) == MAX_MARKS
    assert read(**full, add="9999-5").notes
    assert read(**full, add="7-9").ratings[7] == 9


def test_of_many_links_each_points_to_the_long_list_of_their_page():
    ids = np.random.default_rng(1).choice(60_000, 900, replace=False) + 1
    long = LinkState(dict.fromkeys(ids.tolist(), Mark(score=5.0)), language="english")
    n_links = MAX_CARRIED // len(long.rating_arguments["l"])
    assert long.carried(n_links) == long.rating_arguments
    assert long.carried(n_links + 1) == {**SAME_LIST, "lang": "english"}
    assert long.carried(1, room=100) == {**SAME_LIST, "lang": "english"}
    assert LinkState(language="english").carried(10_000) == {"lang": "english"}


def test_links_of_cards_take_along_that_titles_for_adults_were_asked_for():
    state = read(r="1-9", adult="1", genre="Drama")
    assert state.carried() == {"r": "1-9", "adult": "1"}
    assert state.rating_arguments == {"r": "1-9"}


MARKS = st.builds(
    Mark, st.sampled_from("cdpx"), st.none() | st.integers(2, 20).map(lambda n: n / 2)
) | st.builds(Mark, st.just("w"), st.none() | st.integers(2, 20).map(lambda n: n / 2))


@given(
    marks=st.dictionaries(st.integers(1, 99_999), MARKS, max_size=8),
    year=st.none() | st.integers(1900, 2100),
    genres=st.lists(st.sampled_from(["Drama", "Sci-Fi", "Boys Love"]), unique=True),
    adult=st.booleans(),
    look=st.integers(0, 10),
    shown=st.integers(24, 96),
    popularity=st.integers(-5, 5),
    language=st.sampled_from(["romaji", "english", "japanese"]),
)
def test_a_state_survives_its_own_address(
    marks, year, genres, adult, look, shown, popularity, language
):
    filters = Filters(genres_in=tuple(genres), year_min=year, include_adult=adult)
    weights = {**LinkState().weights, "look": float(look)}
    state = LinkState(
        marks, filters, weights, popularity=popularity, language=language, shown=shown
    )
    assert address.read(MultiDict(state.arguments)) == state
