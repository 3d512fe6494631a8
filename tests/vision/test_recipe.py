import dataclasses

import pytest

from vision import look
from vision import recipe as module
from vision.errors import WeightsError
from vision.recipe import BACKBONES, Recipe, choose_backbone

HASHES = {1: "a", 2: "b"}


@pytest.mark.parametrize(
    "changed",
    [
        {"backbone": "hsv"},
        {"dehaze": "s3"},
        {"n_dims": 8},
        {"whitening": 0.5},
    ],
)
def test_fingerprint_changes_with_every_choice(changed):
    recipe = Recipe()
    assert look.plan(recipe).fingerprint(HASHES) == look.plan(Recipe()).fingerprint(
        {2: "b", 1: "a"}
    )
    assert look.plan(recipe).fingerprint(HASHES) != look.plan(
        dataclasses.replace(recipe, **changed)
    ).fingerprint(HASHES)


def test_fingerprint_changes_with_the_posters():
    recipe = Recipe()
    assert (
        len({look.plan(recipe).fingerprint(h) for h in (HASHES, {1: "a"}, {1: "a", 2: "c"})}) == 3
    )


def test_a_stand_in_is_named_as_one():
    assert Recipe().model == "mobilenet_v2+hsv+hog (stand-in for illustration2vec)"
    assert Recipe("illustration2vec").model == "illustration2vec"
    assert Recipe(dehaze="s3").parameters()["encoding"]["dehaze"] == "s3"


def test_backbone_follows_the_weights_that_are_there(settings, monkeypatch):
    with_model = dataclasses.replace(settings, i2v_model="net.keras")
    assert choose_backbone(with_model) == "illustration2vec"
    assert choose_backbone(settings) in BACKBONES
    monkeypatch.setattr(module, "find_spec", lambda name: None)
    assert choose_backbone(settings) == "hsv"


def test_another_weights_file_is_another_fingerprint(tmp_path):
    path = tmp_path / "net.keras"
    path.write_bytes(b"one")
    recipe = Recipe("illustration2vec", i2v_model=str(path))
    before = look.plan(recipe).fingerprint(HASHES)
    path.write_bytes(b"three")
    assert look.plan(recipe).fingerprint(HASHES) != before


def test_missing_weights_are_named():
    with pytest.raises(WeightsError, match=r"nowhere\.keras .*I2V_MODEL"):
        Recipe("illustration2vec", i2v_model="nowhere.keras").encoding()
