"""Everything that the API's document allows, and much that it does not, asked of the API."""

from __future__ import annotations

import os

import hypothesis
import pytest
import schemathesis
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from webapp.errors import WrongMediaType

CHECKS = (
    not_a_server_error, status_code_conformance, content_type_conformance,
    response_headers_conformance, response_schema_conformance,
)  # fmt: skip
# A long run: SCHEMATHESIS_EXAMPLES=1000 pytest tests/webapp/api/test_schemathesis.py
EXAMPLES = int(os.environ.get("SCHEMATHESIS_EXAMPLES") or 6)


class NoPicture:
    """Stands for the process that reads pictures: what is sent here is none."""

    def vectors(self, image):
        raise WrongMediaType("no picture: the bytes are of nothing that is read", "image")


@pytest.mark.parametrize("mode", list(GenerationMode), ids=lambda mode: mode.value)
def test_every_answer_is_one_that_is_documented(app, reads, mode):
    app.extensions["encoder"] = NoPicture()
    reads({"kite": {"list_state": "public", "list": [{"anime_id": 10, "score": 7, "status": 2}]}})
    schema = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", app)
    operations = [found.ok() for found in schema.get_all_operations()]
    assert operations
    for operation in operations:
        _ask(operation, mode)


def _ask(operation, mode):
    @hypothesis.settings(
        max_examples=EXAMPLES,
        deadline=None,
        derandomize=True,
        database=None,
        suppress_health_check=list(hypothesis.HealthCheck),
    )
    @hypothesis.given(case=operation.as_strategy(generation_mode=mode))
    def ask(case):
        case.call_and_validate(checks=CHECKS)

    try:
        ask()
    except hypothesis.errors.Unsatisfiable:
        # Nothing about an operation without parameters can be wrong.
        assert mode is GenerationMode.NEGATIVE
