import gzip
import json

import keras
import pytest

from store import posters, vectors
from vision import job, tags
from vision.errors import WeightsError

pytestmark = pytest.mark.filterwarnings("ignore:__array__ implementation:DeprecationWarning")

RATINGS = ["safe", "questionable", "explicit"]
NAMES = ["long hair", "nude", "red sky", *(f"tag {i}" for i in range(1533)), *RATINGS]


@pytest.fixture
def tag_net(tmp_path):
    """A net that gives the means of blue, green and red 513 times, as probabilities."""
    pixels = keras.Input((224, 224, 3))
    means = keras.layers.GlobalAveragePooling2D()(pixels)
    shown = keras.layers.Activation("sigmoid")(keras.layers.Concatenate()([means] * 513))
    path = tmp_path / "tags.keras"
    keras.Model(pixels, shown).save(path)
    (tmp_path / "tag_list.json").write_text(json.dumps(NAMES))
    return path


@pytest.mark.parametrize(
    "tag",
    ["nude", "no panties", "spread legs", "cum on body", "see-through", "explicit", "safe",
     "thigh gap", "white panties", "pantyshot", "sex", "mosaic censoring", "Nude"],
)  # fmt: skip
def test_what_is_not_for_every_visitor_is_hidden(tag):
    assert not tags.may_show(tag)


@pytest.mark.parametrize(
    "tag",
    ["long hair", "sword", "1girl", "grass", "class", "glasses", "sussex", "petals"],
)
def test_other_tags_are_shown(tag):
    assert tags.may_show(tag)


def test_posters_get_the_tags_that_may_be_shown(mock_db, tag_net, drawn, to_bytes, poster):
    posters.upsert(mock_db, [poster(i, to_bytes(drawn(80 * i, i))) for i in (1, 2)])
    outcome = job.run(mock_db, tags.plan(tag_net))
    assert str(outcome) == "tags: 2 x 1535, 2 encoded, 0 kept, 0 failed"
    info = vectors.current_sets(mock_db)["tags"]
    facts = vectors.load_model(mock_db, info)[1]
    assert facts["tags"][:3] == ["long hair", "red sky", "tag 0"]
    made = vectors.load(mock_db, info).vectors
    assert ((made >= 0) & (made <= 1)).all()
    assert str(job.run(mock_db, tags.plan(tag_net))) == "tags: nothing changed (2 rows)"


def test_the_list_may_be_packed(tag_net):
    (tag_net.parent / "tag_list.json").unlink()
    with pytest.raises(WeightsError, match="fetch tags"):
        tags.read_names(tag_net)
    packed = tag_net.parent / "tag_list.json.gz"
    packed.write_bytes(gzip.compress(json.dumps(NAMES).encode()))
    assert tags.read_names(tag_net) == NAMES


@pytest.mark.parametrize("text", ["<html>", '["a", "b"]', "{}"])
def test_other_lists_are_refused(tag_net, text):
    (tag_net.parent / "tag_list.json").write_text(text)
    with pytest.raises(WeightsError, match=r"tag_list\.json is not a"):
        tags.read_names(tag_net)


def test_the_feature_net_is_no_tag_net(mock_db, tag_net, drawn, to_bytes, poster):
    pixels = keras.Input((224, 224, 3))
    keras.Model(pixels, keras.layers.GlobalMaxPooling2D()(pixels)).save(tag_net)
    posters.upsert(mock_db, [poster(1, to_bytes(drawn(9, 1)))])
    with pytest.raises(WeightsError, match="gives 3 numbers a picture; the tag net gives 1539"):
        job.run(mock_db, tags.plan(tag_net))
