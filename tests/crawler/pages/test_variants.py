"""What a line of the left column may say, in each age of the site; made-up titles."""

from __future__ import annotations

import pytest

AGES = (2013, 2018, 2025)
NONE_FOUND = 'None found, <a href="/dbchanges.php?aid=1&t=producers">add some</a>'


def producers(*names: str) -> str:
    return ", ".join(
        f'<a href="/anime/producer/{i}/x" title="{n}">{n}</a>' for i, n in enumerate(names)
    )


def genres(*names: str, hidden: bool = False) -> str:
    shown = '<span itemprop="genre" style="display: none">{0}</span>' if hidden else ""
    link = '<a href="/anime/genre/1/{0}" title="{0}">{0}</a>'
    return ", ".join((shown + link).format(name) for name in names)


@pytest.mark.parametrize("age", AGES)
def test_the_title_of_each_age(read, age):
    assert read(age=age)["title"] == "Kelp Deacon"


@pytest.mark.parametrize("age", AGES)
@pytest.mark.parametrize(
    ("label", "value", "field", "expected"),
    [
        ("Type", "Movie", "type", "Movie"),
        ("Type", '<a href="/topanime.php?type=music">Music</a>', "type", "Music"),
        ("Type", "Unknown", "type", None),
        ("Episodes", "1", "episodes", 1),
        ("Episodes", "1,787", "episodes", 1787),
        ("Episodes", "Unknown", "episodes", None),
        ("Episodes", "0", "episodes", None),
        ("Status", "Not yet aired", "status", "Not yet aired"),
        ("Source", "4-koma manga", "source", "4-koma manga"),
        ("Source", '<a href="#related_entries">\n Light novel\n</a>', "source", "Light novel"),
        ("Source", "Unknown", "source", None),
        ("Duration", "1 hr. 55 min.", "minutes", 115),
        ("Duration", "2 hr.", "minutes", 120),
        ("Duration", "24 min. per ep.", "minutes", 24),
        ("Duration", "30 sec. per ep.", "minutes", 1),
        ("Duration", "3 min. 40 sec.", "minutes", 4),
        ("Duration", "Unknown", "minutes", None),
        ("Rating", "Rx - Hentai", "rating", "Rx - Hentai"),
        (
            "Rating",
            "R - 17+ (violence &amp; profanity)",
            "rating",
            "R - 17+ (violence & profanity)",
        ),
        ("Rating", "None", "rating", None),
        ("Premiered", "?", "season", None),
        ("Premiered", '<a href="/anime/season/2021/fall">Fall 2021</a>', "season", "Fall 2021"),
        ("Premiered", "Summer 1986", "season", "Summer 1986"),
        ("Broadcast", "Saturdays at 25:30 (JST)", "broadcast", "Saturdays at 25:30 (JST)"),
        ("Broadcast", "Not scheduled once per week", "broadcast", "Not scheduled once per week"),
        ("Broadcast", "Unknown", "broadcast", None),
        ("Ranked", "#370<sup>2</sup><div>2 based on the #1 page</div>", "rank", 370),
        ("Ranked", "N/A<sup>2</sup><div><sup>2</sup> top 50 page</div>", "rank", None),
        ("Ranked", "#0", "rank", None),
        ("Popularity", "#12,247", "popularity", 12247),
        ("Members", "1,098,802", "members", 1098802),
        ("Members", "0", "members", 0),
        ("Favorites", "0", "favorites", 0),
        ("English", "The Deacon, of Kelp", "title_english", "The Deacon, of Kelp"),
        ("Japanese", "昆布の助祭", "title_japanese", "昆布の助祭"),
        ("Synonyms", "KD, Kelp-D, KD", "synonyms", ["KD", "Kelp-D"]),
        ("Studios", NONE_FOUND, "studios", []),
        (
            "Studios",
            producers("Quay & Sons", "Studio Brine"),
            "studios",
            ["Quay & Sons", "Studio Brine"],
        ),
        ("Studio", producers("Studio Brine"), "studios", ["Studio Brine"]),
        ("Producers", NONE_FOUND, "producers", []),
        ("Licensors", producers("Far Shore"), "licensors", ["Far Shore"]),
        ("Genres", "No genres have been added yet.", "genres", []),
        ("Genres", NONE_FOUND, "genres", []),
        ("Genre", genres("Hentai", hidden=True), "genres", ["Hentai"]),
        (
            "Explicit Genres",
            genres("Ecchi", "Erotica", hidden=True),
            "genres",
            ["Ecchi", "Erotica"],
        ),
        ("Theme", genres("Music", hidden=True), "themes", ["Music"]),
        ("Themes", genres("Space", "School"), "themes", ["Space", "School"]),
        ("Demographic", genres("Josei"), "demographics", ["Josei"]),
        ("Demographics", genres("Seinen", "Shounen"), "demographics", ["Seinen", "Shounen"]),
    ],
)
def test_lines(read, age, label, value, field, expected):
    assert read((label, value), age=age)[field] == expected


@pytest.mark.parametrize("age", AGES)
@pytest.mark.parametrize(
    ("value", "first", "last"),
    [
        ("Aug 26, 2016", "2016-08-26", None),
        ("Apr 3, 1998 to Apr 24, 1999", "1998-04-03", "1999-04-24"),
        ("Oct 20, 1999 to ?", "1999-10-20", None),
        ("Apr 2021 to ?", "2021-04", None),
        ("Apr, 2021 to Jun, 2021", "2021-04", "2021-06"),
        ("1980 to 1981", "1980", "1981"),
        ("2021", "2021", None),
        ("? to Mar 4, 1990", None, "1990-03-04"),
        ("Not available", None, None),
        ("?", None, None),
        ("Not available to ?", None, None),
    ],
)
def test_days(read, age, value, first, last):
    document = read(("Aired", value), age=age)
    assert (document["aired_from"], document["aired_to"]) == (first, last)


@pytest.mark.parametrize(
    ("age", "value", "score", "scored_by"),
    [
        (
            2013,
            "7.94<sup><small>1</small></sup> <small>(scored by 92295 users)</small>",
            7.94,
            92295,
        ),
        (2013, "N/A<sup><small>1</small></sup> <small>(scored by 0 users)</small>", None, None),
        (
            2018,
            (
                '<span itemprop="ratingValue">8.82</span><sup>1</sup> (scored by '
                '<span itemprop="ratingCount">264,626</span> users)'
            ),
            8.82,
            264626,
        ),
        (2018, "<span>N/A</span><sup>1</sup> (scored by <span>-</span> users)", None, None),
        (2018, "<span>5.21</span><sup>1</sup> (scored by <span>112</span> users)", 5.21, 112),
        (2018, "<span>10.00</span><sup>1</sup> (scored by <span>1</span> user)", 10.0, 1),
        (
            2025,
            (
                '<span itemprop="ratingValue" class="score-label">8.07</span><sup>1</sup> '
                '(scored by <span itemprop="ratingCount" style="display:none">12345</span>'
                "12,345 users)"
                "<div><small><sup>1</sup> a weighted score.</small></div>"
            ),
            8.07,
            12345,
        ),
        (
            2025,
            (
                '<span class="score-label score-6">6.10</span><sup>1</sup> (scored by '
                '<span style="display: none">1234</span>1,234 users)'
            ),
            6.1,
            1234,
        ),
        (
            2025,
            (
                '<span class="score-label score-na">N/A</span><sup>1</sup> (scored by '
                "<span>-</span> users)"
            ),
            None,
            None,
        ),
    ],
)
def test_scores(read, age, value, score, scored_by):
    document = read(("Score", value), age=age)
    assert (document["score"], document["scored_by"]) == (score, scored_by)


def test_genres_of_three_labels_are_one_list_and_hidden_names_are_not_doubled(read):
    document = read(
        ("Genres", genres("Drama", "Sci-Fi", hidden=True)),
        ("Explicit Genre", genres("Ecchi", hidden=True)),
        ("Theme", genres("Space", hidden=True)),
    )
    assert (document["genres"], document["themes"]) == (["Drama", "Sci-Fi", "Ecchi"], ["Space"])


def test_links_to_2015_led_to_the_search(read):
    site = "http://myanimelist.net/anime.php"
    document = read(
        ("Producers", f'<a href="{site}?p=23">Far Shore</a><sup>L</sup>'),
        (
            "Genres",
            f'<a href="{site}?genre[]=8">Drama</a>, <a href="{site}?genre%5B%5D=36">Quiet</a>',
        ),
        age=2013,
    )
    assert (document["producers"], document["genres"]) == (["Far Shore"], ["Drama", "Quiet"])


@pytest.mark.parametrize("age", AGES)
def test_a_line_that_is_not_closed_ends_where_the_next_begins(read, age):
    document = read(("Type", 'TV<div><span class="dark_text">Episodes:</span> 26</div>'), age=age)
    assert (document["type"], document["episodes"]) == ("TV", 26)
