from __future__ import annotations

import time

import pytest

PATH = "/api/v1/members"


def ask(client, name):
    told = client.post(f"{PATH}/{name}").get_json()
    for _ in range(100):
        if told["state"] in ("done", "failed"):
            return told
        time.sleep(0.02)
        told = client.get(f"{PATH}/{name}").get_json()
    raise AssertionError("the list never came")


def test_a_member_is_asked_for_and_handed_over(client, reads):
    entry = {"anime_id": 10, "score": 7, "status": 2}
    reads({"kite_flyer": {"list_state": "public", "list": [entry]}})
    assert client.get(f"{PATH}/kite_flyer").status_code == 404
    told = ask(client, "kite_flyer")
    assert told == client.get(f"{PATH}/kite_flyer").get_json()
    assert (told["state"], told["list_state"], told["list"]) == ("done", "public", "10-7")
    assert told["items"] == [{"anime_id": 10, "state": "w", "score": 7.0}]


def test_a_hidden_list_is_told(client, reads):
    reads({"shy_one": {"list_state": "private"}})
    told = ask(client, "shy_one")
    assert (told["list_state"], told["items"]) == ("private", [])


def test_a_list_that_did_not_come_is_told(client, reads):
    reads({})
    assert ask(client, "nobody_here")["state"] == "failed"


@pytest.mark.parametrize("name", ["x", "a.b", "a" * 17])
def test_a_name_that_cannot_be_one_is_refused(client, reads, name):
    reads({})
    assert client.post(f"{PATH}/{name}").status_code == 422
    assert client.get(f"{PATH}/{name}").status_code == 404
