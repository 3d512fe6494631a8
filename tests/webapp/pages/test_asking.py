"""The pages of questions in plain words and by a picture."""

from __future__ import annotations

import io

import pytest

from webapp.pages import asking


@pytest.fixture
def near(monkeypatch, snapshot):
    """Make these titles be near to whatever is asked."""

    def answer(*anime_ids):
        found = [(snapshot.row_of(anime_id), 0.9) for anime_id in anime_ids]
        monkeypatch.setattr(asking, "by_words", lambda *_: found)
        monkeypatch.setattr(asking, "by_picture", lambda *_: found)

    return answer


def test_a_described_story_brings_titles_and_the_words_that_mark_them(client, near):
    near(60, 2)
    page = client.get("/describe?q=a+ship+among+stars&r=1-9").get_data(as_text=True)
    assert page.index("Hoshi no Watashibune") < page.index("Chouchin no Ie 2nd Season")
    assert "ship, ferry" in page
    assert "/anime/60?r=1-9" in page


def test_a_question_that_cannot_be_answered_is_told(client):
    page = client.get("/describe?q=a+ship").get_data(as_text=True)
    assert "need python -m nlp" in page


def test_a_picture_brings_titles(app, client, near, monkeypatch):
    near(1)
    monkeypatch.setattr(app.extensions["encoder"], "vectors", lambda image: ("set", image))
    sent = {"image": (io.BytesIO(b"made up"), "poster.png")}
    page = client.post("/picture", data=sent).get_data(as_text=True)
    assert "Chouchin no Ie" in page


def test_no_picture_is_refused(client):
    assert client.post("/picture").status_code == 400
