from __future__ import annotations

import io
import time

EXPORT = (
    b"<myanimelist><myinfo><user_name>kite</user_name></myinfo><anime><series_animedb_id>10"
    b"</series_animedb_id><my_score>9</my_score><my_status>Completed</my_status></anime>"
    b"</myanimelist>"
)


def send(client, data, path="/bring/file?r=20-8"):
    return client.post(path, data={"file": (io.BytesIO(data), "animelist.xml")})


def ask(client, name):
    answer = client.post("/bring/member?r=20-8", data={"name": name})
    assert answer.status_code == 303
    for _ in range(100):
        page = client.get(answer.location)
        if "Refresh" not in page.headers:
            return page
        assert "Reading the list" in page.get_data(as_text=True)
        time.sleep(0.02)
    raise AssertionError("the list never came")


def test_a_file_goes_into_the_address(client):
    answer = send(client, EXPORT)
    assert (answer.status_code, answer.location) == (303, "/list?r=20-8.10-9")
    assert client.get(answer.location).status_code == 200


def test_a_file_over_the_usual_limit_of_a_body_is_read(client):
    assert send(client, EXPORT.replace(b"<anime>", b" " * 400_000 + b"<anime>")).status_code == 303


def test_what_of_a_file_could_not_be_read_is_told(client):
    answer = send(client, EXPORT.replace(b"</myanimelist>", b"<anime></anime></myanimelist>"))
    assert answer.location == "/list?skipped=1&r=20-8.10-9"
    page = client.get("/list?r=20-8.10-9&skipped=1&left=2").get_data(as_text=True)
    assert "1 line of that list could not be read" in page
    assert "2 had no room" in page


def test_a_file_that_is_no_list_is_told(client):
    answer = send(client, b"hello")
    assert answer.status_code == 422
    assert 'role="alert"' in answer.get_data(as_text=True)
    assert client.post("/bring/file").status_code == 422


def test_a_member_is_waited_for_and_then_shown(client, reads):
    entry = {"anime_id": 10, "score": 7, "status": 2}
    reads({"kite_flyer": {"list_state": "public", "list": [entry]}})
    answer = ask(client, "kite_flyer")
    assert (answer.status_code, answer.location) == (303, "/list?r=20-8.10-7")


def test_a_private_list_is_explained_with_the_way_around(client, reads):
    reads({"shy_one": {"list_state": "private"}})
    page = ask(client, "shy_one").get_data(as_text=True)
    assert "is private" in page
    assert "export it there" in page


def test_an_empty_list_is_told(client, reads):
    reads({"kite_flyer": {"list_state": "public", "list": []}})
    assert "has no anime on it yet" in ask(client, "kite_flyer").get_data(as_text=True)


def test_a_list_that_did_not_come_is_told(client, reads):
    reads({})
    assert "did not give the list" in ask(client, "nobody_here").get_data(as_text=True)


def test_a_name_that_cannot_be_one_is_refused(client):
    answer = client.post("/bring/member", data={"name": "../x"})
    assert answer.status_code == 422
    assert "is no name on MyAnimeList" in answer.get_data(as_text=True)


def test_waiting_for_what_nobody_asked_is_not_found(client):
    assert client.get("/bring/waiting?job=somebody").status_code == 404
    assert client.get("/bring/waiting").status_code == 404
