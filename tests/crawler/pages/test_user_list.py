"""A page of a list, with its traps."""

from __future__ import annotations

import pytest

from crawler.errors import CutPageError, FieldError
from crawler.pages import UserListPage

URL = "https://myanimelist.net/animelist/ann/load.json?status=7&offset=0"


def test_entries(page_text):
    page = UserListPage(page_text("list_2026", "load.json"), URL)
    assert page.entries == [
        {"anime_id": 86, "score": 10, "status": 2, "episodes": 24, "updated": 1700000000},
        {"anime_id": 30500, "score": 0, "status": 6, "episodes": 0, "updated": None},
        {"anime_id": 5, "score": 0, "status": 0, "episodes": 0, "updated": None},
        {"anime_id": 70001, "score": 7, "status": 1, "episodes": 3, "updated": None},
    ]
    assert (page.n_rows, page.n_skipped, page.is_last) == (6, 2, True)


def test_a_full_page_is_not_the_last():
    assert not UserListPage("[" + ",".join(["{}"] * 300) + "]", URL).is_last


@pytest.mark.parametrize("text", ['[{"anime_id": 1', "", "["])
def test_cut_lists(text):
    with pytest.raises(CutPageError, match=r"ann/load\.json"):
        UserListPage(text, URL)


@pytest.mark.parametrize("text", ['{"errors": []}', "<html>login</html>", "3"])
def test_answers_that_are_no_list(text):
    with pytest.raises(FieldError, match=r"ann/load\.json"):
        UserListPage(text, URL)
