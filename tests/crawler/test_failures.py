"""Answers that are no use."""

from __future__ import annotations

import logging

import pytest
from scrapy import Request
from scrapy.http import HtmlResponse
from scrapy.spidermiddlewares.httperror import HttpError
from scrapy.utils.test import get_crawler
from twisted.python.failure import Failure

from crawler.errors import (
    CutPageError,
    FieldError,
    GonePageError,
    ImageError,
    MobilePageError,
)
from crawler.failures import PageErrorsMiddleware, failed_request

URL = "http://127.0.0.1/anime/7"


def _response(status: int = 200, **meta) -> HtmlResponse:
    request = Request(URL, meta={"kind": "anime", **meta})
    return HtmlResponse(URL, status=status, request=request, body=b"")


def _handle(error, **meta):
    crawler = get_crawler()
    given = PageErrorsMiddleware(crawler).process_spider_exception(_response(**meta), error)
    return given, crawler.stats.get_stats()


def test_a_cut_page_is_asked_for_again_four_times():
    error = CutPageError("cut", URL)
    (again,), stats = _handle(error)
    assert (again.url, again.dont_filter, again.meta["cut_times"]) == (URL, True, 1)
    assert stats["retry/cut"] == 1
    given, stats = _handle(error, cut_times=4)
    assert (list(given), stats["anime/failed"]) == ([], 1)


def test_a_page_for_phones_is_asked_for_once_more_as_a_desktop():
    error = MobilePageError("for phones", URL)
    (again,), stats = _handle(error)
    assert again.headers["User-Agent"].startswith(b"Mozilla/5.0 (X11; Linux x86_64) AnimeMatcher/")
    assert (again.dont_filter, stats["retry/mobile"]) == (True, 1)
    given, stats = _handle(error, is_desktop=True)
    assert (list(given), stats["anime/failed"]) == ([], 1)


def test_a_title_that_is_gone_is_marked():
    (visit, gone), _ = _handle(GonePageError("no such page", URL), key=7)
    assert visit.document.error == "gone"
    assert gone.document[0] == 7


def test_a_page_that_is_gone_is_remembered():
    (item,), stats = _handle(GonePageError("no such page", URL))
    assert (item.document.url, item.document.error) == (URL, "gone")
    assert stats["anime/gone"] == 1


def test_refused_pictures_are_counted_by_reason():
    (item,), stats = _handle(ImageError("not_an_image", f"{URL}: no"), kind="poster")
    assert item.document.error == "not_an_image"
    assert (stats["poster/not_an_image"], stats["poster/failed"]) == (1, 1)


def test_other_page_errors_are_told_with_field_and_url(caplog):
    with caplog.at_level(logging.WARNING):
        given, stats = _handle(FieldError("title", "is missing", URL))
    assert (list(given), stats["anime/failed"]) == ([], 1)
    assert f"{URL}: field 'title' is missing" in caplog.text


def test_errors_of_our_own_making_are_not_hidden():
    given, _ = _handle(ValueError("a bug"))
    assert given is None


@pytest.mark.parametrize(("status", "outcome"), [(404, "gone"), (500, "failed"), (403, "failed")])
def test_statuses(status, outcome):
    crawler = get_crawler()
    failure = Failure(HttpError(_response(status)))
    remembered = list(failed_request(crawler, failure))
    assert crawler.stats.get_value(f"anime/{outcome}") == 1
    assert len(remembered) == (outcome == "gone")
