from __future__ import annotations

from webapp.pages import relations


def shown(steps):
    return [(step.node.card.anime_id, [s.card.anime_id for s in step.sides]) for step in steps]


def test_side_stories_hang_on_their_parent(snapshot):
    steps = relations.path(snapshot, snapshot.row_of(3), {})
    assert shown(steps) == [(1, [3]), (2, [])]
    assert steps[0].sides[0].is_this


def test_relations_are_named_from_the_page(snapshot):
    document = {"related": [{"relation": "Sequel", "anime_id": 2}]}
    steps = relations.path(snapshot, snapshot.row_of(1), document)
    assert [step.node.relation for step in steps] == ["This one", "Sequel"]


def test_a_long_franchise_shows_the_part_around_the_title(snapshot, monkeypatch):
    monkeypatch.setattr(relations, "MAX_STEPS", 1)
    assert shown(relations.path(snapshot, snapshot.row_of(2), {})) == [(2, [])]


def test_a_title_alone_has_no_path(snapshot):
    assert relations.path(snapshot, snapshot.row_of(30), {}) == []


def test_what_the_page_calls_a_side_story_stands_beside_it(snapshot):
    document = {"related": [{"relation": "Side Story", "anime_id": 30}]}
    assert shown(relations.path(snapshot, snapshot.row_of(20), document)) == [(20, [30])]


def test_shared_characters_have_no_place_in_the_order(snapshot):
    document = {"related": [{"relation": "Character", "anime_id": 30}]}
    row = snapshot.row_of(60)
    assert relations.path(snapshot, row, document) == []
    assert [(n.card.anime_id, n.relation) for n in relations.apart(snapshot, row, document)] == [
        (30, "Character")
    ]
