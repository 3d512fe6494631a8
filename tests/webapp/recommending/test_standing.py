from __future__ import annotations

import dataclasses

import numpy as np
import pytest

from webapp.question.query import Query, Rating
from webapp.recommending.recommender import recommend
from webapp.recommending.standing import familiarity, standing_of
from webapp.recommending.taste import taste_of


def ids(snapshot, query):
    return [snapshot.cards[pick.row].anime_id for pick in recommend(snapshot, query).picks]


def test_what_was_seen_without_a_score_is_liked_a_little(snapshot):
    where = standing_of(snapshot, Query(watched=(60,), watching=(1,)))
    assert where.taste.weights.tolist() == [0.5, 0.5]
    assert ids(snapshot, Query(watched=(60,)))[0] == 10


def test_what_was_dropped_without_a_score_counts_as_a_four(snapshot):
    where = standing_of(snapshot, Query((Rating(60, 9),), dropped=(1, 60)))
    assert where.taste.scores.tolist() == [9, 4]
    # (9 + 4 + 5 * 6) / 7 is the usual score.
    assert where.taste.weights == pytest.approx([9 - 43 / 7, 4 - 43 / 7])


def test_hidden_titles_take_their_franchise_along_and_say_nothing_of_taste(snapshot):
    query = Query((Rating(60, 10),), hidden=(10,))
    assert not {10, 11} & set(ids(snapshot, query))
    assert standing_of(snapshot, query).taste.rows.tolist() == [snapshot.row_of(60)]


def test_dislikes_can_be_ignored_and_still_do_not_come_back(snapshot):
    query = Query((Rating(60, 9), Rating(30, 1)), ignore_dislikes=True)
    found = ids(snapshot, query)
    liked = ids(snapshot, Query((Rating(60, 9),), hidden=(30,)))
    assert found == liked
    assert 30 not in found


def test_leaning_to_the_popular_and_to_the_obscure(snapshot):
    query = Query((Rating(20, 9),))
    famous = ids(snapshot, query._replace(popularity=5))
    obscure = ids(snapshot, query._replace(popularity=-5))
    assert famous.index(1) < famous.index(30) < famous.index(60)
    assert obscure.index(60) < obscure.index(1)


def test_leaning_to_surprise_counts_familiar_genres_against_a_title(snapshot):
    query = Query((Rating(20, 9),))
    assert ids(snapshot, query)[0] == 21
    assert ids(snapshot, query._replace(surprise=10))[0] != 21


def test_familiarity_is_the_cosine_of_genres(snapshot):
    taste, _ = taste_of(snapshot, [Rating(20, 9)])
    found = familiarity(snapshot, taste)
    assert found[snapshot.row_of(21)] == pytest.approx(1)
    assert found[snapshot.row_of(1)] == 0
    assert np.isfinite(found).all()


def test_titles_are_named_in_the_language_of_choice(snapshot):
    query = Query((Rating(60, 10),), language="english")
    assert (
        recommend(snapshot, query).picks[0].why.because[0].startswith("Because you gave Star Ferry")
    )


def test_a_title_seen_without_a_score_is_named_as_watched(snapshot):
    pick = recommend(snapshot, Query(watched=(60,))).picks[0]
    assert pick.why.because[0].startswith("Because you watched Hoshi no Watashibune · ")


def test_only_the_planned_with_none_planned_is_what_closed_everything(snapshot):
    query = Query((Rating(60, 10),))
    filters = dataclasses.replace(query.filters, planned="only")
    assert recommend(snapshot, query._replace(filters=filters)).closed_by == "planned"
