import numpy as np
import pytest

import store
from store import posters, vectors
from vision import backbones, look
from vision.errors import NoPostersError
from vision.projection import Projection
from vision.recipe import Recipe

HUES = {10: 0, 11: 5, 20: 90, 21: 95, 30: 170, 31: 175, 40: 130, 41: 135}
COLOURS = Recipe(backbone="hsv")


@pytest.fixture
def stocked(db, drawn, to_bytes, poster):
    """Eight posters, in pairs of nearly one hue."""
    posters.upsert(db, [poster(i, to_bytes(drawn(hue, i))) for i, hue in HUES.items()])
    return db


@pytest.fixture
def calls(monkeypatch):
    """Names of the backbones that were loaded: with none, TensorFlow was not asked for."""
    names, load = [], backbones.load
    monkeypatch.setattr(backbones, "load", lambda *a: names.append(a[0]) or load(*a))
    return names


def current(db):
    return vectors.load(db, vectors.current_sets(db)["look"])


def test_posters_become_the_look_set(stocked):
    outcome = look.run(stocked, COLOURS)
    made = current(stocked)
    assert str(outcome) == "look: 8 x 7, 8 encoded, 0 kept, 0 failed"
    assert made.ids.tolist() == sorted(HUES)
    assert made.model == "hsv (stand-in for illustration2vec)"
    assert made.parameters["encoding"]["dehaze"] == "auto"
    np.testing.assert_allclose(np.linalg.norm(made.vectors, axis=1), 1, rtol=1e-5)


def test_alike_posters_are_nearest(stocked):
    look.run(stocked, COLOURS)
    made = current(stocked)
    scores = made.vectors @ made.vectors.T
    np.fill_diagonal(scores, -1)
    assert made.ids[scores.argmax(axis=1)].tolist() == [11, 10, 21, 20, 31, 30, 41, 40]


def test_nothing_changed_loads_no_backbone(stocked, calls):
    first = look.run(stocked, COLOURS)
    before = vectors.current_sets(stocked)["look"].set_id
    again = look.run(stocked, COLOURS)
    assert calls == ["hsv"]
    assert str(again) == f"look: nothing changed ({first.n_rows} rows)"
    assert vectors.current_sets(stocked)["look"].set_id == before


def test_only_new_posters_are_encoded(stocked, drawn, to_bytes, poster):
    look.run(stocked, COLOURS)
    posters.upsert(
        stocked, [poster(10, to_bytes(drawn(60, 1))), poster(50, to_bytes(drawn(60, 2)))]
    )
    outcome = look.run(stocked, COLOURS)
    assert (outcome.n_rows, outcome.encoded, outcome.reused) == (9, 2, 7)
    kept = current(stocked)
    stocked.vector_sets.delete_many({})
    fresh = look.run(stocked, COLOURS)
    assert fresh.encoded == 9
    assert np.array_equal(current(stocked).vectors, kept.vectors)


def test_a_poster_that_is_gone_leaves_without_a_backbone(stocked, calls):
    look.run(stocked, COLOURS)
    stocked.posters.delete_one({"_id": 41})
    outcome = look.run(stocked, COLOURS)
    assert (outcome.n_rows, outcome.encoded, outcome.reused) == (7, 0, 7)
    assert calls == ["hsv"]


def test_another_way_to_dehaze_encodes_again_but_another_width_does_not(stocked):
    look.run(stocked, COLOURS)
    assert look.run(stocked, Recipe(backbone="hsv", dehaze="s3")).encoded == 8
    outcome = look.run(stocked, Recipe(backbone="hsv", dehaze="s3", n_dims=3))
    assert (outcome.n_dims, outcome.encoded, outcome.reused) == (3, 0, 8)


def test_failures_are_counted_named_and_tried_again(stocked, drawn, to_bytes, poster):
    posters.upsert(stocked, [poster(60, b"<html>"), poster(61, to_bytes(drawn(9, 3))[:200])])
    outcome = look.run(stocked, COLOURS)
    assert str(outcome).endswith("8 encoded, 0 kept, 2 failed (1 damaged, 1 not a picture)")
    _, facts = vectors.load_model(stocked, vectors.current_sets(stocked)["look"])
    assert {i: f["reason"] for i, f in facts["failed"].items()} == {
        "60": "not a picture",
        "61": "damaged",
    }
    posters.upsert(stocked, [poster(60, to_bytes(drawn(9, 4)))])
    outcome = look.run(stocked, COLOURS)
    assert (outcome.n_rows, outcome.encoded, outcome.failed) == (9, 1, {"damaged": 1})


def test_the_projection_is_kept_for_new_pictures(stocked):
    look.run(stocked, COLOURS)
    arrays, _ = vectors.load_model(stocked, vectors.current_sets(stocked)["look"])
    projection = Projection(**{name: arrays[name] for name in Projection.__dataclass_fields__})
    vectors_again = projection.apply(arrays["features"].astype(np.float32))
    assert np.array_equal(vectors_again, current(stocked).vectors)


@pytest.mark.parametrize("limit", [1, 2, 3])
def test_few_posters(stocked, limit):
    outcome = look.run(stocked, COLOURS, limit=limit)
    assert (outcome.n_rows, outcome.n_dims) == (limit, limit)


def test_no_posters_is_said(mock_db):
    with pytest.raises(NoPostersError, match="run scrapy crawl mal"):
        look.run(mock_db, COLOURS)


def test_unreadable_posters_leave_the_old_set(mock_db, drawn, to_bytes, poster):
    posters.upsert(mock_db, [poster(1, to_bytes(drawn(0, 1)))])
    look.run(mock_db, COLOURS)
    posters.upsert(mock_db, [poster(1, b"gone bad")])
    with pytest.raises(NoPostersError, match="none of 1 posters"):
        look.run(mock_db, COLOURS)
    assert current(mock_db).ids.tolist() == [1]


def test_the_stand_in_itself(mock_db, drawn, to_bytes, poster):
    posters.upsert(mock_db, [poster(i, to_bytes(drawn(hue, i))) for i, hue in HUES.items()])
    outcome = look.run(mock_db, Recipe(), batch_size=3)
    assert (outcome.n_rows, outcome.n_dims) == (8, 7)
    info = store.vectors.current_sets(mock_db)["look"]
    assert info.model == "mobilenet_v2+hsv+hog (stand-in for illustration2vec)"
    arrays, _ = store.vectors.load_model(mock_db, info)
    assert arrays["widths"].tolist() == [1280, 96, 192, 540]
