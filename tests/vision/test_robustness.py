import pytest

from store import posters
from vision import look
from vision.errors import NoPostersError
from vision.recipe import Recipe
from vision.robustness import CHANGES, trials


def test_every_change_is_tried(mock_db, drawn, to_bytes, poster):
    posters.upsert(mock_db, [poster(i, to_bytes(drawn(16 * i, i))) for i in range(1, 13)])
    posters.upsert(mock_db, [poster(99, b"no picture")])
    look.run(mock_db, Recipe(backbone="hsv"))
    tried = {t.change: t for t in trials(mock_db, n_posters=5, seed=1, i2v_model="")}
    assert list(tried) == list(CHANGES)
    assert tried["as it is, JPEG 95"].first.tolist() == [1] * 5
    assert tried["mirrored"].first.tolist() == [1] * 5
    assert tried["hue turned by 90 degrees"].first.mean() < 1


def test_a_shared_picture_is_found_by_either_title(mock_db, drawn, to_bytes, poster):
    shown = to_bytes(drawn(10, 1))
    posters.upsert(mock_db, [poster(1, shown), poster(2, shown), poster(3, to_bytes(drawn(99, 3)))])
    look.run(mock_db, Recipe(backbone="hsv"))
    first = next(iter(trials(mock_db, n_posters=3, seed=1, i2v_model="")))
    assert first.first.tolist() == [1, 1, 1]


def test_without_look_it_says_what_to_do(mock_db):
    with pytest.raises(NoPostersError, match="run python -m vision"):
        next(trials(mock_db, n_posters=1, seed=1, i2v_model=""))
