from __future__ import annotations

import pytest

from webapp.pages import title_facts


@pytest.mark.parametrize(
    ("first", "last", "told"),
    [
        ("2001-04-03", "2001-09-30", "3 Apr 2001 to 30 Sep 2001"),
        ("2001-04", None, "Apr 2001"),
        ("2001", "2001", "2001"),
        ("2001-00-00", None, "2001"),
        (None, "2001", None),
        ("soon", None, None),
    ],
)
def test_dates_are_read_as_far_as_they_are_known(snapshot, first, last, told):
    document = {"aired_from": first, "aired_to": last}
    card = snapshot.cards[snapshot.row_of(50)]
    assert dict(title_facts.facts(card, document)).get("Aired") == told


def test_votes_become_bars_beside_the_tallest():
    bars = title_facts.histogram({"score_votes": [0, 0, 0, 0, 0, 0, 0, 1, 1, 2]})
    assert [bar.height for bar in bars[-3:]] == [0.5, 0.5, 1.0]
    assert [bar.share for bar in bars[-3:]] == [0.25, 0.25, 0.5]


@pytest.mark.parametrize("votes", [None, [], [0] * 10, [1, 2, 3]])
def test_no_votes_are_no_histogram(votes):
    assert title_facts.histogram({"score_votes": votes}) == []


def test_what_members_recommend_comes_most_votes_first(snapshot):
    votes = {30: 2, 60: 5, 777: 9, 40: 9}
    told = {"recommendations": [{"anime_id": id_, "votes": n} for id_, n in votes.items()]}
    found = title_facts.recommended(snapshot, snapshot.row_of(1), told)
    assert [(one.card.anime_id, one.votes) for one in found] == [(60, 5), (30, 2)]


def test_songs_have_headings():
    assert title_facts.songs({"openings": ["A by B"], "endings": []}) == [("Openings", ["A by B"])]
