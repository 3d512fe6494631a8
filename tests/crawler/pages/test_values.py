"""Words and numbers of the site, by hand."""

from __future__ import annotations

import pytest

from crawler.pages import values


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Apr 3, 1998", "1998-04-03"),
        ("Apr 1998", "1998-04"),
        ("Apr, 1998", "1998-04"),
        ("1998", "1998"),
        ("?", None),
        ("Not available", None),
        ("Foo 3, 1998", None),
        ("Apr 32, 1998", None),
        ("3, 1998", None),
        ("Yesterday, 6:37 AM", None),
        (None, None),
    ],
)
def test_date(text, expected):
    assert values.date(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("24 min. per ep.", 24),
        ("1 hr. 55 min.", 115),
        ("2 hr.", 120),
        ("2 hr. per ep.", 120),
        ("12 sec. per ep.", 1),
        ("1 min. 40 sec.", 2),
        ("1 min. 20 sec.", 1),
        ("0 min.", None),
        ("Unknown", None),
        ("", None),
    ],
)
def test_minutes(text, expected):
    assert values.minutes(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"), [("1,098,802", 1098802), ("#17", 17), ("0", 0), ("-", None), (None, None)]
)
def test_number(text, expected):
    assert values.number(text) == expected


def test_numbers_that_mongodb_cannot_keep_are_unknown():
    assert values.number("9" * 30) is None


@pytest.mark.parametrize(
    ("text", "expected"),
    [("8.93", 8.93), ("10", 10.0), ("0.00", None), ("N/A", None), ("11", None)],
)
def test_score(text, expected):
    assert values.score(text) == expected


@pytest.mark.parametrize(
    "text", ["", "?", "N/A", "None", "Unknown", "-", " None found, "[:-2], None]
)
def test_words_for_unknown(text):
    assert values.known(text) is None
