from __future__ import annotations

from urllib.parse import quote

from webapp.question.list_text import list_of, written


def text_of(client, path):
    answer = client.get(path)
    assert answer.status_code == 200, answer.location
    return answer.get_data(as_text=True)


def test_a_list_is_read_from_a_link_and_as_it_stands():
    for text in (
        "1-9.10-3",
        "https://site.test/list?r=1-9.10-3&genre=Drama",
        "r=1-9.10-3",
        "?r=1-9.10-3",
    ):
        assert list_of(text).ratings == {1: 9.0, 10: 3.0}
    assert not list_of("hello").marks
    assert not list_of("").marks


def test_a_long_list_is_packed_and_read_again():
    state = list_of(".".join(f"{n}-{n % 10 + 1}" for n in range(1, 60)))
    assert written(state).startswith("l:")
    assert list_of(written(state)).marks == state.marks


def test_two_lists_make_recommendations_for_both(client):
    page = text_of(client, "/together?r=60-10&with=30-10")
    assert "For all of you" in page
    assert "Person 2" in page
    assert 'href="/anime/40' not in page
    assert page.count('<li class="card">') >= 2


def test_a_pasted_link_becomes_plain(client):
    answer = client.get("/together?r=60-10&with=" + quote("http://x.test/list?r=30-10&type=TV"))
    assert answer.status_code == 302
    assert answer.location == "/together?with=30-10&r=60-10"


def test_a_person_can_be_removed_and_the_rule_changed(client):
    page = text_of(client, "/together?with=30-10&with=20-9&by=mean&r=60-10")
    assert 'href="/together?r=60-10&amp;with=20-9&amp;by=mean"' in page
    assert 'value="mean" checked' in page


def test_what_holds_no_list_is_said(client):
    assert "That holds no list" in text_of(client, "/together?r=60-10&with=hello")
    assert "Your own list is empty" in text_of(client, "/together")


def test_it_takes_two(client):
    page = text_of(client, "/together?r=60-10")
    assert "For all of you" not in page
