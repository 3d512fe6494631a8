from __future__ import annotations

import pytest

from nlp.language import LanguageGuess, small_words


@pytest.fixture(scope="module")
def guess(reader):
    return LanguageGuess(small_words(True, reader.tokenizer.stop_words))


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Rain",
        "12 34",
        "The baker of the village wakes up before the sun and lights the oven for his bread.",
        "Short film by Yamada Tarou about a cat",
    ],
)
def test_english_and_what_cannot_be_told(guess, text):
    assert guess.is_english(text)


@pytest.mark.parametrize(
    "text",
    [
        "Le boulanger du village se lève avant le soleil et allume le four pour son pain.",
        "Der Bäcker des Dorfes steht vor der Sonne auf und heizt den Ofen für sein Brot an.",
        "El panadero del pueblo se levanta antes que el sol y enciende el horno para su pan.",
        "パン屋は日の出前に起きて、かまどに火を入れる。",
        "استيقظ الخباز قبل شروق الشمس",
    ],
)
def test_other_languages(guess, text):
    assert not guess.is_english(text)


def test_without_the_corpus_the_script_still_tells():
    guess = LanguageGuess(small_words(False, frozenset({"the", "of"})))
    assert not guess.is_english("パン屋は日の出前に起きる")
    assert guess.is_english("Le boulanger du village se lève avant le soleil et allume le four")
