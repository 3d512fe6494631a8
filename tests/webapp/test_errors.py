from __future__ import annotations

from webapp.errors import shown


def test_long_values_are_cut():
    assert shown("a") == "'a'"
    assert len(shown("a" * 1000)) == 60
    assert shown("a" * 1000).endswith("\u2026")


def test_a_bug_is_a_500_that_says_so_and_tells_nothing(app, client, monkeypatch):
    def fail(*args):
        raise RuntimeError("secret of the house")

    monkeypatch.setattr("webapp.recommending.recommender.similar", fail)
    answer = client.get("/api/v1/anime/1/similar")
    assert answer.status_code == 500
    assert answer.get_json()["error"]["code"] == "failed"
    page = client.get("/anime/1")
    assert page.status_code == 500
    assert "Something broke on this side" in page.get_data(as_text=True)
    assert "secret" not in answer.get_data(as_text=True) + page.get_data(as_text=True)
