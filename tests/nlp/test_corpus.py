from __future__ import annotations

import pytest


def test_stems_without_names_stop_words_and_words_of_the_trade(reader):
    first, second = reader.corpus(
        [
            "In this anime series the wolves of Karpania fight. A man called Borvo helps.",
            "Far away a wolf fights, and the snow falls.",
        ]
    ).documents
    stem = reader.tokenizer.stem
    assert set(first) & set(second) == {stem("wolf"), stem("fight")}
    assert not set(first) & {stem(word) for word in ("anime", "series", "karpania", "borvo", "man")}


def test_people_read_the_most_frequent_word_of_a_stem(reader):
    corpus = reader.corpus(["a cat saw wolves and wolves", "a cat saw a wolf", "a cat saw wolves"])
    assert corpus.words[reader.tokenizer.stem("wolf")] == "wolves"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "wolf",
        "wolf " * 200_000,
        "🙂🙂🙂",
        "\u202e\u05e9\u05dc\u05d5\u202c",
        "<p>" * 1000 + "wolf",
        "\x00\x07\x1b[31m",
        "パン屋は日の出前に起きて、かまどに火を入れる。",
        "'" * 5000,
        "A.B.C.D.E." * 2000,
    ],
)
def test_hostile_texts_are_read_and_counted(reader, text):
    corpus = reader.corpus([text, "Two wolves ran over the snow."])
    assert len(corpus.documents) == len(corpus.texts) == 2
    assert sum(corpus.counts.values()) == 2


def test_other_languages_lose_their_text_and_are_counted(reader):
    corpus = reader.corpus(["Le loup de la forêt est dans la maison et il ne dort pas."])
    assert corpus.texts == [""]
    assert corpus.counts == {"not in English": 1}
