"""The API's description, OpenAPI 3.1, made from the routes as they are declared.

``/api/v1/openapi.json`` for programs, ``/api`` for people: every route with a form to try it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from http import HTTPStatus
from typing import Any

from flask import Flask, current_app, render_template
from flask.typing import ResponseReturnValue
from werkzeug.routing import Rule

from webapp.api import schemas
from webapp.api.blueprint import PREFIX, api_blueprint
from webapp.api.contract import JSON_TYPE, Body, Contract, Parameter, contract_of, described
from webapp.errors import SiteError
from webapp.pages.frame import page_blueprint
from webapp.question.shapes import Schema

document = api_blueprint("document")
trying = page_blueprint("trying")

ABOUT = (
    "What anime to watch next, and why. No key is needed; a client may ask a limited number of "
    "times a minute. Every error has a code, a message that says what to do, and the field."
)
_VARIABLE = re.compile(r"<(?:\w+:)?(\w+)>")
_READS_BACK = {"Retry-After": {"description": "Seconds to wait.", "schema": {"type": "string"}}}
_REFERENCE = "#/components/schemas/"


@document.get(f"{PREFIX}/openapi.json")
@described({"type": "object"})
def openapi() -> ResponseReturnValue:
    """The description of all routes, OpenAPI 3.1."""
    return describe(current_app)


@trying.get("/api")
def try_it() -> str:
    """Every route of the API, and a form for each."""
    return render_template("api.html", operations=list(_operations(current_app)))


def describe(app: Flask) -> dict[str, Any]:
    """The OpenAPI document of all routes of `app` that have a contract."""
    named: dict[str, Schema] = {}
    paths: dict[str, dict[str, Any]] = {}
    for path, method, name, view, contract in _operations(app):
        operation = _operation(name, view, contract)
        paths.setdefault(path, {})[method] = _hoisted(operation, named)
    return {
        "openapi": "3.1.0",
        "info": {"title": "AnimeMatcher", "version": "1", "description": ABOUT},
        "servers": [{"url": "/"}],
        "paths": paths,
        "components": {"schemas": named},
    }


def _operations(
    app: Flask,
) -> Iterator[tuple[str, str, str, Callable[..., Any], Contract]]:
    """(path, method, name, view, contract) of every described route, in the order of paths."""
    rules: list[Rule] = sorted(app.url_map.iter_rules(), key=lambda rule: rule.rule)
    for rule in rules:
        view = app.view_functions[rule.endpoint]
        contract = contract_of(view)
        if contract is None:
            continue
        path = _VARIABLE.sub(r"{\1}", rule.rule)
        for method in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"}):
            yield path, method.lower(), rule.endpoint.split(".")[-1], view, contract


def _operation(name: str, view: Callable[..., Any], contract: Contract) -> dict[str, Any]:
    operation: dict[str, Any] = {
        "operationId": name,
        "summary": (view.__doc__ or name).strip().splitlines()[0],
        "parameters": [
            *(_path_parameter(part, about) for part, about in contract.path.items()),
            *(_query_parameter(*item) for item in contract.query.items()),
        ],
        "responses": _responses(contract),
    }
    if contract.body:
        operation["requestBody"] = {"required": True, "content": _content_of(contract.body)}
    return operation


def _path_parameter(name: str, about: str) -> dict[str, Any]:
    schema = schemas.ANIME_ID if name == "anime_id" else schemas.PATH_PARTS[name]
    return {"name": name, "in": "path", "required": True, "description": about, "schema": schema}


def _query_parameter(name: str, parameter: Parameter) -> dict[str, Any]:
    schema = parameter.shape.schema()
    if parameter.default is not None:
        schema = {**schema, "default": parameter.default}
    told: dict[str, Any] = {
        "name": name,
        "in": "query",
        "required": parameter.required,
        "description": parameter.about,
        "schema": schema,
    }
    if schema.get("type") == "array":
        told.update(style="form", explode=False)
    return told if parameter.example is None else {**told, "example": parameter.example}


def _content_of(body: Body) -> dict[str, Any]:
    schema = body.schema or (body.shape.schema() if body.shape else {})
    told = (
        {"schema": schema} if body.example is None else {"schema": schema, "example": body.example}
    )
    return {body.media_type: told}


def _responses(contract: Contract) -> dict[str, Any]:
    good = {"schema": contract.answer} if contract.answer is not None else {}
    responses = {"200": {"description": "The answer.", "content": {contract.media_type: good}}}
    by_status: dict[int, list[type[SiteError]]] = {}
    for error in contract.all_errors:
        by_status.setdefault(int(error.status), []).append(error)
    for status in sorted({*by_status, *contract.others}):
        forms = [schemas.ERROR] if status in by_status else []
        if status in contract.others:
            forms.append(contract.others[status])
        responses[str(status)] = _error_response(status, forms)
    return responses


def _error_response(status: int, forms: list[Schema]) -> dict[str, Any]:
    schema = forms[0] if len(forms) == 1 else {"anyOf": forms}
    told: dict[str, Any] = {
        "description": HTTPStatus(status).phrase,
        "content": {JSON_TYPE: {"schema": schema}},
    }
    if status in (HTTPStatus.TOO_MANY_REQUESTS, HTTPStatus.SERVICE_UNAVAILABLE):
        told["headers"] = _READS_BACK
    return told


def _hoisted(value: Any, named: dict[str, Schema]) -> Any:
    """The value with every schema that has a name replaced by a reference to it."""
    if isinstance(value, list | tuple):
        return [_hoisted(entry, named) for entry in value]
    if not isinstance(value, Mapping):
        return value
    told = {key: _hoisted(entry, named) for key, entry in value.items()}
    # A field of a record may be called title too: then it is a schema, not a name.
    title = told.get("title")
    if isinstance(title, str) and told.get("type") == "object":
        named[title] = told
        return {"$ref": _REFERENCE + title}
    return told
