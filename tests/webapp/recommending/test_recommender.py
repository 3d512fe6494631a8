from __future__ import annotations

import dataclasses

import numpy as np
import pytest

from webapp.catalogue.franchises import franchises_of
from webapp.question.query import Filters, Query, Rating
from webapp.recommending import recommender
from webapp.recommending.taste import evidence_of, taste_of


def ids(snapshot, picks):
    return [snapshot.cards[pick.row].anime_id for pick in picks]


def test_ratings_are_centred_on_the_visitors_mean_drawn_towards_six(snapshot):
    taste, ignored = taste_of(snapshot, [Rating(1, 10), Rating(777, 3)])
    assert ignored == (777,)
    # (10 + 5 * 6) / 6 is the usual score of one who gave a single 10.
    assert taste.weights == pytest.approx([10 - 40 / 6])


@pytest.mark.parametrize("kind", ["audience", "story", "topics", "look"])
def test_contributions_add_up_to_the_score(snapshot, kind):
    taste, _ = taste_of(snapshot, [Rating(1, 10), Rating(20, 4), Rating(10, 7), Rating(50, 9)])
    evidence = evidence_of(snapshot, taste)[kind]
    rows = np.arange(snapshot.n_items)
    shares, some = (np.full((len(rows), n), np.nan, dtype=np.float32) for n in (4, 2))
    evidence.explain(rows, np.arange(4), shares)
    expected = np.nan_to_num(evidence.scores_of(rows))
    assert shares.sum(axis=1) == pytest.approx(expected, abs=5e-5)
    assert (shares[:, 3] == 0).all()
    evidence.explain(rows, np.array([2, 3]), some)
    assert some == pytest.approx(shares[:, [2, 3]], abs=1e-6)


def test_an_audience_set_without_its_model_is_averaged(snapshot):
    other = dataclasses.replace(snapshot, audience=None)
    answer = recommender.recommend(other, Query((Rating(60, 10),)))
    assert ids(other, answer.picks)[0] == 10


def test_dislikes_alone_lead_away(snapshot):
    answer = recommender.recommend(snapshot, Query((Rating(1, 1),)))
    assert ids(snapshot, answer.picks)[-1] == 30


def test_a_missing_kind_weighs_nothing(snapshot):
    few = dataclasses.replace(snapshot, kinds={"story": snapshot.kinds["story"]})
    answer = recommender.recommend(few, Query((Rating(60, 10),)))
    assert ids(few, answer.picks)[0] == 10
    assert recommender.recommend(few, Query((Rating(50, 9),))).picks == ()


def test_a_title_that_no_kind_knows_is_never_recommended(snapshot):
    answer = recommender.recommend(snapshot, Query((Rating(60, 10),), k=100))
    assert 50 not in ids(snapshot, answer.picks)


def test_the_card_of_a_franchise_is_where_to_start(snapshot):
    # By its own standing the second season (8.8) is ahead of the first.
    answer = recommender.recommend(snapshot, Query((Rating(30, 10),)))
    assert ids(snapshot, answer.picks)[0] == 1
    assert answer.picks[0].n_entries == 3


def test_the_card_is_the_best_that_passes_when_the_start_does_not(snapshot):
    answer = recommender.recommend(
        snapshot, Query((Rating(30, 10),), filters=Filters(types=("Movie",)))
    )
    assert ids(snapshot, answer.picks)[0] == 3


def test_the_filter_that_closes_most_is_named(snapshot):
    closed = Filters(year_min=2050, score_min=1.0)
    answer = recommender.recommend(snapshot, Query((Rating(30, 10),), filters=closed))
    assert answer.picks == ()
    assert answer.closed_by == "year_min"


def test_a_k_larger_than_the_catalogue_gives_every_franchise_once(snapshot):
    answer = recommender.recommend(snapshot, Query((Rating(60, 10),), k=100))
    assert sorted(ids(snapshot, answer.picks)) == [1, 10, 20, 21, 30]


def test_reasons_name_liked_titles_only(snapshot):
    ratings = (Rating(1, 10), Rating(10, 2))
    for pick in recommender.recommend(snapshot, Query(ratings)).picks:
        assert not any("Tetsu" in reason for reason in pick.why.because)


def test_an_eight_takes_an(snapshot):
    answer = recommender.recommend(snapshot, Query((Rating(60, 8),)))
    assert "an 8" in answer.picks[0].why.because[0]


def test_starts_follow_prequels_back_and_circles_end():
    links = [[("Sequel", 1)], [("Prequel", 0), ("Sequel", 2)], [("Prequel", 1)],
             [("Prequel", 4)], [("Prequel", 3)], []]  # fmt: skip
    found = franchises_of([7, 7, 7, 8, 8, 9], links)
    assert found.starts[:3].tolist() == [0, 0, 0]
    assert found.sequels.tolist() == [1, 2, -1, -1, -1, -1]
    assert found.sizes.tolist() == [3, 3, 3, 2, 2, 1]
    assert found.mates(1).tolist() == [0, 1, 2]


def test_what_ratings_did_for_a_card_is_the_same_whatever_filters_leave_open(snapshot):
    ratings = (Rating(30, 10), Rating(1, 8))
    whole = {pick.row: pick.why for pick in recommender.recommend(snapshot, Query(ratings)).picks}
    for kind in ("TV", "Movie"):
        narrow = Query(ratings, filters=Filters(types=(kind,)))
        for pick in recommender.recommend(snapshot, narrow).picks:
            assert pick.why == whole.get(pick.row, pick.why)
    assert any(why.shares for why in whole.values())
