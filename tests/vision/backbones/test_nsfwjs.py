import tarfile

import numpy as np
import pytest

from store import posters, vectors
from vision import job, safety_job
from vision.backbones.nsfwjs import Nsfwjs
from vision.errors import ImageError, NoPostersError, WeightsError
from vision.safety import COLUMNS


@pytest.fixture
def picture(rng):
    return rng.integers(0, 256, (318, 225, 3), dtype=np.uint8)


def test_shares_are_those_of_keras_own_network(nsfwjs_weights, nsfwjs_net, picture):
    net = nsfwjs_net
    prepared = net.prepare(picture)[None]
    shares = net.encode(prepared)
    assert shares.shape == (1, len(COLUMNS))
    np.testing.assert_allclose(shares, nsfwjs_weights.expected(prepared), atol=2e-4)
    np.testing.assert_allclose(shares.sum(), 1, rtol=1e-5)


def test_corners_meet_corners(nsfwjs_net, picture):
    prepared = nsfwjs_net.prepare(picture)
    assert prepared.shape == (224, 224, 3)
    for row, column in [(0, 0), (0, -1), (-1, 0), (-1, -1)]:
        np.testing.assert_allclose(prepared[row, column], picture[row, column] / 255, atol=1e-5)
    ramp = np.repeat(np.linspace(0, 223, 224)[:, None], 224, axis=1).astype(np.uint8)
    same = nsfwjs_net.prepare(np.dstack([ramp] * 3))
    np.testing.assert_allclose(same[..., 0] * 255, ramp, atol=1e-4)


def test_a_thumbnail_is_not_judged(nsfwjs_net):
    with pytest.raises(ImageError) as caught:
        nsfwjs_net.prepare(np.zeros((136, 96, 3), np.uint8))
    assert caught.value.reason == "too small to judge"


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"skip": ["block_5_project_BN/beta"]}, "bytes of weights"),
        ({"cut": 500}, "ends at byte"),
    ],
)
def test_other_weights_are_refused(packed, options, said):
    with pytest.raises(WeightsError, match=said):
        Nsfwjs(packed(**options))


def test_other_files_are_refused(tmp_path):
    for name, data in {"absent": None, "text": b"<html>", "cut": b"\x1f\x8b\x08\0\0\0"}.items():
        path = tmp_path / name
        if data is not None:
            path.write_bytes(data)
        with pytest.raises(WeightsError, match="fetch safety"):
            Nsfwjs(path)
    with tarfile.open(tmp_path / "empty.tgz", "w:gz"):
        pass
    with pytest.raises(WeightsError, match="fetch safety"):
        Nsfwjs(tmp_path / "empty.tgz")


def test_posters_are_judged_once(
    mock_db, monkeypatch, packed, nsfwjs_net, picture, noise, to_bytes, poster
):
    monkeypatch.setattr(safety_job, "_load", lambda path: [nsfwjs_net])
    posters.upsert(mock_db, [poster(1, to_bytes(picture)), poster(2, to_bytes(noise))])
    plan = safety_job.plan(packed())
    outcome = job.run(mock_db, plan)
    assert str(outcome) == "safety: 1 x 5, 1 encoded, 0 kept, 1 failed (1 too small to judge)"
    info = vectors.current_sets(mock_db)["safety"]
    assert vectors.load_model(mock_db, info)[1]["columns"] == list(COLUMNS)
    np.testing.assert_allclose(vectors.load(mock_db, info).vectors.sum(), 1, atol=2e-3)
    assert str(job.run(mock_db, plan)) == "safety: nothing changed (1 rows)"


def test_none_to_judge_is_said(mock_db, monkeypatch, packed, nsfwjs_net, noise, to_bytes, poster):
    monkeypatch.setattr(safety_job, "_load", lambda path: [nsfwjs_net])
    posters.upsert(mock_db, [poster(2, to_bytes(noise))])
    with pytest.raises(NoPostersError, match="1 too small to judge"):
        job.run(mock_db, safety_job.plan(packed()))


def test_the_archive_is_looked_for_in_the_data_folder(settings):
    with pytest.raises(WeightsError, match="python -m vision fetch safety"):
        safety_job.weights_path(settings)
    path = settings.data_dir / "weights" / safety_job.FILE
    path.parent.mkdir(parents=True)
    path.write_bytes(b"weights")
    assert safety_job.weights_path(settings) == path
