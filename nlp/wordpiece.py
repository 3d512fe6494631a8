"""BERT's uncased WordPiece: text to the numbers of word pieces, from a ``vocab.txt``.

As in Devlin et al. (2018): text is cleaned, lowered, stripped of accents and split at spaces and
punctuation; then each word becomes the longest pieces that the vocabulary has, from the left.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from pathlib import Path

MAX_WORD = 100
_CJK = (
    (0x4E00, 0x9FFF), (0x3400, 0x4DBF), (0x20000, 0x2A6DF), (0x2A700, 0x2B73F),
    (0x2B740, 0x2B81F), (0x2B820, 0x2CEAF), (0xF900, 0xFAFF), (0x2F800, 0x2FA1F),
)  # fmt: skip


class WordPiece:
    """Turns text into piece numbers.

    Parameters
    ----------
    vocabulary
        Pieces in the order of their numbers, ``[UNK] [CLS] [SEP] [PAD]`` among them.
    """

    def __init__(self, vocabulary: list[str]) -> None:
        self._number = {piece: number for number, piece in enumerate(vocabulary)}
        self.unknown = self._number["[UNK]"]
        self.start = self._number["[CLS]"]
        self.end = self._number["[SEP]"]
        self.padding = self._number["[PAD]"]
        self._known: dict[str, list[int]] = {}

    @classmethod
    def read(cls, path: Path) -> WordPiece:
        """Read a ``vocab.txt``, one piece a line."""
        return cls(path.read_text(encoding="utf-8").splitlines())

    def encode(self, text: str) -> list[int]:
        """Return the pieces of a text, without start and end; an empty text has none."""
        return [number for word in _words(text) for number in self._pieces(word)]

    def _pieces(self, word: str) -> list[int]:
        known = self._known.get(word)
        if known is None:
            known = self._known[word] = self._longest_first(word)
        return known

    def _longest_first(self, word: str) -> list[int]:
        if len(word) > MAX_WORD:
            return [self.unknown]
        numbers, start = [], 0
        while start < len(word):
            prefix = "##" if start else ""
            for end in range(len(word), start, -1):
                number = self._number.get(prefix + word[start:end])
                if number is not None:
                    numbers.append(number)
                    start = end
                    break
            else:
                return [self.unknown]
        return numbers


def _words(text: str) -> Iterator[str]:
    spaced = "".join(_spaced(character) for character in text)
    plain = unicodedata.normalize("NFD", spaced.lower())
    for word in plain.split():
        yield from _at_punctuation("".join(c for c in word if unicodedata.category(c) != "Mn"))


def _spaced(character: str) -> str:
    if character in "\t\n\r":
        return " "
    if character in "\0�" or unicodedata.category(character).startswith("C"):
        return ""
    code = ord(character)
    if code > 0x2E7F and any(low <= code <= high for low, high in _CJK):
        return f" {character} "
    return character


def _at_punctuation(word: str) -> Iterator[str]:
    start = 0
    for at, character in enumerate(word):
        if _is_punctuation(character):
            if start < at:
                yield word[start:at]
            yield character
            start = at + 1
    if start < len(word):
        yield word[start:]


def _is_punctuation(character: str) -> bool:
    if character.isascii():
        return not character.isalnum() and character.isprintable() and character != " "
    return unicodedata.category(character).startswith("P")
