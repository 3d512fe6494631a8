import numpy as np
import pytest

from vision.backbones.colour import ColourHistogram
from vision.encode import BATCHES_AHEAD, encode_posters


class Brightness:
    """A backbone whose feature can be seen: the mean of all pixels."""

    name = "brightness"
    widths = (1,)

    def prepare(self, picture):
        return np.float32([picture.mean()])

    def encode(self, batch):
        return batch


@pytest.fixture
def flat(to_bytes, poster):
    return lambda i: poster(i, to_bytes(np.full((4, 4, 3), i, np.uint8)))


@pytest.mark.parametrize("batch_size", [1, 3, 100])
def test_rows_stay_with_their_ids(flat, batch_size):
    batches = list(encode_posters(map(flat, range(10, 17)), [Brightness()], "none", batch_size))
    ids = [i for batch in batches for i in batch.ids]
    assert ids == list(range(10, 17))
    assert np.vstack([batch.features for batch in batches])[:, 0].tolist() == ids
    assert [h for b in batches for h in b.hashes] == [flat(i).sha256 for i in ids]


def test_backbones_stand_side_by_side(flat):
    (batch,) = encode_posters([flat(7)], [Brightness(), ColourHistogram()], "none", 4)
    assert batch.features.shape == (1, 193)
    assert batch.features[0, 0] == 7
    assert (batch.features[0, 1:] ** 2).sum() == pytest.approx(1)


def test_bad_posters_are_counted_and_the_rest_goes_on(flat, poster):
    posters = [flat(1), poster(2, b"<html>"), flat(3), poster(4, b"")]
    (batch,) = encode_posters(posters, [Brightness()], "none", 8)
    assert batch.ids == [1, 3]
    assert {i: f.reason for i, f in batch.failed.items()} == {2: "not a picture", 4: "empty"}
    assert batch.failed[2].sha256 == poster(2, b"<html>").sha256


def test_a_batch_of_bad_posters_only(poster):
    (batch,) = encode_posters([poster(2, b"x")], [Brightness()], "none", 8)
    assert batch.ids == []
    assert batch.features.shape == (0, 1)


def test_memory_is_bounded(flat):
    read = []

    def source():
        for i in range(100):
            read.append(i)
            yield flat(i)

    next(encode_posters(source(), [Brightness()], "none", 5))
    assert len(read) == 5 * (BATCHES_AHEAD + 1)
