from __future__ import annotations

import dataclasses
import io
import os
import threading
import time

import numpy as np
import pytest

import store
from vision.errors import ImageError, WeightsError
from webapp import create_app, encoders, encoding
from webapp.encoders import KEY, PID, SOCKET, Encoder
from webapp.encoding import Served, serve
from webapp.errors import TooLarge, Unavailable, WrongMediaType


class Painted:
    """Stands for the network: the picture's first byte is its vector."""

    def vectors(self, image):
        if image.startswith(b"bad"):
            raise ImageError("no picture", "the bytes are of nothing that is read")
        if image.startswith(b"slow"):
            time.sleep(1.0)
        return np.array([[image[0], 0.0]], dtype=np.float32)


@pytest.fixture
def folder(tmp_path, settings, monkeypatch):
    """A process, played by a thread, that listens in a folder."""
    monkeypatch.setattr(encoding, "LOOK_SECONDS", 0.05)
    monkeypatch.setattr(Served, "_encoder", lambda self: ("look-1", Painted()))
    (tmp_path / KEY).write_bytes(b"k" * 32)
    thread = threading.Thread(target=serve, args=(tmp_path, settings))
    thread.start()
    # The socket's file is there a moment before anybody listens.
    while not (connection := encoders._connect(tmp_path)):
        time.sleep(0.01)
    connection.close()
    yield tmp_path
    (tmp_path / SOCKET).unlink(missing_ok=True)
    thread.join(10)
    assert not thread.is_alive()


def test_a_picture_becomes_vectors_of_a_set(folder):
    set_id, vectors = Encoder(folder).vectors(b"\x07 picture")
    assert set_id == "look-1"
    assert vectors.tolist() == [[7.0, 0.0]]


def test_what_is_no_picture_is_said(folder):
    with pytest.raises(WrongMediaType, match="no picture"):
        Encoder(folder).vectors(b"bad")
    with pytest.raises(TooLarge):
        Encoder(folder).vectors(bytes(encoders.query.MAX_BYTES + 1))


def test_a_picture_that_takes_too_long_ends_the_process(folder, monkeypatch):
    monkeypatch.setattr(encoders.query, "SECONDS", 0.1)
    (folder / PID).write_text("no number")
    with pytest.raises(Unavailable, match="too long"):
        Encoder(folder).vectors(b"slow")
    assert not (folder / SOCKET).exists()


def test_a_process_that_does_not_start_is_an_answer(tmp_path, monkeypatch):
    monkeypatch.setattr(encoders.sys, "executable", "/bin/false")
    with pytest.raises(Unavailable, match="did not start"):
        Encoder(tmp_path).vectors(b"picture")


def test_weights_of_another_version_are_said(settings, monkeypatch):
    def refuse(self):
        raise WeightsError("the vectors are of another version")

    monkeypatch.setattr(Served, "_encoder", refuse)
    assert Served(settings).answer(b"x") == b"3the vectors are of another version"


def test_the_process_reads_the_current_set(settings, world, monkeypatch):
    opened = []
    monkeypatch.setattr(store, "connect", lambda given: world)
    monkeypatch.setattr(
        encoders.query, "open_encoder", lambda *a, **k: opened.append(1) or Painted()
    )
    served = Served(settings)
    served.open()
    assert served.answer(b"\x01").startswith(b"0")
    assert opened == [1]


def test_a_page_shows_posters_like_the_picture(app, snapshot):
    class Ready:
        def vectors(self, image):
            return snapshot.kinds["look"].info.set_id, np.array([[1, 0]], dtype=np.float32)

    app.extensions["encoder"] = Ready()
    client = app.test_client()
    assert 'enctype="multipart/form-data"' in client.get("/picture").get_data(as_text=True)
    page = client.post("/picture?r=10-9", data={"image": (io.BytesIO(b"x"), "a.png")})
    assert page.status_code == 200
    assert "Posters like it" in page.get_data(as_text=True)
    assert 'href="/anime/1?r=10-9"' in page.get_data(as_text=True)
    assert client.post("/picture").status_code == 400
    found = client.post("/api/v1/picture", data=b"x", content_type="image/png").get_json()
    assert [item["anime_id"] for item in found["items"]] == [1, 60]
    assert client.post("/api/v1/picture", data=b"x", content_type="text/plain").status_code == 415
    assert client.post("/api/v1/picture", data=b"", content_type="image/png").status_code == 400


def test_a_body_over_the_limit_is_refused_before_it_is_read(client):
    huge = bytes(encoders.query.MAX_BYTES + 1)
    assert client.post("/api/v1/picture", data=huge, content_type="image/png").status_code == 413


def test_pictures_cost_more_than_questions(settings, world):
    given = dataclasses.replace(settings, vector_poll_seconds=0, api_requests_per_minute=30)
    client = create_app(given, world).test_client()
    statuses = [
        client.post("/api/v1/picture", data=b"", content_type="image/png").status_code
        for _ in range(2)
    ]
    assert statuses == [400, 429]


def test_a_slow_start_is_not_started_twice(tmp_path, monkeypatch):
    started = []

    class Sleeping:
        pid = os.getpid()  # alive, for whoever looks

        def __init__(self, *args, **kwargs):
            started.append(1)

        def poll(self):
            return None

        def kill(self):
            raise AssertionError("it is starting")

    monkeypatch.setattr(encoders.subprocess, "Popen", Sleeping)
    monkeypatch.setattr(encoders, "WAIT_SECONDS", 0.05)
    for _ in range(2):
        with pytest.raises(Unavailable, match="is starting"):
            Encoder(tmp_path).vectors(b"picture")
    assert len(started) == 1
