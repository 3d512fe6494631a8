"""The tree of an answer, and the blocks that are left out of it."""

from __future__ import annotations

import pytest

from crawler.pages.tree import Tree, without_blocks

BLOCK = b'<div class="forum"><div>a</div><p>b</p></div>'


def test_blocks_go_with_all_that_is_in_them():
    raw = b"<h2>One</h2>" + BLOCK + b"<p>kept</p>" + BLOCK + b'<div id="footer">c</div>end'
    left = without_blocks(raw, (b'<div class="forum', b'<div id="footer'))
    assert left == b"<h2>One</h2><p>kept</p>end"


@pytest.mark.parametrize(
    "raw",
    [
        b'<div class="forum"><div>never closed<p>x</p>',
        b'<div class="forum"><div>a heading comes first<h2>Two</h2></div></div>',
        b"<p>no such block</p>",
    ],
)
def test_what_is_no_whole_block_stays(raw):
    assert without_blocks(raw, (b'<div class="forum',)) == raw


def test_elements_are_found_by_each_word_of_their_class():
    tree = Tree(b'<p class="a b">1<p class="b\n c">2<p class="bb">3<p class="b a">4')
    assert [p.text for p in tree.of_class("b")] == ["1", "2", "4"]
    assert [p.text for p in tree.of_class("c")] == ["2"]
    assert tree.of_class("d") == []
