"""How long pages may wait."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from crawler.revisit import list_wait, title_wait
from store.crawl_log import Rate

NOW = datetime(2026, 6, 1, tzinfo=UTC)


@pytest.mark.parametrize(
    ("document", "rate", "expected"),
    [
        ({"status": "Currently Airing", "aired_from": "1999-10-20"}, Rate(9, 0), 1 / 7),
        ({"status": "Not yet aired"}, None, 0.5),
        ({"status": "Finished Airing", "aired_to": "2026-03-01"}, None, 1),
        ({"status": "Finished Airing", "aired_to": "1999-04-24"}, None, 2),
        ({"status": "Finished Airing", "aired_to": "2026-03-01"}, Rate(3, 0), 2),
        ({"status": "Finished Airing", "aired_to": "2026-03-01"}, Rate(3, 1), 1),
        ({"status": "Finished Airing", "aired_from": "1988"}, Rate(9, 0), 4),
        ({}, None, 1),
    ],
)
def test_titles(document, rate, expected):
    assert title_wait(document, rate, NOW) == pytest.approx(expected)


@pytest.mark.parametrize(
    ("rate", "expected"),
    [(None, 1), (Rate(1, 0), 1), (Rate(3, 2), 0.5), (Rate(3, 1), 1), (Rate(4, 0), 3)],
)
def test_lists(rate, expected):
    assert list_wait(rate) == expected
