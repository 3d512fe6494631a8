"""A crawl of a copy stays on the copy."""

from __future__ import annotations

import pytest

from crawler.links import Links, is_loopback

COPY = Links("http://127.0.0.1:8123")
SITE = Links("https://myanimelist.net/")


@pytest.mark.parametrize(
    ("url", "here"),
    [
        ("https://myanimelist.net/anime/1/x?p=2#top", "http://127.0.0.1:8123/anime/1/x?p=2"),
        ("https://cdn.myanimelist.net/images/1.jpg", "http://127.0.0.1:8123/images/1.jpg"),
        ("http://myanimelist.cdn-dena.com/images/1.jpg", "http://127.0.0.1:8123/images/1.jpg"),
        ("http://127.0.0.1:8123/anime/1", "http://127.0.0.1:8123/anime/1"),
        ("https://example.org/1.jpg", None),
        ("https://notmyanimelist.net/anime/1", None),
        ("http://127.0.0.1:9999/anime/1", None),
    ],
)
def test_links_are_followed_at_the_copy(url, here):
    assert COPY.here(url) == here


def test_on_the_real_site_links_stay_as_they_are():
    url = "https://cdn.myanimelist.net/images/1.jpg"
    assert SITE.here(url) == url
    assert SITE.here("https://example.org/1.jpg") is None
    assert SITE.top() == "https://myanimelist.net/topanime.php"


def test_user_names_are_quoted():
    assert COPY.user_list("a b/c", 300) == (
        "http://127.0.0.1:8123/animelist/a%20b%2Fc/load.json?status=7&offset=300"
    )


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("http://127.0.0.1:1/", True),
        ("http://localhost/", True),
        ("http://[::1]:2/", True),
        ("https://myanimelist.net/", False),
        ("http://10.0.0.1/", False),
    ],
)
def test_is_loopback(url, expected):
    assert is_loopback(url) is expected
