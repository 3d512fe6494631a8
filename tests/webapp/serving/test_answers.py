from __future__ import annotations

from datetime import UTC, datetime
from typing import NamedTuple

import numpy as np
import pytest

MOMENT = datetime(2026, 5, 1, 12, 30, tzinfo=UTC)


class Place(NamedTuple):
    row: int
    score: float


def test_what_answers_hold_is_written_as_json_has_it(app):
    told = app.json.dumps(
        {"when": MOMENT, 7: Place(1, 2.5), "n": np.int64(3), "s": np.float64(0.5), "t": "ō"}
    )
    assert told == '{"when":"2026-05-01T12:30:00+00:00","7":[1,2.5],"n":3,"s":0.5,"t":"ō"}'
    assert app.json.loads(told)["7"] == [1, 2.5]


def test_what_json_has_no_form_for_is_refused(app):
    with pytest.raises(TypeError):
        app.json.dumps({"what": b"bytes"})


def test_an_answer_keeps_the_order_of_its_fields_and_ends_its_line(app):
    with app.test_request_context():
        answer = app.json.response({"b": 1, "a": 2})
    assert answer.get_data() == b'{"b":1,"a":2}\n'
    assert answer.mimetype == "application/json"
    assert app.json.dumps({"b": 1, "a": 2}, sort_keys=True) == '{"a":2,"b":1}'
