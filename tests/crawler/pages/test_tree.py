"""The tree of an answer: what a browser would make of it, and what is asked of its nodes."""

from __future__ import annotations

import gc

import pytest

from crawler import errors
from crawler.pages.page import Page
from crawler.pages.tree import (
    attribute,
    following,
    hrefs,
    own_text,
    parsed,
    text_at,
    text_of,
    utf8,
)


def ids(node, selector):
    return [element.id for element in node.css(selector)]


def test_elements_are_found_by_each_word_of_their_class():
    tree = parsed(
        b'<p id=1 class="a b"><p id=2 class="b\n c"><p id=3 class="bb"><p id=4 class="b a">'
    )
    assert ids(tree, ".b") == ["1", "2", "4"]
    assert ids(tree, ".c") == ["2"]
    assert ids(tree, ".d") == []


def test_a_selector_asks_a_node_and_what_is_below_it():
    tree = parsed(b"<div id=1><div id=2 class=x><i id=3></i></div><i id=4></i></div>")
    inner = tree.css_first(".x")
    assert ids(inner, "div, i") == ["2", "3"]
    assert ids(inner, "div > div > i") == ["3"]


@pytest.mark.parametrize(
    ("html", "selector", "found"),
    [
        # Rows and cells are closed by the next, and have a body.
        ("<table><tr><td id=1><td id=2><tr><td id=3></table>", "tbody > tr > td", ["1", "2", "3"]),
        ("<table><tr><td id=1>a<td id=2>b</table>", "td + td", ["2"]),
        # What stands between the cells of a table stands before it.
        ("<div><table><b id=1>x</b><tr><td></table></div>", "div > b", ["1"]),
        ("<p id=1>a<p id=2>b<div id=3>c", "p > *", []),
        ("<a id=1>a<a id=2>b", "a a", []),
        ("<li id=1>a<li id=2>b", "li li", []),
        (
            "<head><noscript><img id=1></noscript><meta id=2></head>",
            "head > *:not(noscript)",
            ["2"],
        ),
        ("<noscript><b id=1></b></noscript><template><b id=2></b></template>", "b", []),
        ("<!-- <b id=1></b> --><script>'<b id=2></b>'</script><B ID=3></B>", "b", ["3"]),
        ("<b id=1", "b", []),
    ],
)
def test_a_page_is_read_as_a_browser_reads_it(html, selector, found):
    assert ids(parsed(f"<!doctype html>{html}".encode()), selector) == found


@pytest.mark.parametrize(
    ("raw", "text"),
    [
        (b"a\0b", "ab"),
        (b"\xe9a \xff", "\ufffda \ufffd"),
        (b"&amp;&eacute;&#x6606;&#0;&nope;", "&\xe9\u6606\ufffd&nope;"),
        (b"a\xc2\xa0\n\t b", "a b"),
        (b"", ""),
        (b"<", "<"),
        (b"\0", ""),
    ],
)
def test_texts_of_odd_bytes(raw, text):
    assert text_of(parsed(raw)) == text


def test_texts():
    tree = parsed(b"<div> one <b> two\n three</b><!-- no --> four<i></i></div><p>five</p>")
    block = tree.css_first("div")
    assert text_of(block) == "one two three four"
    assert own_text(block) == "one four"
    assert text_at(tree, "u", "b", "p") == "two three"
    assert text_at(tree, "u") is None
    assert text_at(tree, "i", "p") == ""
    assert [node.tag for node in following(block.css_first("b"))] == ["-comment", "-text", "i"]


def test_attributes():
    tree = parsed(b"<a href=/1 title></a><a></a><a HREF='/2&amp;3'></a>")
    assert hrefs(tree, "a") == ["/1", "", "/2&3"]
    assert hrefs(tree, "a[href]") == ["/1", "/2&3"]
    assert attribute(tree.css_first("a"), "title") == ""


def test_the_mark_of_utf8_is_no_text():
    assert utf8("\ufeffx") == utf8(b"\xef\xbb\xbfx") == b"x"
    assert utf8("\ud800") == b"?"


def test_a_node_keeps_its_tree():
    nodes = [parsed(b"<p class=x>%d <b>in</b></p>" % n).css_first("p") for n in range(200)]
    gc.collect()
    assert [text_of(node) for node in nodes] == [f"{n} in" for n in range(200)]
    rest = [next(following(node.first_child)) for node in nodes]
    del nodes
    gc.collect()
    assert {text_of(node.parent)[-2:] for node in rest} == {"in"}


@pytest.mark.parametrize("tag", ["b", "a", "p", "i><p", "select", "svg"])
def test_a_page_of_many_open_elements_is_read(tag):
    tree = parsed(f"<{tag}>".encode() * 10_000 + b"deep")
    assert text_of(tree).endswith("deep")
    assert tree.css(".none, h1 p") == []


def test_a_page_of_too_many_open_elements_is_refused():
    deep = "<div>" * 200_000
    with pytest.raises(errors.PageError, match=r"https://x/: .*more than 50000 elements"):
        Page(deep + "</html>", "https://x/")
    assert parsed(b"<p>x</p>" * 100_001).css_first("p") is not None


@pytest.mark.parametrize(
    ("begun", "ended"),
    [
        ("<table><tr><td>", "</td></tr></table>"),
        ("<table><tr><td>", ""),
        ("<div>", "</div>"),
        ("<div><p>", ""),
        ("<table><tr><td><a class=hoverinfo_trigger><strong>x</strong></a>", ""),
    ],
)
def test_a_page_that_is_too_deep_is_refused(begun, ended):
    deep = f"<h1>x</h1>{begun * 1_500}x{ended * 1_500}"
    with pytest.raises(errors.PageError, match="more than 250 elements lie in one another"):
        Page(deep + "</html>", "https://x/")


def test_a_long_page_is_not_a_deep_one():
    rows = b"<table><tr><td>x</td></tr></table>" * 300
    blocks = b"<div><div>" * 100 + b"x" + b"</div></div>" * 100
    assert len(parsed(rows * 5 + blocks + b"<div></div>" * 2_000 + rows).css("table")) == 1_800
