from __future__ import annotations

import pytest

from nlp.cleaning import MAX_CHARS, SHORT_CHARS, Verdict, clean

STORY = "A baker finds a map in a loaf of bread and sails to an island that nobody has named yet. "


@pytest.mark.parametrize(
    "note",
    [
        "(Source: ANN)",
        "(Source: Some Site, edited)",
        "[Written by MAL Rewrite]",
        "(source: official website)",
        "Source: https://example.org/page",
        "(Souce: AniDB)",
        "(Summary from somewhere)",
        "(ANN)",
    ],
)
def test_source_notes_go(note):
    assert clean(STORY * 2 + note).text == (STORY * 2).strip()


def test_other_brackets_stay():
    assert "(an island)" in clean(STORY + "They reach it (an island) at last.").text


@pytest.mark.parametrize(
    "text",
    [
        "",
        " \n\t ",
        "N/A",
        "Not available",
        "No synopsis information has been added to this title.",
        "No synopsis yet.",
        "(Source: ANN)",
        "...",
        "\x00\x01\u200b\u202e",
    ],
)
def test_texts_that_say_that_there_is_no_text(text):
    assert clean(text) == clean("")
    assert clean(text).verdict is Verdict.EMPTY


def test_markup_and_entities_are_resolved():
    assert clean("<p>Rain &amp; <b>wind</b></p><br/>[i]all[/i] day").text == "Rain & wind all day"


def test_addresses_go():
    assert clean("See https://example.org/x?y=1 or www.example.org for more").text == (
        "See or for more"
    )


def test_short_and_long_texts_are_told_apart():
    assert clean("A cat.").verdict is Verdict.SHORT
    assert clean("a" * SHORT_CHARS).verdict is Verdict.STORY
    megabyte = clean("word " * 200_000)
    assert megabyte.verdict is Verdict.CUT
    assert len(megabyte.text) <= MAX_CHARS


@pytest.mark.parametrize(
    "text", ["🙂🙃 smile", "שלום עולם", "a\ud800b", "<<<<<[[[[((((", "{}" * 500, "é\u0301"]
)
def test_hostile_texts_come_back_as_text(text):
    assert clean(text).text.encode("utf-8").decode() == clean(text).text
