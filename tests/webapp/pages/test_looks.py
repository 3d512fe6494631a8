from __future__ import annotations

import re

import pytest


@pytest.fixture
def page(judged, client):
    def fetch(address="/explore/looks"):
        answer = client.get(address)
        assert answer.status_code == 200, answer.location
        return answer.text

    return fetch


def sheet_of(page):
    return re.search(r'src="(/explore/looks/[^"]+\.png)"', page)[1]


def test_each_poster_on_the_sheet_is_a_link_with_its_title(page):
    lines = re.findall(r"<div>((?:<a |<i>).*?)</div>", page())
    assert [re.findall(r'href="([^"]+)" title="([^"]+)"', line) for line in lines] == [
        [("/anime/10", "Tetsu no Hoshi"), ("/anime/60", "Hoshi no Watashibune")],
        [("/anime/20", "Hiru no Ocha")],
    ]


def test_what_is_hidden_by_now_is_covered_and_no_link(page):
    first, second = re.findall(r"<div>((?:<a |<i>).*?)</div>", page())
    assert first.startswith("<i></i><a ")
    assert second.endswith("</a><i></i><i></i>")


def test_the_page_counts_what_it_shows(page):
    assert "3 posters of the best-known titles" in page()


def test_links_keep_a_short_list_and_the_language(page):
    assert 'href="/anime/10?r=60-9&amp;lang=english"' in page("/explore/looks?r=60-9&lang=english")
    assert 'title="Iron Comet"' in page("/explore/looks?lang=english")


def test_the_sheet_comes_from_the_database_once(page, client):
    address = sheet_of(page())
    answer = client.get(address)
    assert answer.mimetype == "image/png"
    assert answer.data.endswith(b" sheet")
    assert answer.cache_control.immutable
    assert answer.cache_control.max_age > 86_400
    again = client.get(address, headers={"If-None-Match": answer.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")


def test_a_sheet_that_another_process_knows_already_is_served(page, client, judged, publish_set):
    page()
    set_id = publish_set(judged, "atlas", [1], [[0, 0]], {}, {"sheet": [1, 2]})
    assert client.get(f"/explore/looks/{set_id}.png").status_code == 200


def test_no_other_set_is_served_as_a_sheet(page, client, snapshot):
    assert client.get("/explore/looks/x.png").status_code == 404
    other = snapshot.sets["audience"].set_id
    assert client.get(f"/explore/looks/{other}.png").status_code == 404


def test_explore_leads_to_the_atlas_when_there_is_one(page):
    assert 'href="/explore/looks"' in page("/explore")


def test_without_an_atlas_the_page_says_what_draws_it(client):
    assert "/explore/looks" not in client.get("/explore").text
    page = client.get("/explore/looks").text
    assert "not drawn yet" in page
    assert "python -m vision" in page
    assert "python -m maps" not in page
