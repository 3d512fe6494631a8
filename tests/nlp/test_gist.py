from __future__ import annotations

import numpy as np

from nlp.gist import Sentence, gist

MUSIC = "The music carries every scene of it, quiet or loud."
AGAIN = "The music carries all of its scenes, loud or quiet."
PEOPLE = "Its people argue and forgive like people whom I know."
ODD = "A parcel arrived late and my kettle broke that day."
ROWS = {
    MUSIC: [1, 0.1, 0], AGAIN: [1, 0.12, 0], PEOPLE: [0.4, 1, 0], ODD: [0, 0, 1],
}  # fmt: skip


def _encode(sentences):
    rows = np.array([ROWS.get(sentence, [0, 0, 0]) for sentence in sentences], dtype=np.float32)
    lengths = np.linalg.norm(rows, axis=1, keepdims=True)
    return np.divide(rows, lengths, out=np.zeros_like(rows), where=lengths > 0)


def test_the_middle_first_then_something_new_and_no_review_twice():
    sentences = [Sentence(1, ODD), Sentence(2, MUSIC), Sentence(3, AGAIN), Sentence(2, PEOPLE)]
    chosen = gist([*sentences, Sentence(4, PEOPLE)], _encode)
    # The two on music lie nearest the middle and say the same: one of them stands for both.
    assert {entry.sentence for entry in chosen} == {ODD, AGAIN, PEOPLE}
    assert len({entry.review_id for entry in chosen}) == 3


def test_sentences_of_unfit_length_and_empty_ones_are_passed_over():
    assert gist([], _encode) == []
    assert gist([Sentence(1, "Good."), Sentence(2, "x" * 300)], _encode) == []
    assert gist([Sentence(1, "y" * 60)], _encode) == []
    assert gist([Sentence(1, MUSIC), Sentence(2, "Good.")], _encode) == [Sentence(1, MUSIC)]
