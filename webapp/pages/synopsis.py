"""A synopsis cut so that the words that mark the title can be shown as such."""

from __future__ import annotations

import re
from collections.abc import Sequence

# A keyword stands for its other forms: lamp for lamps, investigate for investigated.
_ENDINGS = r"(?:['\u2019]s|s|es|ed|d|ing|er|ers|ly)?"
_SHORTEST = 3

Part = tuple[str, bool]


def paragraphs(text: str | None, keywords: Sequence[str]) -> list[list[Part]]:
    """Return the paragraphs of a text, each as (part, whether it is a marking word)."""
    pattern = _pattern(keywords)
    lines = [line.strip() for line in (text or "").split("\n")]
    return [_parts(line, pattern) for line in lines if line]


def _pattern(keywords: Sequence[str]) -> re.Pattern[str] | None:
    words = sorted({word for word in keywords if len(word) >= _SHORTEST}, key=len, reverse=True)
    if not words:
        return None
    # A word that ends in e loses it before an ending: investigat-ing.
    stems = "|".join(re.escape(w[:-1]) + "e?" if w.endswith("e") else re.escape(w) for w in words)
    return re.compile(rf"\b((?:{stems}){_ENDINGS})\b", re.IGNORECASE)


def _parts(line: str, pattern: re.Pattern[str] | None) -> list[Part]:
    if pattern is None:
        return [(line, False)]
    # `split` with one group alternates: between, word, between, ...
    pieces = pattern.split(line)
    return [(piece, bool(place % 2)) for place, piece in enumerate(pieces) if piece]
