from __future__ import annotations

import pytest

from webapp.pages.placeholder import initials
from webapp.pages.posters import media_type_of


def test_a_stored_picture_is_served_with_its_type_and_tag(client):
    answer = client.get("/posters/1")
    assert answer.status_code == 200
    assert answer.mimetype == "image/png"
    assert answer.data.endswith(b"made up")
    assert answer.cache_control.max_age == 86_400
    assert answer.headers["X-Content-Type-Options"] == "nosniff"


def test_an_unchanged_picture_is_not_sent_again(client):
    tag = client.get("/posters/1").headers["ETag"]
    answer = client.get("/posters/1", headers={"If-None-Match": tag})
    assert answer.status_code == 304
    assert answer.data == b""


@pytest.mark.parametrize("anime_id", [60, 20])
def test_a_missing_or_broken_picture_is_drawn(client, anime_id):
    answer = client.get(f"/posters/{anime_id}")
    assert answer.mimetype == "image/svg+xml"
    assert b"<svg" in answer.data
    assert answer.data == client.get(f"/posters/{anime_id}").data


def test_no_title_no_picture(client):
    assert client.get("/posters/777").status_code == 404


def test_a_hidden_poster_is_shown_only_to_who_asks_for_it(judged, client):
    for anime_id in (40, 1):  # rated Rx; judged to show sex
        plain = client.get(f"/posters/{anime_id}")
        assert plain.mimetype == "image/svg+xml"
        assert b"Poster hidden" in plain.data
        assert "ETag" not in plain.headers
        assert plain.cache_control.max_age == 300
        asked = client.get(f"/posters/{anime_id}?adult=1")
        assert asked.mimetype == "image/png"
        tag = {"If-None-Match": asked.headers["ETag"]}
        assert client.get(f"/posters/{anime_id}?adult=1", headers=tag).status_code == 304
        assert client.get(f"/posters/{anime_id}", headers=tag).status_code == 200
        assert client.get(f"/posters/{anime_id}?adult=0").data == plain.data
    assert client.get("/posters/10").mimetype == "image/png"


def test_without_a_classifier_the_rating_alone_hides(client):
    assert b"Poster hidden" in client.get("/posters/40").data
    assert client.get("/posters/1").mimetype == "image/png"


def test_pages_ask_for_what_the_link_asks_for(judged, client):
    assert 'src="/posters/40"' in client.get("/anime/40").text
    page = client.get("/anime/40?adult=1").text
    assert 'src="/posters/40?adult=1"' in page
    assert 'href="/explore?adult=1"' in page
    page = client.get("/anime/10?adult=1").text
    assert 'src="/posters/10"' in page


@pytest.mark.parametrize(
    ("title", "letters"),
    [
        ("Hoshi no Watashibune", "HW"),
        ("K", "K"),
        ("!!!", "?"),
        ("the a of", "TAO"),
        ("提灯の家", "提"),
        ("<b>&", "B"),
    ],
)
def test_initials(title, letters):
    assert initials(title) == letters


def test_media_types_are_read_from_the_bytes():
    assert media_type_of(b"\xff\xd8\xff\xe0") == "image/jpeg"
    assert media_type_of(b"RIFF\x00\x00\x00\x00WEBPVP8 ") == "image/webp"
    assert media_type_of(b"GIF89a") == "image/gif"
    assert media_type_of(b"<svg onload=alert(1)>") is None
