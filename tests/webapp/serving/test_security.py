from __future__ import annotations

import pytest

BODY = {"ratings": [{"anime_id": 1, "score": 9}]}


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({}, 200),
        ({"Sec-Fetch-Site": "same-origin"}, 200),
        ({"Sec-Fetch-Site": "none"}, 200),
        ({"Sec-Fetch-Site": "cross-site"}, 403),
        ({"Sec-Fetch-Site": "same-site"}, 403),
        ({"Origin": "http://localhost"}, 200),
        ({"Origin": "http://evil.test"}, 403),
        ({"Origin": "null"}, 403),
    ],
)
def test_orders_are_taken_from_the_own_pages_and_from_programs(client, headers, status):
    answer = client.post("/api/v1/recommendations", json=BODY, headers=headers)
    assert answer.status_code == status
    if status == 403:
        assert answer.get_json()["error"]["code"] == "forbidden"


def test_reading_is_open_to_links_from_everywhere(client):
    assert client.get("/", headers={"Sec-Fetch-Site": "cross-site"}).status_code == 200


def test_a_forged_form_is_told_on_a_page(client):
    answer = client.post("/picture", headers={"Sec-Fetch-Site": "cross-site"})
    assert answer.status_code == 403
    assert "That did not come from here" in answer.get_data(as_text=True)


def test_errors_have_the_headers_too(client):
    for path in ("/nowhere", "/api/v1/nowhere", "/static/nowhere.js"):
        assert client.get(path).headers["Content-Security-Policy"].startswith("default-src 'self'")
