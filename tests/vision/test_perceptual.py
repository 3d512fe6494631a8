import cv2
import numpy as np
import pytest

from vision.perceptual import groups, hashes


@pytest.fixture
def scenes(rng):
    """Thirty smooth pictures, as unlike as chance makes them."""
    coarse = rng.integers(0, 256, (30, 8, 6, 3), dtype=np.uint8)
    return [cv2.resize(c, (120, 170), interpolation=cv2.INTER_CUBIC) for c in coarse]


def jpeg(picture, quality):
    return cv2.imdecode(cv2.imencode(".jpg", picture, [cv2.IMWRITE_JPEG_QUALITY, quality])[1], 1)


@pytest.mark.parametrize(
    "change",
    [
        lambda p: cv2.resize(p, (60, 85), interpolation=cv2.INTER_AREA),
        lambda p: jpeg(p, 30),
        lambda p: np.clip(p.astype(int) + 12, 0, 255).astype(np.uint8),
    ],
    ids=["half the size", "JPEG 30", "brighter"],
)
def test_the_same_picture_is_found(scenes, change):
    prints = np.stack([hashes(p) for p in [*scenes, *map(change, scenes)]])
    assert groups(prints) == [[i, i + 30] for i in range(30)]


def test_other_pictures_differ_in_about_half_their_bits(scenes):
    prints = np.stack([hashes(p) for p in scenes])
    differing = np.bitwise_count(prints[1:] ^ prints[:-1])
    assert np.all((differing.mean(axis=0) > 24) & (differing.mean(axis=0) < 40))


def test_groups_are_joined_by_their_closest_pairs():
    chain = np.array([[0, 0], [0b1111, 0], [0b11111111, 0], [2**64 - 1, 0]], np.uint64)
    assert groups(chain) == [[0, 1, 2]]


def test_blocks_of_rows_meet(rng):
    prints = rng.integers(0, 2**63, (1200, 2), dtype=np.uint64)
    prints[1100] = prints[3]
    prints[700] = prints[699]
    assert groups(prints) == [[3, 1100], [699, 700]]


@pytest.mark.parametrize("n", [0, 1])
def test_few_are_no_group(n):
    assert groups(np.zeros((n, 2), np.uint64)) == []


def test_flat_pictures_have_hashes():
    assert hashes(np.zeros((1, 1, 3), np.uint8)).tolist() == [0, 0]
