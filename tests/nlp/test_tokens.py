from __future__ import annotations

import pytest

from nlp import tokens
from nlp.tokens import Tokenizer


@pytest.fixture(scope="module")
def tokenizer(nltk_folder):
    return Tokenizer(nltk_folder)


def test_words_and_where_they_stand(tokenizer):
    assert tokenizer.tokens("The wolf ran. Anna's dog did not!") == [
        ("The", False),
        ("wolf", True),
        ("ran", True),
        ("Anna", False),
        ("dog", True),
        ("did", True),
        ("not", True),
    ]


def test_abbreviations_do_not_end_sentences(tokenizer):
    assert tokenizer.sentences("Mr. Brown left. He slept.") == ["Mr. Brown left.", "He slept."]


def test_a_heading_tells_nothing_of_names(tokenizer):
    found = tokenizer.tokens("WOLVES IN THE NIGHT")
    assert found == [(word, False) for word in ("wolves", "in", "the", "night")]


@pytest.mark.parametrize(
    ("word", "other"),
    [("wolves", "wolf"), ("children", "child"), ("fought", "fight"), ("running", "run")],
)
def test_forms_of_a_word_share_a_stem(tokenizer, word, other):
    assert tokenizer.stem(word) == tokenizer.stem(other)


@pytest.mark.parametrize("text", ["", " ", "🙂", "\x00", "1234 5678", "a" * 1_000_000, "שלום"])
def test_hostile_texts(tokenizer, text):
    assert all(1 < len(word) <= tokens.MAX_WORD for word, _ in tokenizer.tokens(text))


def test_without_nltk_data_the_fallbacks_do_their_work(monkeypatch, tmp_path):
    from nlp import resources

    missing = {name: resources.Source(False, "not here") for name in resources.RESOURCES}
    monkeypatch.setattr(resources, "prepare", lambda data_dir, names: missing)
    tokenizer = Tokenizer(tmp_path)
    assert tokenizer.sentences("It rains. It pours! Why?") == ["It rains.", "It pours!", "Why?"]
    assert tokenizer.stem("running") == "run"
    assert {"the", "and"} <= tokenizer.stop_words
