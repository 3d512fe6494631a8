from __future__ import annotations

from nlp import names


def _tokens(text):
    return [(word, at > 0) for at, word in enumerate(text.split())]


def _stem(word):
    return word


def test_a_word_is_a_name_where_it_is_hardly_ever_in_lower_case():
    documents = [_tokens("then Mira ran"), _tokens("the dog saw Mira"), _tokens("a dog ran")]
    capitals = names.measure(documents, _stem)
    # mira: 0 of 2 in lower case; dog: 2 of 2; "then", "the", "a" were never inside a sentence.
    assert capitals.lower_share("mira") == 0.0
    assert capitals.lower_share("dog") == 1.0
    assert capitals.lower_share("unheard") == 0.0
    assert names.without_names(documents[1], capitals, _stem) == ["dog", "saw"]


def test_a_capital_counts_by_what_the_word_mostly_is():
    corpus = [_tokens("x the king"), _tokens("x a King"), _tokens("x club"), _tokens("x club")]
    corpus += [_tokens("x Club"), _tokens("x King")]
    capitals = names.measure(corpus, _stem)
    # king: 1 of 3 in lower case; club: 2 of 3.
    assert names.without_names(_tokens("x King"), capitals, _stem) == []
    assert names.without_names(_tokens("x king"), capitals, _stem) == ["king"]
    assert names.without_names(_tokens("x Club"), capitals, _stem) == ["club"]


def test_a_common_word_beside_a_name_is_part_of_it():
    corpus = [_tokens("x tower"), _tokens("x tower"), _tokens("x Mira")]
    capitals = names.measure(corpus, _stem)
    assert names.without_names(_tokens("x Mira Tower"), capitals, _stem) == []
    assert names.without_names(_tokens("x Tower"), capitals, _stem) == ["tower"]
