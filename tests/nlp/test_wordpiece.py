from __future__ import annotations

import pytest

from nlp.wordpiece import WordPiece

VOCABULARY = [
    "[PAD]", "[UNK]", "[CLS]", "[SEP]", "wolf", "##es", "wol", "##ves", "run", "##ning", "e",
    "cafe", ",", "!", "'", "s", "東", "京", "un", "##a", "##ff", "##able", "$",
]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "pieces"),
    [
        ("", []),
        (" \t\n ", []),
        ("Wolf", ["wolf"]),
        ("wolves", ["wol", "##ves"]),
        ("RUNNING, wolf!", ["run", "##ning", ",", "wolf", "!"]),
        ("Café", ["cafe"]),
        ("wolf's", ["wolf", "'", "s"]),
        ("unaffable", ["un", "##a", "##ff", "##able"]),
        ("東京", ["東", "京"]),
        ("zebra", ["[UNK]"]),
        ("a" * 101, ["[UNK]"]),
        ("wo\x00lf\u200b", ["wolf"]),
        ("$wolf$", ["$", "wolf", "$"]),
        ("🙂 wolf", ["[UNK]", "wolf"]),
    ],
)
def test_longest_pieces_from_the_left(text, pieces):
    encoded = WordPiece(VOCABULARY).encode(text)
    assert [VOCABULARY[number] for number in encoded] == pieces


def test_a_vocabulary_file(tmp_path):
    (tmp_path / "vocab.txt").write_text("\n".join(VOCABULARY) + "\n", encoding="utf-8")
    pieces = WordPiece.read(tmp_path / "vocab.txt")
    assert (pieces.padding, pieces.unknown, pieces.start, pieces.end) == (0, 1, 2, 3)
