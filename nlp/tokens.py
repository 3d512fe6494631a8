"""NLTK's sentences, words, lemmas and stems, each word looked at once.

A text becomes words; a word becomes a stem. Stems are what is counted, and the most frequent word
of a stem is what people read. Lemma and stem of a word never change, so they are kept: a corpus of
a million words has some forty thousand different ones.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping
from pathlib import Path

import nltk.data
from nltk.corpus import stopwords
from nltk.stem import SnowballStemmer, WordNetLemmatizer
from nltk.tokenize.punkt import PunktTokenizer, load_punkt_params

from nlp import lemmas, resources
from nlp.names import Token

MAX_WORD = 40
# The plain expression: NLTK 3.10's RegexpTokenizer finds the same words seven times slower.
_WORD = re.compile(r"[^\W\d_]++(?:['\u2019][^\W\d_]++)*+")
_SENTENCE_END = re.compile(r"(?<=[.!?])[\"'\u201d\u2019)]*\s+(?=[\"'\u201c\u2018(]*[A-Z0-9])")
_BRACKETS = "\"'()[]\u201c\u201d\u2018\u2019"
_POSSESSIVE = re.compile(r"['\u2019]s?$")
Lemmatize = Callable[[str], str]
Split = Callable[[str], list[str]]


class Tokenizer:
    """Sentences, words and stems of English text.

    Parameters
    ----------
    data_dir
        Where NLTK data that packages carry is copied to; see `resources.prepare`.
    """

    def __init__(self, data_dir: Path) -> None:
        sources = resources.prepare(data_dir, resources.OF_JOBS)
        self.used: Mapping[str, bool] = {name: source.found for name, source in sources.items()}
        self._split = _punkt() if self.used["sentences"] else _split
        self._stemmer = SnowballStemmer("english")
        self._lemmatize: Lemmatize | None = None if self.used["lemmas"] else str
        self._stems: dict[str, str] = {}
        self.stop_words = _stop_words(self.used["stop words"])

    def sentences(self, text: str) -> list[str]:
        """Split a text into sentences; an empty text has none."""
        return list(self._split(text))

    def tokens(self, text: str) -> list[Token]:
        """Return the words of a text in order, without possessive endings.

        In a sentence that capitalises nearly all its words (a heading, shouting) no capital tells
        anything: its words come back in lower case.
        """
        found: list[Token] = []
        for sentence in self.sentences(text):
            words = _WORD.findall(sentence)
            if "'" in sentence or "\u2019" in sentence:
                words = [_POSSESSIVE.sub("", word) for word in words]
            words = [word for word in words if 1 < len(word) <= MAX_WORD]
            if sum(word[0].isupper() for word in words) > max(2, 0.7 * len(words)):
                found.extend((word.lower(), False) for word in words)
            else:
                found.extend((word, at > 0) for at, word in enumerate(words))
        return found

    def stems_of(self, terms: Collection[str]) -> dict[str, str]:
        """Return the words met so far whose stem is one of `terms`, with their stems."""
        return {word: stem for word, stem in self._stems.items() if stem in terms}

    def stem(self, word: str) -> str:
        """Return the stem of a lower-case word: of its lemma, where WordNet knows one."""
        stem = self._stems.get(word)
        if stem is None:
            if self._lemmatize is None:
                self._lemmatize = _lemmatizer()
            stem = self._stems[word] = self._stemmer.stem(self._lemmatize(word))
        return stem


def _lemmatizer() -> Lemmatize:
    """WordNet's lemma of a word as a noun, else as a verb; by NLTK where WordNet lies in a zip."""
    folder = Path(str(nltk.data.find("corpora/wordnet")))
    if folder.is_dir():
        return lemmas.lemmatizer(folder)
    lemmatize = WordNetLemmatizer().lemmatize

    def lemma(word: str) -> str:
        noun = str(lemmatize(word, "n"))
        return noun if noun != word else str(lemmatize(word, "v"))

    return lemma


def _punkt() -> Split:
    """NLTK's Punkt, asked only where a full stop may be an abbreviation's.

    Of a text in which no word before a full stop is one that Punkt knows as an abbreviation, is a
    single letter or holds a digit, the plain rule gives the same sentences, many times faster.
    """
    known = load_punkt_params(nltk.data.find("tokenizers/punkt_tab/english/")).abbrev_types
    punkt = PunktTokenizer("english")

    def split(text: str) -> list[str]:
        words = (word.strip(_BRACKETS) for word in text.lower().split())
        ended = (word[:-1] for word in words if word.endswith("."))
        doubtful = any(len(word) < 2 or word in known or not word.isalpha() for word in ended)
        return list(punkt.tokenize(text)) if doubtful else _split(text)

    return split


def _split(text: str) -> list[str]:
    return [sentence for sentence in _SENTENCE_END.split(text) if sentence.strip()]


def _stop_words(found: bool) -> frozenset[str]:
    if found:
        return frozenset(stopwords.words("english"))
    from sklearn.feature_extraction.text import ENGLISH_STOP_WORDS

    return frozenset(ENGLISH_STOP_WORDS)
