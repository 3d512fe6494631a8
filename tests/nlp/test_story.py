from __future__ import annotations

import numpy as np
import pytest

from nlp import story
from nlp.wordpiece import WordPiece


class _Directions:
    """A model whose embedding of a window is the direction of its first piece."""

    n_dims = 4
    pieces = WordPiece(["[PAD]", "[UNK]", "[CLS]", "[SEP]", "a", "b", "c", "."])

    @staticmethod
    def n_batches(windows):
        return len(windows)

    @staticmethod
    def encode(windows):
        for row, window in enumerate(windows):
            yield np.array([row]), np.eye(4, dtype=np.float32)[[window[0] - 4]]


def _sentences(text):
    return [f"{part}." for part in text.split(".") if part.strip()]


def test_a_short_text_is_one_window():
    assert story.cut("a b", lambda text: [1, 2], _sentences) == [[1, 2]]
    assert story.cut("", lambda text: [], _sentences) == []


def test_a_long_text_is_cut_at_sentence_ends():
    text = ". ".join(["a " * 99, "b " * 99, "c " * 99])
    windows = story.cut(text, _Directions.pieces.encode, _sentences)
    assert [len(window) for window in windows] == [200, 100]
    assert windows[0][99] == windows[0][199] == 7


def test_a_sentence_longer_than_a_window_is_cut_anywhere():
    windows = story.cut("a " * 600, _Directions.pieces.encode, _sentences)
    assert [len(window) for window in windows] == [254, 254, 93]


def test_windows_are_averaged_by_their_length():
    texts = ["a", "", "a " * 253 + ". " + "b " * 126 + "."]
    found = story.encode(texts, _Directions(), _sentences)
    # Windows of 254 and 127 pieces, in the directions of a and b: 2 to 1.
    expected = np.array([2, 1, 0, 0]) / np.sqrt(5)
    assert found[0].tolist() == [1, 0, 0, 0]
    assert found[1].tolist() == [0, 0, 0, 0]
    assert found[2] == pytest.approx(expected, abs=1e-6)


def test_the_mean_is_taken_off_and_zeros_stay():
    rows = np.array([[1, 0], [0, 1], [0, 0]], dtype=np.float32)
    mean = story.mean_of(rows)
    assert mean == pytest.approx(np.full(2, 1 / (2 + story.PRIOR_TEXTS)))
    found = story.centred(rows, mean)
    assert np.linalg.norm(found, axis=1) == pytest.approx([1, 1, 0])
    assert found[0, 1] < 0 < found[0, 0]


def test_parts_count_as_they_are_weighted():
    meanings = np.array([[1, 0], [1, 0], [0, 0]], dtype=np.float32)
    words = np.array([[1.0], [0.0], [0.0]], dtype=np.float32)
    found, parts = story.joined({"meaning": meanings, "words": words})
    weight = story.WEIGHTS["words"]
    assert found @ found[0] == pytest.approx([1, 1 / np.sqrt(1 + weight), 0], abs=1e-6)
    assert [(part.name, part.start, part.end) for part in parts] == [
        ("meaning", 0, 2),
        ("words", 2, 3),
    ]
    assert parts[1].rows(found).tolist() == [[1.0], [0.0], [0.0]]
    assert story.parts_of({"parts": [vars(part) for part in parts]})["words"] == parts[1]
    assert story.parts_of({}) == {}


def test_standing_can_be_left_out_and_what_each_part_brings_is_told():
    meanings = np.array([[1, 0], [0.6, 0.8]], dtype=np.float32)
    standing = np.array([[0.5, 0.5], [0.5, 0]], dtype=np.float32)
    vectors, entries = story.joined({"meaning": meanings, "standing": standing})
    parts = {part.name: part for part in entries}
    plain = story.without(vectors, parts)
    assert plain == pytest.approx(np.hstack([meanings, np.zeros((2, 2))]), abs=1e-6)
    assert story.without(vectors, {}) == pytest.approx(vectors)
    half = story.weighed(vectors, parts, 0.5)
    assert half[:, 2:] == pytest.approx(
        0.5
        * np.sqrt(2)
        * standing
        / np.linalg.norm(np.hstack([meanings, np.sqrt(0.5) * standing]), axis=1)[:, None]
    )
    # 0.6 of meaning and twice 0.25 of standing.
    assert story.shares(parts, *vectors) == pytest.approx(
        {"meaning": 0.6 / 1.1, "standing": 0.5 / 1.1}
    )
    assert list(story.shares(parts, *vectors)) == ["meaning", "standing"]
    assert story.shares(parts, vectors[0], -vectors[1]) == {}
