from __future__ import annotations


def test_ready_means_titles_and_a_database(client):
    assert client.get("/readyz").get_json() == {"status": "ready"}


def test_not_ready_without_titles(quiet, mock_db):
    from webapp import create_app

    answer = create_app(quiet, mock_db).test_client().get("/readyz")
    assert answer.status_code == 503
    assert "no titles" in answer.get_json()["reason"]


def test_metrics_count_answers_by_endpoint_and_status(client):
    client.get("/api/v1/genres")
    client.get("/nowhere")
    text = client.get("/metrics").get_data(as_text=True)
    assert '_requests_total{endpoint="exploring.genres",method="GET",status="200"}' in text
    assert 'endpoint="nothing",method="GET",status="404"' in text
    assert "animematcher_titles 11.0" in text
    assert "animematcher_database_up 1.0" in text


def test_invented_methods_do_not_fill_the_memory(client):
    client.open("/", method="FROBNICATE")
    text = client.get("/metrics").get_data(as_text=True)
    assert "FROBNICATE" not in text
    assert 'method="other"' in text
