"""The top list."""

from __future__ import annotations

import pytest

from crawler.errors import FieldError
from crawler.pages import TopPage

URL = "https://myanimelist.net/topanime.php?limit=50"


def test_ids_in_order_and_the_next_offset(page_text):
    page = TopPage(page_text("top_2025"), URL)
    assert page.ids == [70001, 86]
    assert page.next_offset == 100


def test_past_the_end_there_is_a_table_without_rows():
    page = TopPage('<table class="top-ranking-table"></table></html>', URL)
    assert page.ids == []
    assert page.next_offset is None


@pytest.mark.parametrize(
    "body", ["<p>Log in</p></html>", '<tr class="ranking-list"><td>no link</td></tr></html>']
)
def test_a_page_that_is_no_top_list_is_refused(body):
    with pytest.raises(FieldError, match=r"limit=50: field 'ids'"):
        _ = TopPage(f"<table>{body}", URL).ids
