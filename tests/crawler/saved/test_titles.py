"""Every fact that the saved answers about titles show."""

from __future__ import annotations

import os
import re

import pytest
from parsel import Selector

from crawler import errors, pages


def test_the_saved_answers_are_there(index):
    path, entries = index
    if not entries and os.environ.get("CI"):
        pytest.fail(f"{path} is missing: CI checks every page class against the saved answers")
    if not entries:
        pytest.skip(f"NOT CHECKED against saved answers of the site: {path} is missing")
    assert len(entries) > 200


@pytest.mark.saved("anime")
def test_anime(entry, text, url, facts):
    fact = entry["fact"]
    page = pages.AnimePage(text, url)
    document = page.document()
    words = ("type", "status", "source", "rating")
    told = {"title": fact["title"], **{key: facts.word(fact.get(key)) for key in words}}
    assert {key: document[key] for key in told} == told
    numbers = {
        "_id": "id", "scored_by": "scored_by", "rank": "rank", "popularity": "pop",
        "members": "members", "favorites": "favs", "episodes": "eps",
    }  # fmt: skip
    for name, key in numbers.items():
        if key in fact:
            assert document[name] == facts.number(fact[key]), name
    if "score" in fact:
        assert document["score"] == facts.score(fact["score"])
    assert document["season"] == facts.word(fact.get("premiered"))
    aired = [*fact["aired"].split(" to "), None][:2]
    assert [document["aired_from"], document["aired_to"]] == [facts.date(day) for day in aired]
    assert document["minutes"] == facts.minutes(fact["dur"])
    lists = {"genres": "genres", "themes": "themes", "demographics": "demo", "studios": "studios"}
    for name, key in lists.items():
        assert document[name] == [n for n in dict.fromkeys(fact.get(key, [])) if n != "add some"]
    if "OP/ED" in fact:
        assert [len(document["openings"]), len(document["endings"])] == fact["OP/ED"]


@pytest.mark.saved("anime")
def test_anime_reviews_and_related(entry, text, url):
    fact = entry["fact"]
    page = pages.AnimePage(text, url)
    # The index counts every div.borderDark; some of 2017 and 2018 hold songs.
    layout, told = fact.get("reviews", "old 0").split()
    shown = Selector(text)
    songs = shown.css("div.borderDark").xpath("self::*[.//h2]") if layout == "old" else []
    assert len(page.reviews()) == int(told) - (len(songs) if "reviews" in fact else 0)
    related = "div.related-entries div.entry .title a, div.related-entries ul.entries a"
    old = shown.css("table.anime_detail_related_anime td a[href]")
    hrefs = [a.attrib["href"] for a in (old or shown.css(related))]
    n_anime = len({href for href in hrefs if re.search(r"/anime/\d", href)})
    assert len({row["anime_id"] for row in page.related}) == n_anime
    if "related" in fact:
        assert hrefs
    if "ratio" in fact:
        bar = shown.css(".review-ratio__bar")[0].attrib
        names = ("recommended", "mixed_feeling", "not_recommended")
        assert [bar[f"data-{name}"] for name in names] == fact["ratio"]


@pytest.mark.saved("anime")
def test_bytes_are_read_as_their_text(raw, text, url):
    assert pages.anime.read_title(raw, url) == pages.anime.read_title(text, url)


@pytest.mark.saved("anime_mobile")
def test_mobile_pages_are_recognised(text):
    with pytest.raises(errors.MobilePageError):
        pages.AnimePage(text, "https://x/anime/1")


@pytest.mark.saved("reviews_old")
def test_reviews(entry, text, url, facts):
    fact = entry["fact"]
    page = pages.ReviewsPage(text, url)
    if entry["file"].count("manga"):
        pytest.skip("reviews of a manga: read by nobody")
    assert len(page.reviews) == fact["n"]
    own = re.search(r"p=(\d+)", fact["next"] or "")
    assert page.next_page == (int(own[1]) if own else None)
    for review, told in zip(
        [page.reviews[0], page.reviews[-1]] if fact["n"] else [],
        [fact["first"], fact["last"]] if fact["n"] else [],
        strict=True,
    ):
        assert review["_id"] == int(told["id"])
        assert review["user"] == told["user"]
        assert review["date"] == facts.date(told["date"])
        assert review["episodes"] == int(told["seen"].split(" of ")[0])
        assert review["score"] == (int(told["overall"]) or None)
        assert review["reactions"] == {"helpful": int(told["helpful"])}
        assert review["preliminary"] is told["prelim"]
        # The index measured the table of scores above the text and the links below it too.
        assert 0 <= told["textlen"] - len(" ".join(review["text"].split())) < 120


@pytest.mark.saved("stats")
def test_stats(entry, text, url, facts):
    fact = entry["fact"]
    page = pages.StatsPage(text, url)
    labels = ("Watching", "Completed", "On-Hold", "Dropped", "Plan to Watch")
    assert list(page.watching.values()) == [facts.number(fact[label]) for label in labels]
    assert page.total == facts.number(fact["Total"])
    votes = [int(n) for n in fact["votes10..1"]]
    assert [n for n in reversed(page.score_votes) if n] == votes


@pytest.mark.saved("recs")
def test_recommendations(entry, text, url):
    fact = entry["fact"]
    page = pages.RecommendationsPage(text, url)
    rows, texts = page.recommendations, page.texts
    assert len(rows) == fact["blocks"]
    assert sum(map(len, texts.values())) == fact["recommended_by"]
    assert all(row["votes"] == len(texts[row["anime_id"]]) for row in rows)
    assert [row["votes"] - 1 for row in rows if row["votes"] > 1][: len(fact["more"])] == [
        int(n) for n in fact["more"]
    ]
    assert all(row["text"] for row in rows)


@pytest.mark.saved("pics")
def test_pictures(entry, text, url):
    page = pages.PicturesPage(text, url)
    shown = Selector(text).css("a.js-picture-gallery::attr(href)").getall()
    assert len(shown) == entry["fact"]["pics"]
    assert page.pictures == list(dict.fromkeys(shown))
    assert page.pictures[0] == entry["fact"]["first"]


@pytest.mark.saved("characters")
def test_characters(text, url):
    page = pages.CharactersPage(text, url)
    selector = Selector(text)
    for rows, key, path in (
        (page.characters, "character_id", r"/character/(\d+)"),
        (page.staff, "person_id", r"/people/(\d+)"),
    ):
        shown = {
            int(found[1])
            for href in selector.css("#content a::attr(href)").getall()
            if (found := re.search(path, href))
        }
        read = {row[key] for row in rows}
        if key == "person_id":
            read |= {v["person_id"] for c in page.characters for v in c["voices"]}
        assert read == shown


@pytest.mark.saved("episodes")
def test_episodes(entry, text, url):
    page = pages.EpisodesPage(text, url)
    numbers = Selector(text).css("tr.episode-list-data td.episode-number::text").getall()
    assert len(numbers) == entry["fact"]["rows"]
    # To 2018 the page shows them upwards, then downwards.
    assert [row["number"] for row in page.episodes] == sorted({int(n) for n in numbers})
    assert all(row["title"] for row in page.episodes)
    if len(page.episodes) == 100:
        assert page.next_offset


@pytest.mark.saved("top")
def test_top(entry, text, url, facts):
    fact = entry["fact"]
    page = pages.TopPage(text, url)
    if not fact["rows"]:  # the layout of 2013, whose rows the index does not count
        ranks = [row["rank"] for row in page.rows]
        assert ranks == list(range(ranks[0], ranks[0] + 30) if ranks else [])
        assert page.next_offset == (ranks[-1] if ranks else None)
        return
    assert len(page.rows) == fact["rows"]
    title, information, score, rank = fact["first"]
    members = facts.number(re.search(r"([\d,]+) members", information)[1])
    assert page.rows[0] == {
        "_id": page.ids[0], "title": title, "rank": facts.number(rank), "score": facts.score(score),
        "members": members,
    }  # fmt: skip
    title, rank, score = fact["last"]
    last = page.rows[-1]
    assert (last["title"], last["rank"], last["score"]) == (
        title,
        facts.number(rank),
        facts.score(score),
    )
    following = re.search(r"limit=(\d+)", fact["next"] or "")
    assert page.next_offset == (int(following[1]) if following else None)


@pytest.mark.saved("search")
def test_search(entry, text, url):
    fact = entry["fact"]
    page = pages.SearchPage(text, url)
    assert len(page.rows) == fact["rows"]
    assert [row["title"] for row in page.rows[:1]] == ([fact["first"]] if fact["rows"] else [])
    assert sum(bool(row["type"]) for row in page.rows) >= 0.9 * fact["rows"]
    offsets = sorted({int(n) for n in fact["pages"]})
    if offsets:
        assert page.next_offset == offsets[0]


@pytest.mark.saved("season", "genre")
def test_cards(entry, text, url):
    fact = entry["fact"]
    page = pages.SeasonPage(text, url)
    titles = [values["title"] for values in page.cards]
    shown = Selector(text).css("div.js-seasonal-anime a.link-title::attr(href)").getall()
    assert len(shown) == fact["cards"]
    assert len(titles) == len(set(shown))
    assert (titles[0] if titles else "") == fact["first"]


@pytest.mark.saved("errors")
def test_errors_are_told_apart(entry, text):
    is_away = str(entry["status"]) == "503"
    expected = errors.UnavailablePageError if is_away else errors.GonePageError
    for page in (pages.AnimePage, pages.StatsPage, pages.ProfilePage):
        with pytest.raises(expected):
            page(text, entry["url"])
