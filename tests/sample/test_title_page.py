import json
from dataclasses import replace

import pytest
from parsel import Selector

from sample import title_page
from sample.catalogue import Catalogue, Recommendation, Relation


def _page(title, titles):
    return Selector(title_page.details(title, titles).decode())


def _fact(page, label):
    node = page.xpath(f'//div[@class="leftside"]//span[@class="dark_text"][.="{label}:"]/..')
    text = node.xpath("string()").get()
    return " ".join(text.replace(f"{label}:", "", 1).split()) if text else None


def _links(page, label):
    return page.xpath(f'//span[@class="dark_text"][.="{label}:"]/../a/text()').getall()


def test_every_page_states_what_the_catalogue_knows(titles):
    for title in titles.titles.values():
        page = _page(title, titles)
        assert page.css("h1.title-name strong::text").get() == title.title
        assert page.css("p.title-english::text").get() == title.title_english
        assert page.css("span[itemprop=ratingValue]::text").get() == f"{title.score:.2f}"
        assert page.css("span[itemprop=ratingCount]::text").get() == str(title.scored_by)
        assert page.css("p[itemprop=description]").xpath("string()").get() == title.synopsis
        assert _fact(page, "Japanese") == title.title_japanese
        assert _fact(page, "Episodes") == str(title.episodes or "Unknown")
        assert _fact(page, "Status") == title.status
        assert _fact(page, "Source") == title.source
        assert _fact(page, "Rating") == title.rating
        assert _fact(page, "Members") == f"{title.members:,}"
        assert _fact(page, "Favorites") == f"{title.favorites:,}"
        assert _fact(page, "Popularity") == f"#{title.popularity}"
        assert _links(page, "Type") == [title.type]
        assert _links(page, "Studios") == (title.studios or ["add some"])


def test_labels_are_singular_for_one(titles):
    for title in titles.titles.values():
        page = _page(title, titles)
        for one, many, names in (
            ("Genre", "Genres", title.genres),
            ("Theme", "Themes", title.themes),
            ("Demographic", "Demographics", title.demographics),
        ):
            assert _links(page, one) == (names if len(names) == 1 else [])
            assert _links(page, many) == (names if len(names) > 1 else [])


def test_traps_of_the_real_page_are_there(titles):
    page = _page(titles.titles[1], titles)
    hidden = page.css('span[itemprop="genre"][style="display: none"]::text').getall()
    assert hidden == titles.titles[1].tags
    assert page.css('span[itemprop="ratingCount"][style="display: none"]')
    assert "top anime" in page.xpath('//span[.="Ranked:"]/..').xpath("string()").get()


def test_addresses_are_absolute_and_lead_to_mal(titles):
    page = _page(titles.titles[1], titles)
    picture = page.css("img[itemprop=image]::attr(data-src)").get()
    assert picture == "https://cdn.myanimelist.net/images/anime/1.jpg"
    url = page.css("link[rel=canonical]::attr(href)").get()
    assert url == "https://myanimelist.net/anime/1/Cowboy_Bebop"
    assert page.css('meta[property="og:url"]::attr(content)').get() == url


@pytest.mark.parametrize(
    ("changes", "aired", "duration"),
    [
        ({"aired_from": "1998-04-03", "aired_to": "1999-04-24"},
         "Apr 3, 1998 to Apr 24, 1999", None),
        ({"aired_from": "2001-09-01", "aired_to": None}, "Sep 1, 2001", None),
        ({"aired_from": "1999-10", "aired_to": None, "status": "Currently Airing"},
         "Oct 1999 to ?", None),
        ({"aired_from": None, "aired_to": None}, "Not available", None),
        ({"aired_from": "1980", "aired_to": "1981"}, "1980 to 1981", None),
        ({"minutes": 24, "episodes": 26}, None, "24 min. per ep."),
        ({"minutes": 115, "episodes": 1}, None, "1 hr. 55 min."),
        ({"minutes": 60, "episodes": None}, None, "1 hr. per ep."),
        ({"minutes": None}, None, "Unknown"),
    ],
)  # fmt: skip
def test_dates_and_lengths_are_in_mals_words(titles, changes, aired, duration):
    page = _page(replace(titles.titles[1], **changes), titles)
    assert aired is None or _fact(page, "Aired") == aired
    assert duration is None or _fact(page, "Duration") == duration


def test_what_is_unknown_is_said_as_mal_says_it(titles):
    bare = replace(
        titles.titles[1], score=None, scored_by=None, rank=None, episodes=None, season=None,
        studios=[], related=[], recommendations=[], title_english=None, themes=[],
    )  # fmt: skip
    page = _page(bare, titles)
    assert page.css("span.score-na::text").get() == "N/A"
    assert not page.css("span[itemprop=ratingValue]")
    assert _fact(page, "Ranked").startswith("N/A")
    assert _fact(page, "Premiered") == "?"
    assert _fact(page, "Studios") == "None found, add some"
    assert _fact(page, "Themes") is None
    assert not page.css("div.related-entries")
    assert not page.css("#anime_recommendation li")


def test_relations_are_tiles_and_a_table(titles):
    others = list(titles.titles)[1:5]
    kinds = ["Sequel", "Side Story", "Alternative Version", "Other"]
    links = [Relation(kind, other) for kind, other in zip(kinds, others, strict=True)]
    page = _page(replace(titles.titles[1], related=links), titles)
    tiles = page.css("div.entries-tile div.entry")
    words = [" ".join(tile.css("div.relation::text").get().split()) for tile in tiles]
    assert words == [
        f"{kind} ({titles.titles[other].type})"
        for kind, other in zip(kinds[:2], others[:2], strict=True)
    ]
    rows = page.css("table.entries-table tr")
    assert [row.css("td::text").get().strip() for row in rows] == [f"{k}:" for k in kinds[2:]]
    names = [titles.titles[other].title for other in others[2:]]
    assert rows.css("ul.entries li a::text").getall() == names


def test_every_relation_is_on_the_page(titles):
    for title in titles.titles.values():
        page = _page(title, titles)
        shown = page.css("div.entries-tile div.title a, table.entries-table li a")
        ids = {int(a.attrib["href"].split("/")[4]) for a in shown}
        assert ids == {link.anime_id for link in title.related}


def test_theme_songs_are_table_rows(titles):
    songs = ['"Aa" by Bb (eps 1-12)', '"Cc & Dd" by Ee']
    page = _page(replace(titles.titles[1], openings=songs, endings=songs[:1]), titles)
    first = page.css("div.theme-songs.opnening td[width='84%']")
    assert [" ".join(td.xpath("string()").get().split()) for td in first] == [
        '1: "Aa" by Bb (eps 1-12)',
        '2: "Cc & Dd" by Ee',
    ]
    assert first.css(".theme-song-episode::text").getall() == ["(eps 1-12)"]
    last = page.css("div.theme-songs.ending td[width='84%']")
    assert not last.css(".theme-song-index")
    assert len(last) == 1


def test_reviews_are_split_and_counted(titles):
    anime_id, written = max(titles.reviews.items(), key=lambda pair: len(pair[1]))
    page = _page(titles.titles[anime_id], titles)
    elements = page.css("div.review-element.js-review-element")
    assert len(elements) == min(3, len(written))
    bar = page.css("div.review-ratio__bar").attrib
    counts = [
        int(bar[f"data-{kind}"]) for kind in ("recommended", "mixed_feeling", "not_recommended")
    ]
    assert sum(counts) == len(written)
    for element, review in zip(elements, written, strict=False):
        assert element.css(".username a::text").get() == review.user
        assert element.css(f".tags .tag.{review.verdict}")
        assert element.css(".rating .num::text").get() == str(review.score)
        assert f"id={500_000 + review.review_id}" in element.css(".open a::attr(href)").get()
        parts = element.xpath('.//div[@class="text"]//text()[not(../@class="js-visible")]').getall()
        assert " ".join("".join(parts).split()) == " ".join(review.text.split())
        reactions = element.attrib["data-reactions"]
        assert not reactions or len(json.loads(reactions)["count"]) == 7


def test_the_strip_shows_votes(titles):
    title = next(t for t in titles.titles.values() if t.anime_id == 1)
    links = [Recommendation(5, 12), Recommendation(list(titles.titles)[3], 1)]
    page = _page(replace(title, recommendations=links), titles)
    strip = page.css("#anime_recommendation li.btn-anime")
    assert strip.css("span.users::text").getall() == ["12 Users", "1 User"]
    targets = [url.rsplit("/", 1)[1] for url in strip.css("a::attr(href)").getall()]
    assert targets == [f"1-{link.anime_id}" for link in links]


def test_text_is_escaped(titles):
    nasty = replace(titles.titles[1], title="<b>\"&'", synopsis="<script>1 & 2</script>")
    page = _page(nasty, Catalogue(titles.titles, titles.reviews))
    assert page.css("h1.title-name strong::text").get() == "<b>\"&'"
    assert page.css("p[itemprop=description]::text").get() == "<script>1 & 2</script>"
