from __future__ import annotations

import numpy as np

from webapp.question.query import Filters, Query, Rating
from webapp.recommending.standing import standing_of
from webapp.visitor.together import LEAST, MEAN, together


def query(*pairs, filters=None):
    ratings = tuple(Rating(id_, float(score)) for id_, score in pairs)
    return Query(ratings, filters=filters or Filters())


MYSTERY_FAN, SPACE_FAN = query((30, 10)), query((60, 10))


def ids(snapshot, found):
    return [snapshot.cards[one.row].anime_id for one in found]


def test_what_anybody_has_seen_is_left_out(snapshot):
    found, n_open = together(snapshot, [MYSTERY_FAN, SPACE_FAN], MEAN, 10)
    assert n_open > 0
    assert not {30, 60, 40} & set(ids(snapshot, found))


def test_the_order_of_the_people_does_not_matter(snapshot):
    for rule in (LEAST, MEAN):
        one, _ = together(snapshot, [MYSTERY_FAN, SPACE_FAN], rule, 10)
        other, _ = together(snapshot, [SPACE_FAN, MYSTERY_FAN], rule, 10)
        assert ids(snapshot, one) == ids(snapshot, other)
        assert [pick.ranks for pick in one] == [pick.ranks[::-1] for pick in other]


def test_least_misery_is_the_worse_of_the_two(snapshot):
    found, _ = together(snapshot, [MYSTERY_FAN, SPACE_FAN], LEAST, 10)
    scores = [standing_of(snapshot, one).scores for one in (MYSTERY_FAN, SPACE_FAN)]
    rows = np.flatnonzero(np.isfinite(scores[0]) & np.isfinite(scores[1]))
    standard = [(own[rows] - own[rows].mean()) / own[rows].std() for own in scores]
    best = rows[np.argmax(np.minimum(*standard))]
    start = snapshot.franchises.starts[best]
    assert snapshot.franchises.groups[found[0].row] == snapshot.franchises.groups[start]


def test_two_of_the_same_taste_get_that_taste(snapshot):
    found, _ = together(snapshot, [SPACE_FAN, query((60, 9))], LEAST, 1)
    assert ids(snapshot, found) == [10]
    assert found[0].ranks == (1, 1)


def test_filters_that_close_all_leave_nothing(snapshot):
    closed = query((60, 9), filters=Filters(year_min=2099))
    assert together(snapshot, [closed, MYSTERY_FAN], MEAN, 5) == ((), 0)
