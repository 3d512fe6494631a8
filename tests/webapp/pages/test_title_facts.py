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


def test_a_long_franchise_shows_the_part_around_the_title(snapshot, monkeypatch):
    monkeypatch.setattr(title_facts, "MAX_RELATIONS", 2)
    shown = title_facts.relations(snapshot, snapshot.row_of(2), {})
    assert [step.card.anime_id for step in shown] == [3, 2]
    assert shown[-1].is_this


def test_a_title_alone_has_no_relations(snapshot):
    assert title_facts.relations(snapshot, snapshot.row_of(30), {}) == []
