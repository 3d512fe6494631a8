from __future__ import annotations

import numpy as np
import pytest

from webapp.catalogue import loading


def versions(db):
    return {**loading.set_versions(db), "titles": loading.title_version(db)}


def test_what_did_not_change_is_kept(world, publish_set):
    old = loading.load(world, versions(world))
    publish_set(world, "look", [1, 10], np.eye(2))
    new = loading.load(world, versions(world), None, old)
    assert new.cards is old.cards
    assert new.titles is old.titles
    assert new.kinds["story"] is old.kinds["story"]
    assert new.audience is old.audience
    assert new.kinds["look"].info.n_rows == 2


def test_what_was_worked_out_of_the_same_titles_is_kept(world):
    old = loading.load(world, versions(world))
    worked_out = old.telling_labels, old.prior, old.hidden_posters
    new = loading.load(world, versions(world), None, old)
    found = new.telling_labels, new.prior, new.hidden_posters
    assert all(a is b for a, b in zip(found, worked_out, strict=True))
    loading.store.anime.upsert(world, [{"_id": 5, "title": "Atarashii"}])
    assert len(loading.load(world, versions(world), None, new).prior) == len(old.prior) + 1


def test_hidden_posters_are_worked_out_anew_when_posters_were_judged_anew(judged, publish_set):
    old = loading.load(judged, versions(judged))
    kept, hidden = loading.load(judged, versions(judged), None, old), old.hidden_posters
    kept.take_over(old)
    assert kept.hidden_posters is hidden
    publish_set(judged, "safety", [1], np.eye(5)[:1])
    assert loading.load(judged, versions(judged), None, old).hidden_posters is not hidden


def test_with_new_titles_everything_is_lined_up_anew(world):
    old = loading.load(world, versions(world))
    loading.store.anime.upsert(world, [{"_id": 5, "title": "Atarashii"}])
    new = loading.load(world, versions(world), None, old)
    assert new.n_items == old.n_items + 1
    assert new.kinds["story"] is not old.kinds["story"]
    row = new.row_of(60)
    assert np.allclose(new.kinds["story"].unit(row), old.kinds["story"].unit(old.row_of(60)))


def test_shared_arrays_are_the_same_numbers(world, tmp_path):
    own = loading.load(world, versions(world))
    shared = loading.load(world, versions(world), tmp_path)
    for kind, known in own.kinds.items():
        for name in ("rows", "units", "set_rows", "positions", "likeness"):
            assert np.array_equal(getattr(shared.kinds[kind], name), getattr(known, name))
    item_index, scores = np.array([0, 4]), np.array([9.0, 3.0], dtype=np.float32)
    assert np.array_equal(
        shared.audience.fold_in(item_index, scores), own.audience.fold_in(item_index, scores)
    )


def test_arrays_that_another_version_left_are_made_anew(world, tmp_path, monkeypatch):
    monkeypatch.setattr(loading, "_LAYOUT", "older")
    monkeypatch.setattr(loading, "_ARRAYS", loading._ARRAYS[:-1])
    with pytest.raises(TypeError):
        loading.load(world, versions(world), tmp_path)
    monkeypatch.undo()
    assert loading.load(world, versions(world), tmp_path).kinds["story"].short.steps.any()


def test_a_map_is_lined_up_with_the_titles(world, publish_set):
    publish_set(
        world, "map_story", [1, 10, 999], [[0, 0], [1, 1], [0.5, 0.5]],
        {"of": "story", "labels": ["lamps · murder", "ships"]},
        {"group": np.array([0, 7, 1], dtype=np.int32)},
    )  # fmt: skip
    snapshot = loading.load(world, versions(world))
    drawn = snapshot.maps["story"]
    assert [snapshot.cards[row].anime_id for row in drawn.rows] == [1, 10]
    assert drawn.groups.tolist() == [0, -1]
    assert drawn.labels == ["lamps, murder", "ships"]


def test_shares_and_atlas_are_lined_up_and_kept_while_they_are_current(judged, publish_set):
    old = loading.load(judged, versions(judged))
    place = {card.anime_id: row for row, card in enumerate(old.cards)}
    assert np.allclose(old.poster_shares[place[10]], [0.9, 0.1, 0, 0, 0])
    assert np.isnan(old.poster_shares[place[60]]).all()
    assert [card.anime_id for card, h in zip(old.cards, old.hidden_posters, strict=True) if h] == [
        1,
        40,
    ]
    assert (old.atlas.columns, old.atlas.lines, old.atlas.width) == (3, 2, 144)
    cells = {(0, 0): 1, (1, 0): 10, (2, 0): 60, (0, 1): 20}
    assert old.atlas.rows == {cell: place[anime_id] for cell, anime_id in cells.items()}
    publish_set(judged, "safety", [10], [[0, 1, 0, 0, 0]])
    new = loading.load(judged, versions(judged), None, old)
    assert new.atlas is old.atlas
    assert new.hidden_posters[place[10]]
    assert not new.hidden_posters[place[1]]
