"""The users page."""

from __future__ import annotations

import pytest

from crawler.errors import FieldError
from crawler.pages import UsersPage


def test_names_once_each_without_the_reader(page_text):
    page = UsersPage(page_text("users_2021"), "https://myanimelist.net/users.php")
    assert page.names == ["paper_whale", "tin-kettle"]


def test_another_page_is_refused():
    with pytest.raises(FieldError, match="not the users page"):
        _ = UsersPage("<title>Top Anime</title></html>", "https://x/users.php").names
