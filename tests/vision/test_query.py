import subprocess
import sys

import cv2
import numpy as np
import pytest

from store import posters, vectors
from vision import look, query
from vision.errors import ImageError, WeightsError
from vision.recipe import Recipe


@pytest.fixture
def shelf(mock_db, drawn, to_bytes, poster):
    """Sixteen posters of different hues with the set ``look`` of their colours; their pixels."""
    pictures = {i: drawn(16 * i, i) for i in range(1, 16)}
    posters.upsert(mock_db, [poster(i, to_bytes(p)) for i, p in pictures.items()])
    look.run(mock_db, Recipe(backbone="hsv"))
    return pictures


@pytest.fixture
def opened(shelf, mock_db):
    info = vectors.current_sets(mock_db)["look"]
    arrays, facts = vectors.load_model(mock_db, info)
    return vectors.load(mock_db, info), query.open_encoder(facts, arrays)


def test_a_poster_itself_has_its_own_vector(shelf, opened, to_bytes):
    current, encoder = opened
    views = encoder.vectors(to_bytes(shelf[5]))
    assert views.shape == (4, current.vectors.shape[1])
    assert views.dtype == np.float32
    np.testing.assert_allclose(np.linalg.norm(views, axis=1), 1, rtol=1e-5)
    np.testing.assert_allclose(views[0], current.vectors[4], atol=1e-6)


@pytest.mark.parametrize("change", ["mirrored", "cropped", "smaller", "jpeg", "framed"])
def test_a_changed_poster_finds_its_title(shelf, opened, to_bytes, change):
    picture = shelf[7]
    changed = {
        "mirrored": lambda: to_bytes(picture[:, ::-1]),
        "cropped": lambda: to_bytes(picture[4:, :-4]),
        "smaller": lambda: to_bytes(cv2.resize(picture, (20, 26), interpolation=cv2.INTER_AREA)),
        "jpeg": lambda: to_bytes(picture, "JPEG", quality=40),
        "framed": lambda: to_bytes(np.pad(picture, ((9, 9), (9, 9), (0, 0)))),
    }[change]()
    current, encoder = opened
    scores = query.best_scores(current.vectors, encoder.vectors(changed))
    assert current.ids[scores.argmax()] == 7


def test_best_scores_are_the_best_views():
    rows = np.eye(3, dtype=np.float32)
    views = np.array([[1, 0, 0], [0, 0.6, 0.8]], np.float32)
    np.testing.assert_allclose(query.best_scores(rows, views), [1, 0.6, 0.8])


@pytest.mark.parametrize(
    ("data", "reason"),
    [(b"", "empty"), (b"<html>", "not a picture"), (b"x" * 8_000_001, "too many bytes")],
)
def test_other_uploads_are_refused(opened, data, reason):
    with pytest.raises(ImageError) as caught:
        opened[1].vectors(data)
    assert caught.value.reason == reason


def test_a_set_of_another_version_is_not_opened(opened):
    for facts in ({}, {"encoding": {"version": 1, "backbone": "hsv"}}):
        with pytest.raises(WeightsError, match="run python -m vision"):
            query.open_encoder(facts, {})


def test_a_set_of_other_weights_is_not_opened(tmp_path):
    recipe = Recipe("illustration2vec", i2v_model=str(tmp_path / "net.keras"))
    (tmp_path / "net.keras").write_bytes(b"one")
    facts = {"encoding": recipe.encoding()}
    with pytest.raises(WeightsError, match=r"net\.keras of 3 bytes, and I2V_MODEL is not set"):
        query.open_encoder(facts, {})
    (tmp_path / "net.keras").write_bytes(b"two")
    with pytest.raises(WeightsError, match="set it to that file"):
        query.open_encoder(facts, {}, i2v_model=str(tmp_path / "net.keras"))


def test_importing_it_is_light():
    heavy = "{'tensorflow', 'keras', 'cv2', 'PIL'}"
    code = f"import sys, vision.query, vision.safety; sys.exit(bool({heavy} & set(sys.modules)))"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
