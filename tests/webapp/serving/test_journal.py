from __future__ import annotations

import json
import logging

import pytest

from webapp.serving.journal import JSONLines


@pytest.fixture
def lines(caplog):
    caplog.set_level(logging.INFO, logger="webapp.serving.journal")
    return caplog


def test_every_answer_has_an_id(client):
    first, second = (client.get("/api/v1/genres").headers["X-Request-ID"] for _ in range(2))
    assert first != second


def test_an_id_from_outside_is_kept_if_it_is_fit(client):
    def answered(given):
        return client.get("/api/v1/genres", headers={"X-Request-ID": given}).headers["X-Request-ID"]

    assert answered("abc-123.DEF_4") == "abc-123.DEF_4"
    for unfit in ("short", "a" * 65, "with space in it", "x'; drop--------"):
        assert answered(unfit) != unfit


def test_a_line_says_what_was_answered_and_holds_no_list(client, lines):
    client.get("/list?r=10-9.1-8", headers={"Authorization": "secret"})
    record = next(r for r in lines.records if getattr(r, "path", "") == "/list")
    line = JSONLines().format(record)
    told = json.loads(line)
    assert told["status"] == 200
    assert told["method"] == "GET"
    assert told["endpoint"] == "pages.my_list"
    assert told["bytes"] > 1000
    assert "10-9" not in line
    assert "secret" not in line


def test_an_error_is_one_line():
    try:
        raise ValueError("made up")
    except ValueError as error:
        given = (type(error), error, error.__traceback__)
    record = logging.LogRecord("here", logging.ERROR, __file__, 1, "broke %s", ("it",), given)
    line = JSONLines().format(record)
    assert "\n" not in line
    assert json.loads(line)["message"] == "broke it"
    assert "ValueError: made up" in json.loads(line)["error"]
