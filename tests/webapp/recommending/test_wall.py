from __future__ import annotations

from webapp.recommending.wall import wall_rows


def test_the_wall_is_known_first_then_far_apart(snapshot):
    wall = [snapshot.cards[row].anime_id for row in wall_rows(snapshot)]
    assert wall[0] == 1
    # Of each world one before any world comes twice.
    worlds = {1: "mystery", 30: "mystery", 10: "space", 60: "space", 20: "calm", 21: "calm"}
    assert len({worlds[anime_id] for anime_id in wall[:3]}) == 3


def test_the_wall_has_starts_of_franchises_and_nothing_for_adults(snapshot):
    wall = {snapshot.cards[row].anime_id for row in wall_rows(snapshot)}
    assert not {2, 3, 11, 40} & wall
