"""Saved page in, expected document out: one folder for each layout and trap."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crawler import errors
from crawler.pages import AnimePage, TopPage, UserListPage, UsersPage

FIXTURES = Path(__file__).parents[1] / "fixtures"
FOLDERS = sorted(path.parent for path in FIXTURES.glob("*/expected.json"))
TEXTS = [
    (FIXTURES / name / "page.html").read_text(encoding="utf-8")
    for name in ("tv_2025", "movie_2020", "unaired_2024", "top_2025", "users_2021")
]


def _url(expected) -> str:
    return f"https://myanimelist.net/anime/{expected.get('document', {}).get('_id', 1)}"


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda path: path.name)
def test_page_gives_what_its_folder_expects(folder):
    text = (folder / "page.html").read_text(encoding="utf-8")
    expected = json.loads((folder / "expected.json").read_text(encoding="utf-8"))
    if "error" in expected:
        with pytest.raises(getattr(errors, expected["error"])) as caught:
            AnimePage(text, "https://myanimelist.net/anime/7").document()
        assert "https://myanimelist.net/anime/7" in str(caught.value)
    else:
        page = AnimePage(text, _url(expected))
        assert page.document() == expected["document"]
        assert page.reviews() == expected["reviews"]


def test_cut_page_is_told_with_its_url(cut_page):
    with pytest.raises(errors.CutPageError, match="https://x/anime/7: cut after"):
        AnimePage(cut_page, "https://x/anime/7")


def test_bytes_are_read_as_their_text(page_text):
    text = page_text("tv_2025")
    for raw in (text.encode(), b"\xef\xbb\xbf" + text.encode()):
        assert AnimePage(raw, "https://x").document() == AnimePage(text, "https://x").document()


def test_bytes_that_are_no_utf8_spoil_only_their_own_field(page_text):
    raw = page_text("tv_2025").encode().replace(b"Saturdays", b"S\xe9turdays \xff")
    document = AnimePage(raw, "https://x").document()
    expected = AnimePage(page_text("tv_2025"), "https://x").document()
    assert {name for name in expected if document[name] != expected[name]} <= {"broadcast"}


def test_white_space_around_every_text_changes_nothing(page_text):
    plain, spaced = page_text("movie_2020"), page_text("movie_2020").replace(">", ">\n   ")
    one, other = (AnimePage(text, "https://x/anime/30500").document() for text in (plain, spaced))
    assert one == other


def test_a_heading_without_a_story_is_a_story_that_is_unknown(page_text):
    text = page_text("unaired_2024").replace('itemprop="description"', "")
    assert AnimePage(text, "https://x/anime/61000").document()["synopsis"] is None


def test_missing_title_is_named_with_field_and_url(page_text):
    text = page_text("tv_2025").replace("<h1", "<h4").replace("</h1", "</h4")
    with pytest.raises(errors.FieldError, match=r"https://x/anime/1: field 'title'"):
        AnimePage(text, "https://x/anime/1").document()


@settings(max_examples=150, deadline=None)
@given(
    text=st.sampled_from(TEXTS),
    cuts=st.lists(st.tuples(st.floats(0, 1), st.integers(0, 400)), max_size=6),
    junk=st.lists(st.tuples(st.floats(0, 1), st.text(max_size=20)), max_size=4),
    tags=st.lists(
        st.sampled_from(
            ["<div>", "</td>", "<span class='dark_text'>", "<!--", "\0", "]]>", "9" * 40, "&#0;"]
        ),
        max_size=4,
    ),
    page=st.sampled_from([AnimePage, TopPage, UsersPage]),
)
def test_broken_pages_give_a_result_or_our_own_error(text, cuts, junk, tags, page):
    for where, length in cuts:
        start = int(where * len(text))
        text = text[:start] + text[start + length :]
    for where, inserted in [*junk, *((0.37 + i / 9, tag) for i, tag in enumerate(tags))]:
        start = int(where * len(text))
        text = text[:start] + inserted + text[start:]
    problem = None
    try:
        _read_all(page(text + "</html>", "https://myanimelist.net/anime/1"))
    except errors.PageError as error:
        problem = str(error)
    assert problem is None or "https://myanimelist.net/anime/1" in problem


def _read_all(page) -> None:
    if isinstance(page, AnimePage):
        document = page.document()
        assert isinstance(document["_id"], int)
        assert document["title"]
        assert not {0, "", "?", "N/A"} & {document[name] for name in ("score", "rank", "type")}
        json.dumps([document, page.reviews()])
    elif isinstance(page, TopPage):
        assert all(isinstance(anime_id, int) for anime_id in page.ids)
        assert page.next_offset is None or page.next_offset > 0
    else:
        assert all(page.names)


@settings(max_examples=100, deadline=None)
@given(
    rows=st.recursive(
        st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
        lambda inner: (
            st.lists(inner, max_size=4)
            | st.dictionaries(
                st.sampled_from(
                    ["anime_id", "score", "status", "num_watched_episodes", "updated_at"]
                ),
                inner,
            )
        ),
        max_leaves=20,
    ),
    cut=st.integers(0, 40),
)
def test_broken_lists_give_entries_or_our_own_error(rows, cut):
    text = json.dumps(rows)
    problem, entries = None, []
    try:
        page = UserListPage(text[: len(text) - cut] if cut < 20 else text, "https://x/load.json")
        entries = page.entries
    except errors.PageError as error:
        problem = str(error)
    assert problem is None or "https://x/load.json" in problem
    for entry in entries:
        assert all(isinstance(entry[name], int) for name in ("anime_id", "score", "status"))
        assert 0 <= entry["score"] <= 10
