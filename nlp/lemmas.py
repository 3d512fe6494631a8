"""WordNet's lemmas of words, read off its indexes: what NLTK's lemmatiser says, without its start.

NLTK's reader takes in every sense of every word before it answers, which takes seconds; lemmas need
only which nouns and verbs there are, and the lists of irregular forms. The rules are WordNet's
morphy: an irregular form, else the endings, and of what is a word the shortest.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

NOUN_ENDINGS = (
    ("s", ""), ("ses", "s"), ("ves", "f"), ("xes", "x"), ("zes", "z"), ("ches", "ch"),
    ("shes", "sh"), ("men", "man"), ("ies", "y"),
)  # fmt: skip
VERB_ENDINGS = (
    ("s", ""), ("ies", "y"), ("es", "e"), ("es", ""), ("ed", "e"), ("ed", ""), ("ing", "e"),
    ("ing", ""),
)  # fmt: skip


def lemmatizer(folder: Path) -> Callable[[str], str]:
    """Return what gives a lower-case word's lemma as a noun, else as a verb, else the word.

    Parameters
    ----------
    folder
        WordNet's, with ``index.noun``, ``noun.exc``, ``index.verb`` and ``verb.exc``.
    """
    noun = _Kind(folder, "noun", NOUN_ENDINGS)
    verb = _Kind(folder, "verb", VERB_ENDINGS)

    def lemma(word: str) -> str:
        found = noun.lemma(word)
        return found if found != word else verb.lemma(word)

    return lemma


class _Kind:
    """Nouns, or verbs: which there are, and how their forms end."""

    def __init__(self, folder: Path, name: str, endings: tuple[tuple[str, str], ...]) -> None:
        lines = (folder / f"index.{name}").read_text(encoding="utf-8").splitlines()
        # The licence stands above the index, its lines indented.
        self._known = {line.split(" ", 1)[0] for line in lines if not line.startswith(" ")}
        irregular = (folder / f"{name}.exc").read_text(encoding="utf-8").splitlines()
        self._irregular = {form: bases for form, *bases in map(str.split, irregular)}
        self._endings = endings

    def lemma(self, word: str) -> str:
        """The shortest base of a word that is one; the word itself where none is."""
        bases = self._irregular.get(word) or [
            word.removesuffix(ending) + base
            for ending, base in self._endings
            if word.endswith(ending)
        ]
        return min((form for form in [word, *bases] if form in self._known), key=len, default=word)
