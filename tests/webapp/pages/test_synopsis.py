from __future__ import annotations

from webapp.pages.synopsis import paragraphs


def test_marking_words_are_found_in_their_forms():
    found = paragraphs("Two lamps.\n\nInvestigating a ship.", ["lamp", "investigate"])
    assert found == [
        [("Two ", False), ("lamps", True), (".", False)],
        [("Investigating", True), (" a ship.", False)],
    ]


def test_a_word_inside_another_is_not_marked():
    assert paragraphs("A clampdown", ["lamp"]) == [[("A clampdown", False)]]


def test_signs_in_keywords_are_only_signs():
    assert paragraphs("all (of it", ["(of", "a*"]) == [[("all (of it", False)]]


def test_nothing_is_no_paragraph():
    assert paragraphs(None, ["lamp"]) == []
