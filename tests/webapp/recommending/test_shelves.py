from __future__ import annotations

import dataclasses

import numpy as np
import pytest

from webapp.catalogue import cards
from webapp.question.query import Filters, Query, Rating
from webapp.recommending import details, senses, shelves
from webapp.recommending.details import details_of
from webapp.recommending.standing import standing_of

LOVED = Query((Rating(1, 10), Rating(10, 9)))


def by_key(snapshot, query, loved=()):
    where = standing_of(snapshot, query)
    return {
        shelf.kind.key: [snapshot.cards[pick.row].anime_id for pick in shelf.picks]
        for shelf in shelves.shelves(where, 3, loved)
    }


def test_no_franchise_stands_on_two_shelves(snapshot):
    found = by_key(snapshot, LOVED)
    groups = [
        int(snapshot.franchises.groups[snapshot.row_of(i)])
        for key, ids in found.items()
        if key != "next"
        for i in ids
    ]
    assert len(groups) == len(set(groups)) > 0


def test_what_comes_next_follows_what_was_finished_and_liked(snapshot):
    assert by_key(snapshot, LOVED)["next"] == [2, 11]
    assert by_key(snapshot, Query((Rating(1, 10), Rating(10, 2))))["next"] == [2]
    watching = Query((Rating(1, 10),), watching=(1,))
    assert "next" not in by_key(snapshot, watching)
    assert by_key(snapshot, Query(watched=(10,)))["next"] == [11]


def test_what_comes_next_passes_over_what_was_seen_or_is_not_wanted(snapshot):
    assert by_key(snapshot, LOVED._replace(hidden=(2,)))["next"] == [11]
    assert by_key(snapshot, LOVED._replace(watched=(2,)))["next"] == [11]


def test_sequels_asked_for_everywhere_have_no_row_of_their_own(snapshot):
    only = LOVED._replace(filters=Filters(only_sequels=True))
    found = by_key(snapshot, only)
    assert "next" not in found
    assert sorted(found["for-you"]) == [2, 11]


def test_the_planned_can_be_left_out_or_asked_for_alone(snapshot):
    query = Query((Rating(60, 10),), planned=(10, 20))
    asked = {
        planned: by_key(snapshot, query._replace(filters=Filters(planned=planned)))
        for planned in ("with", "without", "only")
    }
    assert 10 in asked["with"]["for-you"]
    assert not {10, 20} & {i for ids in asked["without"].values() for i in ids}
    assert {i for ids in asked["only"].values() for i in ids} == {10, 20}


def test_the_same_look_is_that_of_the_nearest_favourite(snapshot, monkeypatch):
    monkeypatch.setattr(senses, "CLEARLY_ALIKE", 0.0)
    where = standing_of(snapshot, Query((Rating(1, 10), Rating(20, 9))))
    look = shelves.shelf(where, shelves.LOOK, 5)
    assert [snapshot.cards[pick.row].anime_id for pick in look.picks] == [60]
    detail = details_of(where, look.picks)[0]
    assert detail.look_row == snapshot.row_of(1)


def test_what_twins_love_says_how_many_of_them(snapshot):
    where = standing_of(snapshot, LOVED)
    loved = [(snapshot.row_of(20), 3), (snapshot.row_of(30), 1), (snapshot.row_of(2), 8)]
    shelf = shelves.shelf(where, shelves.TWINS, 5, loved)
    told = [(snapshot.cards[pick.row].anime_id, pick.why.because[0]) for pick in shelf.picks]
    assert told == [
        (20, "3 of your taste twins love it"),
        (30, "One of your taste twins loves it"),
    ]


def test_gems_are_good_and_on_few_lists(snapshot):
    gems = senses.gems(snapshot)
    assert {c.anime_id for c, is_gem in zip(snapshot.cards, gems, strict=True) if is_gem} <= {
        3, 11, 21, 30, 60,
    }  # fmt: skip


def test_new_titles_without_a_score_are_judged_by_their_content(snapshot):
    new = cards.card_of({"_id": 70, "title": "Atarashii", "aired_from": "2014-06-01"}, None)
    row = snapshot.row_of(60)
    held = [new if place == row else card for place, card in enumerate(snapshot.cards)]
    dated = [
        dataclasses.replace(card, aired_from="2014-05-05") if card.anime_id == 21 else card
        for card in held
    ]
    other = dataclasses.replace(snapshot, cards=dated)
    found = shelves.shelf(standing_of(other, Query((Rating(10, 10),))), shelves.NEW, 5)
    assert [pick.row for pick in found.picks] == [row]


def test_a_catalogue_without_vectors_has_what_comes_next(snapshot):
    bare = dataclasses.replace(snapshot, kinds={}, audience=None)
    assert by_key(bare, LOVED) == {"next": [2, 11]}


def test_an_empty_list_has_no_shelf(snapshot):
    assert by_key(snapshot, Query()) == {}


@pytest.mark.parametrize("ratings", [(Rating(60, 10),), (Rating(60, 10), Rating(1, 9))])
def test_an_opened_card_says_how_sure_and_why(snapshot, ratings):
    where = standing_of(snapshot, Query(ratings))
    shelf = shelves.shelf(where, shelves.FOR_YOU, 3)
    first = details_of(where, shelf.picks)[0]
    assert first.words == ("ship",)
    assert first.theme == "ships in space"
    assert first.sureness[1].startswith("one of your titles speaks for it, by ")


@pytest.mark.parametrize(
    ("n_seen", "above", "level"),
    [
        (10, 8.0, "Quite sure"),
        (9, 8.0, "Fairly sure"),
        (10, 7.9, "Fairly sure"),
        (2, 5.0, "Fairly sure"),
        (500, 4.9, "A guess"),
        (500, -np.inf, "A guess"),
    ],
)
def test_the_site_is_as_sure_as_the_audience_and_the_list_allow(
    snapshot, monkeypatch, n_seen, above, level
):
    where = standing_of(snapshot, Query((Rating(60, 10),)))
    picks = shelves.shelf(where, shelves.FOR_YOU, 1).picks
    taste = where.taste._replace(rows=np.zeros(n_seen, dtype=np.int64))
    monkeypatch.setattr(
        details, "_deviations_above", lambda _where, _kind, rows: np.full(len(rows), above)
    )
    told = details.details_of(where._replace(taste=taste), picks)[0]
    assert told.sureness[0] == level


def test_what_comes_next_needs_no_guess(snapshot):
    where = standing_of(snapshot, LOVED)
    pick = shelves.shelf(where, shelves.NEXT, 1).picks
    assert details_of(where, pick)[0].sureness[0] == "Next in line"


def test_shares_are_beside_the_strongest(snapshot):
    where = standing_of(snapshot, Query((Rating(60, 10), Rating(30, 9), Rating(20, 1))))
    for pick in shelves.shelf(where, shelves.FOR_YOU, 5).picks:
        parts = [share.part for share in pick.why.shares]
        assert parts[:1] == [1.0]
        assert np.all(np.diff(parts) <= 0)
        assert snapshot.row_of(20) not in [share.row for share in pick.why.shares]


def test_the_favourite_that_a_story_is_like_earned_its_place(snapshot, monkeypatch):
    monkeypatch.setattr(senses, "CLEARLY_ALIKE", 0.0)
    # 10 is rated less, and of the taste as a whole the mysteries say more.
    where = standing_of(snapshot, Query((Rating(1, 10), Rating(30, 10), Rating(10, 8))))
    story = shelves.shelf(where, shelves.STORY, 9)
    told = {snapshot.cards[pick.row].anime_id: pick.why.shares[0].row for pick in story.picks}
    assert told[60] == snapshot.row_of(10)
    assert story.picks[0].why.because[0].startswith("Because you gave")


def test_a_made_up_visitor_is_answered_whatever_the_catalogue_holds(snapshot):
    assert shelves.rehearsed(snapshot)
    assert shelves.rehearsed(dataclasses.replace(snapshot, kinds={}))
