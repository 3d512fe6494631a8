"""Stories, relations and songs in the layouts of each age; and pages that are no title's."""

from __future__ import annotations

import pytest

from crawler.errors import FieldError, MobilePageError, UnavailablePageError
from crawler.pages import AnimePage

URL = "https://myanimelist.net/anime/70001"
NO_SYNOPSIS = "No synopsis {} Help improve our database by <a href='/x'>adding one</a>."


@pytest.mark.parametrize(
    ("main", "synopsis"),
    [
        ("<h2>Synopsis</h2>A keeper.<br><br>Ships.<h2>Related Anime</h2>", "A keeper.\n\nShips."),
        ("<h2>Synopsis</h2>No synopsis has been added for this series yet.<br>", None),
        ('<h2>Synopsis</h2><span itemprop="description">A keeper.</span>', "A keeper."),
        (
            '<h2 id="synopsis">Synopsis</h2><p itemprop="description">A <i>keeper</i>.</p>',
            "A keeper.",
        ),
        (f'<p itemprop="description">{NO_SYNOPSIS.format("information")}</p>', None),
    ],
)
def test_stories(read, main, synopsis):
    document = read(main=main)
    assert document["synopsis"] == synopsis


TILE = (
    '<div class="entry borderClass"><div class="content"><div class="relation">\n{relation}\n</div>'
    '<div class="title"><a href="https://myanimelist.net/{link}">\n{title}\n</a></div></div></div>'
)


def test_related_tiles_and_rows(read):
    tiles = (
        TILE.format(relation="Prequel\n (TV)", link="anime/5/x", title="Kelp Novice"),
        TILE.format(relation="Adaptation\n (Light Novel)", link="manga/6/x", title="Kelp"),
        TILE.format(relation="Side Story", link="anime/7/x", title="Kelp (Special)"),
    )
    rows = (
        '<table class="entries-table"><tr><td>Parent Story:</td><td><ul class="entries">'
        '<li><a href="https://myanimelist.net/anime/8/x">Tide</a> (ONA)</li></ul></td>'
        '<tr class="hide-entry"><td>Other:</td><td><ul class="entries">'
        '<li><a href="/anime/9/x">Foam</a></li><li><a href="/anime/10/x">Spray</a>'
        "</li></ul></td></table>"
    )
    main = (
        f'<div class="related-entries"><div class="entries-tile">{"".join(tiles)}</div>{rows}</div>'
    )
    related = read(main=f"<h2>Synopsis</h2>A keeper.{main}")["related"]
    assert [(row["relation"], row["anime_id"], row["title"]) for row in related] == [
        ("Prequel", 5, "Kelp Novice"),
        ("Side Story", 7, "Kelp (Special)"),
        ("Parent Story", 8, "Tide"),
        ("Other", 9, "Foam"),
        ("Other", 10, "Spray"),
    ]


def test_related_rows_to_2023_are_often_not_closed(read):
    rows = (
        '<table class="anime_detail_related_anime"><tr><td class="ar fw-n">Adaptation:</td>'
        '<td><a href="/manga/6/x">Kelp</a></td><tr><td class="ar">Alternative version:</td><td>'
        '<a href="/anime/5/x">Kelp 2</a>, <a href="/anime/7/x">Kelp 3</a></td></table>'
    )
    related = read(age=2018, main=f"<h2>Synopsis</h2>A keeper.<h2>Related Anime</h2>{rows}")[
        "related"
    ]
    assert [(row["relation"], row["anime_id"]) for row in related] == [
        ("Alternative Version", 5),
        ("Alternative Version", 7),
    ]


@pytest.mark.parametrize(
    ("block", "songs"),
    [
        ('<span class="theme-song">"Low" by Ida</span><br>', ['"Low" by Ida']),
        (
            (
                '<span class="theme-song">#1: "Low" by Ida (eps 1-2)</span><br>'
                '<span class="theme-song">#2: "High" by Ida</span>'
            ),
            ['"Low" by Ida (eps 1-2)', '"High" by Ida'],
        ),
        (
            (
                "<table><tr><td><div></div></td><td>"
                '<span class="theme-song-index">1:</span>&nbsp;"Low"'
                '<span class="theme-song-artist"> by Ida</span>&nbsp;</td></tr></table>'
            ),
            ['"Low" by Ida'],
        ),
        ("No opening themes have been added to this title. <a>Add one</a>", []),
        ("<table><tr><td>No opening themes have been added to this title.</td></tr></table>", []),
    ],
)
def test_songs(read, block, songs):
    shown = f'<h2>Opening Theme</h2><div class="theme-songs js-theme-songs opnening">{block}</div>'
    assert read(main=f"<h2>Synopsis</h2>A keeper.{shown}")["openings"] == songs


def test_pages_that_are_not_a_title():
    phone = '<html><head><meta name="viewport" content="width=device-width"></head></html>'
    with pytest.raises(MobilePageError):
        AnimePage(phone, URL)
    away = '<html><body><h1 class="h1">503 Service Unavailable</h1><div class="error503"></html>'
    with pytest.raises(UnavailablePageError, match=r"70001: the site cannot answer"):
        AnimePage(away, URL)
    with pytest.raises(FieldError, match=r"no span\.dark_text"):
        AnimePage("<html><h1>Log in</h1></html>", URL)


def test_numbers_too_large_to_be_true_are_unknown():
    head = f"<div>{'9' * 40} of 12 episodes seen Overall Rating: 8</div>"
    text = '<div class="textReadability">Calm.<a href="/reviews.php?id=770001">link</a></div>'
    review = f'<span class="dark_text">Type:</span> TV<div class="borderDark">{head}{text}</div>'
    page = AnimePage(f"<html>{review}</html>", URL)
    assert [(row["_id"], row["episodes"], row["score"]) for row in page.reviews()] == [
        (770001, None, 8)
    ]
