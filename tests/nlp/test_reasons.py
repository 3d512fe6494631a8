from __future__ import annotations

import subprocess
import sys

import pytest

from nlp import reasons

FACTS = {
    "topics": [{"label": "magic"}, {"label": "sport"}, {"label": "space"}],
    "keywords": {"1": ["witch", "wolves", "forest"], "2": ["forest", "wolves", "tea"], "3": []},
}


def test_words_that_mark_both_come_first():
    # wolves: ranks 1 + 1; forest: ranks 2 + 0; equal sums stand in the order of the alphabet.
    assert reasons.shared_words(FACTS, 1, 2) == ["forest", "wolves"]
    assert reasons.shared_words(FACTS, 1, 3) == []
    assert reasons.shared_words(FACTS, 1, 99) == []
    assert reasons.shared_words({}, 1, 2) == []


def test_topics_that_matter_to_both():
    assert reasons.shared_topics(FACTS, [0.5, 0.5, 0.0], [0.2, 0.3, 0.5]) == ["sport", "magic"]
    assert reasons.shared_topics(FACTS, [1, 0, 0], [0, 0, 1]) == []


def test_the_sentence_that_carries_most():
    synopsis = "Tea is poured. A wolf howls at the witches! In the forest all sleep."
    assert reasons.telling_sentence(synopsis, ["witch", "wolf"]) == "A wolf howls at the witches!"
    assert reasons.telling_sentence(synopsis, ["forest"]) == "In the forest all sleep."
    assert reasons.telling_sentence(synopsis, ["ocean"]) is None
    assert reasons.telling_sentence(synopsis, []) is None


@pytest.mark.parametrize("text", ["", "🙂", "a" * 100_000, "." * 1000])
def test_hostile_texts(text):
    assert reasons.telling_sentence(text, ["wolf"]) is None


def test_neither_the_room_nor_its_reasons_import_anything_heavy():
    code = (
        "import sys, nlp, nlp.reasons\n"
        "heavy = {'tensorflow', 'sklearn', 'nltk', 'scipy', 'numpy'} & set(sys.modules)\n"
        "sys.exit(f'imported {heavy}' if heavy else 0)"
    )
    subprocess.run([sys.executable, "-c", code], check=True)
