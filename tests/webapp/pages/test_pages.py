from __future__ import annotations

import dataclasses
import random
import re
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest

from webapp import create_app
from webapp.pages import my_list
from webapp.question.link import LinkState
from webapp.question.marks import Mark, pack
from webapp.serving.security import HEADERS


def text_of(client, path):
    answer = client.get(path)
    assert answer.status_code == 200, answer.location
    return answer.get_data(as_text=True)


def url_of(state):
    return f"/list?{urlencode(state.arguments)}"


def test_home_has_a_search_box_with_the_cursor_and_a_wall(client):
    page = text_of(client, "/")
    assert re.search(r'<input id="q" name="q"[^>]*autofocus', page)
    assert 'href="/anime/1"' in page
    assert 'src="/posters/10"' in page


def test_the_wall_has_one_title_a_franchise_and_nothing_for_adults(client):
    page = text_of(client, "/")
    assert 'href="/anime/2"' not in page
    assert 'href="/anime/40"' not in page


def test_an_answer_on_the_wall_lands_in_the_address(client):
    answer = client.get("/?add=10-9")
    assert answer.status_code == 302
    assert answer.location == "/?r=10-9"
    page = text_of(client, "/?r=10-9")
    assert "Your picks" in page
    assert "Because you gave Tetsu no Hoshi a 9" in page
    assert 'name="add" value="10-9"' not in page


def test_search_page_keeps_the_list_in_its_links(client):
    page = text_of(client, "/search?r=10-9&q=papr+lanterns")
    assert "Chouchin no Ie" in page
    assert 'href="/anime/1?r=10-9"' in page


def test_a_link_that_points_to_the_list_of_its_page_takes_it_along(client):
    ids = random.Random(1).sample(range(1000, 60_000), 1000)
    marks = dict.fromkeys([1, *ids], Mark(score=8.0))
    page = url_of(LinkState(marks))
    assert 'href="/anime/30?l=~"' in text_of(client, page)
    answer = client.get("/anime/30?l=~", headers={"Referer": f"http://localhost{page}"})
    assert answer.location == f"/anime/30?l={pack(marks)}"
    answer = client.get("/anime/30?l=~", headers={"Referer": "http://localhost/list?r=1-9"})
    assert answer.location == "/anime/30?r=1-9"


@pytest.mark.parametrize("before", ["", "http://localhost/list", "http://other.example/?r=1-9"])
def test_a_list_that_stayed_behind_is_said(client, before):
    answer = client.get("/anime/30?l=~", headers={"Referer": before})
    assert answer.status_code == 200
    assert "Your list stayed behind" in answer.get_data(as_text=True)


def test_search_finds_titles_for_adults_for_who_asks(client):
    page = text_of(client, "/search?q=himitsu+no+niwa")
    assert "/anime/40" not in page
    assert 'href="/search?q=himitsu+no+niwa&amp;adult=1">Show it' in page
    assert 'href="/anime/40?adult=1"' in text_of(client, "/search?q=himitsu+no+niwa&adult=1")


def test_search_without_an_answer_says_what_to_do(client):
    assert "Try fewer words" in text_of(client, "/search?q=zzzzzz")
    assert "Type a name" in text_of(client, "/search")


def test_title_page_says_what_it_is_and_what_is_like_it(client):
    page = text_of(client, "/anime/1")
    for told in (
        "Paper Lanterns", "提灯の家", "Spring 2001", "Kite Works", "24 min each", "Sequel",
        "8.50 by 50,000", "murder and lamps", "In story", "In look", "In audience", "All together",
        "Shio no Tantei", "Both tell of murder",
        'href="https://myanimelist.net/anime/1"',
    ):  # fmt: skip
        assert told in page
    assert "10 gave it 10" in page


def test_title_page_has_songs_and_what_members_recommend(client):
    page = text_of(client, "/anime/1")
    assert "Lamps by The Wicks" in page
    assert "4 members say so" in page
    assert "What members say goes with it" not in text_of(client, "/anime/30")


def test_title_page_quotes_reviews(app, client):
    held = app.extensions["serving"]._held
    told = dataclasses.replace(held.snapshot, gists={1: ("It glows <i>slowly</i>.",)})
    app.extensions["serving"]._held = dataclasses.replace(held, snapshot=told)
    assert "<blockquote>It glows &lt;i&gt;slowly" in text_of(client, "/anime/1")


def test_titles_are_shown_in_the_language_of_choice(client):
    page = text_of(client, "/list?r=60-9&lang=english")
    assert "Because you gave Star Ferry a 9" in page
    assert ">Iron Comet</h3>" in page
    assert "<h1>提灯の家</h1>" in text_of(client, "/anime/1?lang=japanese")


def test_the_count_in_the_header_is_of_titles_that_are_there(client):
    page = text_of(client, "/list?r=60-9.777-9")
    assert re.search(r'id="n-listed">1<', page)
    assert "1 more is not in this catalogue" in page


def test_one_shelf_in_full_is_a_page(client):
    page = text_of(client, "/list?r=60-9&shelf=for-you")
    assert "<h1>For you</h1>" in page
    assert "Ready for the next season" not in text_of(client, "/list?r=60-9&shelf=audience")
    assert "What to watch next" in text_of(client, "/list?r=60-9&shelf=nonsense")


def test_a_filter_that_closed_everything_can_be_taken_away(client):
    page = text_of(client, "/list?r=10-9&from=2099&genre=Mystery")
    assert '<a href="/list?r=10-9&amp;genre=Mystery">Take it away</a>' in page


def test_every_line_of_a_long_list_has_its_page(client, monkeypatch):
    monkeypatch.setattr(my_list, "N_A_PAGE", 1)
    page = text_of(client, "/scores?page=2&r=60-9.20-4d")
    assert 'aria-current="page"' in page
    assert "Hoshi no Watashibune" in page
    assert "4 dropped" in text_of(client, "/scores?r=60-9.20-4d")


def test_a_list_of_plans_alone_asks_for_scores(client):
    assert "Nothing here says what you like yet" in text_of(client, "/list?r=20-p")


def test_a_script_gets_the_page_at_once_and_its_plain_address(client):
    answer = client.get("/list?r=60-9&to=", headers={"Sec-Fetch-Dest": "empty"})
    assert answer.status_code == 200
    assert '<link rel="canonical" href="/list?r=60-9">' in answer.get_data(as_text=True)


def test_title_page_escapes_what_it_was_given(client):
    page = text_of(client, "/anime/1")
    marked = "A &lt;b&gt;<mark>lamp</mark> maker&lt;/b&gt; looks for her <mark>brother</mark>."
    assert marked in page


def test_title_page_without_facts_says_so(client):
    page = text_of(client, "/anime/50")
    assert "Nobody has written a synopsis" in page
    assert "Too little is known of this title" in page
    assert "None" not in page


def test_relations_stand_in_watch_order(client):
    path = text_of(client, "/anime/2").split('class="graph"')[1].split("</ol>")[0]
    order = re.findall(r'href="/anime/(\d+)"', path)
    # The film hangs on the first season; the second follows that.
    assert order == ["1", "3", "2"]


def test_scoring_on_a_title_page_leads_to_the_list(client):
    answer = client.get("/list?r=10-9&s-1=8")
    assert answer.location == "/list?r=10-9.1-8"


def test_list_shows_scores_and_reasons(client):
    page = text_of(client, "/list?r=10-9.1-8")
    assert "Tetsu no Hoshi" in page
    assert re.search(r'<option value="8" selected>', page)
    assert "Because you gave" in page


def test_scores_change_and_titles_go(client):
    assert client.get("/list?r=10-9.1-8&s-1=3").location == "/list?r=10-9.1-3"
    assert client.get("/list?r=10-9.1-8&drop=10").location == "/list?r=1-8"


def test_a_filter_form_lands_in_a_short_address(client):
    sent = (
        "/list?r=10-9&audience=5&story=3&topics=2&look=7&type=Movie&from=1980&to=&score=&members="
    )
    query = parse_qs(urlsplit(client.get(sent).location).query)
    assert query == {"r": ["10-9"], "type": ["Movie"], "from": ["1980"], "look": ["7"]}


def test_an_address_once_made_plain_stays(client):
    path = client.get("/list?r=10-9h.1-8&genre=Drama&genre=Mystery&sequels=1&score=7.5").location
    assert client.get(path or "/list?r=10-9h.1-8").status_code == 200


def test_filters_that_close_everything_are_named(client):
    page = text_of(client, "/list?r=10-9&from=2099")
    assert "No title passes all filters" in page
    assert "first year" in page


def test_what_cannot_be_read_is_left_out_and_said(client):
    page = text_of(client, "/list?r=10-9.abc.5-77")
    assert "&#39;abc&#39; in the address could not be read" in page
    assert "Tetsu no Hoshi" in page


def test_an_unknown_genre_is_said(client):
    page = text_of(client, "/list?r=10-9&genre=Cooking")
    assert "&#39;Cooking&#39; is not a genre of this catalogue" in page


def test_an_empty_list_says_how_to_begin(client):
    assert "Your list is empty" in text_of(client, "/list")


def test_more_are_shown_by_a_button(client):
    assert client.get("/list?r=10-9&n=24&n=48").location == "/list?r=10-9&n=48"


def test_ratings_of_unknown_titles_do_no_harm(client):
    assert "Your list is empty" in text_of(client, "/list?r=777-9")


@pytest.mark.parametrize("path", ["/", "/search?q=tea", "/anime/1", "/list?r=1-9", "/nothing"])
def test_pages_need_nothing_from_elsewhere_and_no_script(client, path):
    answer = client.get(path)
    page = answer.get_data(as_text=True)
    for name, value in HEADERS.items():
        assert answer.headers[name] == value
    sources = re.findall(r'(?:src|action)="([^"]*)"|<link[^>]*href="([^"]*)"', page)
    assert all(one.startswith("/") or two.startswith("/") for one, two in sources)
    assert "<script>" not in page
    assert " style=" not in page
    assert not re.search(r"\son\w+=", page)


@pytest.mark.parametrize("path", ["/", "/search?q=tea", "/anime/1", "/list?r=1-9", "/nothing"])
def test_pages_have_one_heading_labels_and_sized_pictures(client, path):
    page = client.get(path).get_data(as_text=True)
    assert page.count("<h1") == 1
    assert '<html lang="en">' in page
    for image in re.findall(r"<img[^>]*>", page):
        assert 'width="225" height="318"' in image
        assert "alt=" in image
    for name in re.findall(r'<(?:input|select) id="([^"]*)"', page):
        assert f'for="{name}"' in page
    named = re.findall(r'\sid="([^"]*)"', page)
    assert len(named) == len(set(named))


def test_an_unknown_page_is_a_designed_404(client):
    answer = client.get("/anime/777")
    assert answer.status_code == 404
    assert "There is no title 777" in answer.get_data(as_text=True)
    assert client.get("/anime/99999999999999999999").status_code == 404


def test_a_redirect_never_leaves_the_site(client):
    answer = client.get("//evil.test/?add=1-9", base_url="http://site.test")
    assert answer.status_code in {302, 308, 404}
    assert "evil" not in (answer.location or "").removeprefix("http://site.test")[:2]


def test_a_site_without_vectors_still_has_pages(quiet, mock_db, world):
    mock_db.vector_sets.delete_many({})
    client = create_app(quiet, mock_db).test_client()
    assert "not built yet" in text_of(client, "/")
    assert "This sense is not built yet" in text_of(client, "/anime/1")
    assert "too little known" in text_of(client, "/list?r=30-9")
    # What comes next is known without any vector.
    assert "Ready for the next season" in text_of(client, "/list?r=1-9")


def test_a_site_without_titles_still_has_pages(quiet, mock_db):
    client = create_app(quiet, mock_db).test_client()
    assert "scrapy crawl mal" in text_of(client, "/")
    assert "No title sounds like" in text_of(client, "/search?q=tea")
