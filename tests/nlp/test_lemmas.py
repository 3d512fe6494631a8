from __future__ import annotations

from pathlib import Path

import nltk
import pytest
from nltk.stem import WordNetLemmatizer

from nlp import lemmas, resources

WORDS = """
wolves wolf children mice geese boxes churches bushes quizzes ladies women fought fights running ran
swam swimming tried tries used uses was is has being us as glasses news series species axes leaves
lives knives dies died lying bus buses gas crises analyses data feet teeth oxen better worse ninja
ninjas koto unheardofs xyzzing
"""


@pytest.fixture(scope="module")
def lemma(nltk_folder):
    if not resources.prepare(nltk_folder)["lemmas"].found:
        pytest.skip("WordNet is not installed")
    return lemmas.lemmatizer(Path(str(nltk.data.find("corpora/wordnet"))))


def test_they_are_those_of_nltk(lemma):
    nltks = WordNetLemmatizer().lemmatize
    for word in WORDS.split():
        noun = nltks(word, "n")
        assert lemma(word) == (noun if noun != word else nltks(word, "v")), word


def test_a_folder_by_hand(tmp_path):
    (tmp_path / "index.noun").write_text("  1 a licence\nwolf n 2\nsheep n 1\ngas n 1\n")
    (tmp_path / "noun.exc").write_text("wolves wolf\n")
    (tmp_path / "index.verb").write_text("fight v 3\nlie v 1\n")
    (tmp_path / "verb.exc").write_text("fought fight\nlying lie\n")
    lemma = lemmas.lemmatizer(tmp_path)
    found = [lemma(word) for word in ("wolves", "sheep", "gas", "fought", "fighting", "lying", "a")]
    assert found == ["wolf", "sheep", "gas", "fight", "fight", "lie", "a"]
