"""Answers as the page classes take them."""

from __future__ import annotations

import pytest
from scrapy.http import HtmlResponse, Response

from crawler.errors import PageError
from crawler.spiders.site import answer_of

URL = "https://myanimelist.net/anime/70001"


@pytest.mark.parametrize(
    ("told", "body", "answer"),
    [
        ("text/html; charset=utf-8", "<p>é".encode(), "<p>é".encode()),
        ("text/html; charset=ISO-8859-1", b"<p>\xe9", "<p>é"),
        ("text/html", "<p>é".encode(), "<p>é".encode()),
        (None, b"<meta charset=utf-8>\xff", b"<meta charset=utf-8>\xff"),
    ],
)
def test_what_is_utf8_is_not_decoded(told, body, answer):
    headers = {"Content-Type": told} if told else {}
    assert answer_of(HtmlResponse(URL, headers=headers, body=body)) == answer


def test_what_is_no_text_is_no_page():
    with pytest.raises(PageError, match=f"{URL}: the answer is not text"):
        answer_of(Response(URL, headers={"Content-Type": "image/png"}, body=b"\x89PNG"))
