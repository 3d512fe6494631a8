"""Redirects do not lead out of a copy."""

from __future__ import annotations

import pytest
from scrapy import Request
from scrapy.exceptions import IgnoreRequest

from crawler.links import Links
from crawler.stay_at_base import StayAtBaseMiddleware


def test_site_links_are_turned_and_foreign_ones_refused():
    middleware = StayAtBaseMiddleware(Links("http://127.0.0.1:8123"))
    turned = middleware.process_request(Request("https://myanimelist.net/anime/1"))
    assert turned is not None
    assert turned.url == "http://127.0.0.1:8123/anime/1"
    assert middleware.process_request(Request("http://127.0.0.1:8123/anime/1")) is None
    with pytest.raises(IgnoreRequest, match=r"example\.org"):
        middleware.process_request(Request("https://example.org/"))
