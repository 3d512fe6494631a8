import numpy as np
import pytest

from store import VectorSet, anime, posters, vectors
from vision import atlas_job, look
from vision.decode import decode
from vision.errors import NoPostersError
from vision.recipe import Recipe


@pytest.fixture
def shelf(mock_db, drawn, to_bytes, poster):
    """Twelve posters; title 3 is rated Rx, and the poster of 4 is judged to show sex."""
    posters.upsert(mock_db, [poster(i, to_bytes(drawn(20 * i, i))) for i in range(1, 13)])
    rows = [{"_id": i, "title": str(i), "members": 100 * i, "rating": None} for i in range(1, 13)]
    rows[2]["rating"] = "Rx - Hentai"
    anime.upsert(mock_db, rows)
    judged = np.array([[0.1, 0.9, 0, 0, 0], [1, 0, 0, 0, 0]], np.float32)
    vectors.publish(mock_db, VectorSet("safety", np.array([4, 5]), judged, "test"))
    look.run(mock_db, Recipe(backbone="hsv"))
    return mock_db


def test_safe_posters_get_cells_and_a_sheet(shelf):
    assert atlas_job.run(shelf, seed=1).startswith("atlas: 10 posters on ")
    info = vectors.current_sets(shelf)["atlas"]
    atlas = vectors.load(shelf, info)
    arrays, facts = vectors.load_model(shelf, info)
    assert not {3, 4} & set(atlas.ids.tolist())
    assert len({tuple(cell) for cell in atlas.vectors.tolist()}) == len(atlas.ids) == 10
    sheet = decode(arrays["sheet"].tobytes())
    assert sheet.shape[:2] == (facts["height"], facts["width"])
    assert facts["width"] == facts["columns"] * facts["cell_width"]
    assert facts["media_type"] == "image/png"


def test_nothing_changed_draws_nothing(shelf):
    atlas_job.run(shelf, seed=1)
    before = vectors.current_sets(shelf)["atlas"].set_id
    assert atlas_job.run(shelf, seed=1) == "atlas: nothing changed (10 posters)"
    assert vectors.current_sets(shelf)["atlas"].set_id == before
    atlas_job.run(shelf, seed=2)
    assert vectors.current_sets(shelf)["atlas"].set_id != before


def test_a_poster_that_went_bad_leaves_its_cell_empty(shelf, poster):
    shelf.posters.update_one({"_id": 7}, {"$set": {"image": b"gone bad"}})
    assert atlas_job.run(shelf, seed=1).startswith("atlas: 10 posters")


def test_without_look_it_says_what_to_do(mock_db):
    with pytest.raises(NoPostersError, match="run python -m vision"):
        atlas_job.run(mock_db, seed=1)


def test_none_that_may_be_shown_is_said(shelf):
    shelf.anime.update_many({}, {"$set": {"rating": "Rx - Hentai"}})
    with pytest.raises(NoPostersError, match="none of 12 posters may be shown"):
        atlas_job.run(shelf, seed=1)
