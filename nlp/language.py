"""Which texts are not English, told by their script and their small words."""

from __future__ import annotations

import re
from collections.abc import Mapping

LATIN_SHARE = 0.5
ENGLISH_SHARE = 0.15
OTHER_SHARE = 0.2
FEWEST_WORDS = 8
# Languages of the stop word corpus that use the Latin script and that synopses turn up in.
OTHERS = (
    "french", "german", "spanish", "italian", "portuguese", "dutch", "indonesian", "turkish",
    "swedish", "finnish", "hungarian", "romanian",
)  # fmt: skip
_WORD = re.compile(r"[^\W\d_]+")


class LanguageGuess:
    """Tells English from other languages.

    Parameters
    ----------
    small_words
        Language to its most frequent words, ``english`` among them.
    """

    def __init__(self, small_words: Mapping[str, frozenset[str]]) -> None:
        self._english = small_words["english"]
        self._others = {name: words for name, words in small_words.items() if name != "english"}

    def is_english(self, text: str) -> bool:
        """Return False for text that is surely something else; short text is given the benefit."""
        letters = [c for c in text if c.isalpha()]
        if not letters:
            return True
        if sum(c < "ɐ" for c in letters) < LATIN_SHARE * len(letters):
            return False
        words = [word.lower() for word in _WORD.findall(text)]
        if len(words) < FEWEST_WORDS:
            return True
        english = _share(words, self._english)
        if english >= ENGLISH_SHARE:
            return True
        return all(_share(words, other) < OTHER_SHARE for other in self._others.values())


def small_words(found: bool, english: frozenset[str]) -> dict[str, frozenset[str]]:
    """Return the small words of each language; of English alone where the corpus is absent."""
    if not found:
        return {"english": english}
    from nltk.corpus import stopwords

    others = {name: frozenset(stopwords.words(name)) for name in OTHERS}
    return {"english": english, **others}


def _share(words: list[str], small: frozenset[str]) -> float:
    return sum(word in small for word in words) / len(words)
