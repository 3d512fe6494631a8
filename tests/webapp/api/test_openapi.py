from __future__ import annotations

import re

import pytest

from webapp.api.contract import contract_of


@pytest.fixture
def document(client):
    return client.get("/api/v1/openapi.json").get_json()


def test_every_route_of_the_api_is_described(app, document):
    rules = {
        re.sub(r"<(?:\w+:)?(\w+)>", r"{\1}", rule.rule)
        for rule in app.url_map.iter_rules()
        if rule.rule.startswith("/api/")
    }
    assert set(document["paths"]) == rules
    assert all(
        contract_of(app.view_functions[rule.endpoint])
        for rule in app.url_map.iter_rules()
        if rule.rule.startswith("/api/")
    )


def test_the_document_says_what_the_site_checks(document):
    assert document["openapi"] == "3.1.0"
    recommendations = document["paths"]["/api/v1/recommendations"]["post"]
    body = recommendations["requestBody"]["content"]["application/json"]["schema"]
    assert body == {"$ref": "#/components/schemas/Query"}
    query = document["components"]["schemas"]["Query"]
    assert query["required"] == ["ratings"]
    assert query["properties"]["k"] == {"type": "integer", "minimum": 1, "maximum": 100}
    assert query["properties"]["ratings"]["minItems"] == 1
    assert {"400", "413", "415", "422", "429", "503"} <= set(recommendations["responses"])


def test_every_reference_leads_somewhere(document):
    named = set(document["components"]["schemas"])
    found = set(re.findall(r"#/components/schemas/(\w+)", str(document)))
    assert found <= named


def test_names_of_operations_are_used_once(document):
    names = [told["operationId"] for path in document["paths"].values() for told in path.values()]
    assert len(names) == len(set(names))


def test_the_page_to_try_it_has_a_form_for_every_operation(client, document):
    page = client.get("/api").get_data(as_text=True)
    for path in document["paths"].values():
        for told in path.values():
            assert f'id="{told["operationId"]}"' in page
    assert "style=" not in page
    assert 'value="False"' not in page


def test_an_unknown_parameter_is_named(client):
    answer = client.get("/api/v1/search?q=a&lim=3")
    assert answer.status_code == 400
    assert answer.get_json()["error"]["field"] == "lim"
