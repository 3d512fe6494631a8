"""Every fact that the saved answers of the site show, where they lie beside the repository.

The folder ``../shared/mal`` holds answers of 2013 to 2026 and an index of facts read off them by
other means. CI has it and fails without it; elsewhere these tests are skipped when it is absent.
"""

from __future__ import annotations

import gzip
import json
import os
import re
from collections import Counter
from pathlib import Path

import pytest
from parsel import Selector

from crawler import errors, pages
from crawler.load import mal_export
from crawler.load.errors import LoadError
from crawler.load.files import Source

SAVED = Path(__file__).parents[3] / "shared" / "mal"
INDEX = SAVED / "index.json"
ENTRIES = json.loads(INDEX.read_text(encoding="utf-8")) if INDEX.exists() else []
MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]


def test_the_saved_answers_are_there():
    if not ENTRIES and os.environ.get("CI"):
        pytest.fail(f"{INDEX} is missing: CI checks every page class against the saved answers")
    if not ENTRIES:
        pytest.skip(f"NOT CHECKED against saved answers of the site: {INDEX} is missing")
    assert len(ENTRIES) > 200


def _of(*kinds: str, pattern: str = ""):
    found = [e for e in ENTRIES if e["kind"] in kinds and re.search(pattern, e["file"])]
    none = pytest.param(None, marks=pytest.mark.skip(f"{INDEX} is missing"))
    return pytest.mark.parametrize(
        "entry", found or [none], ids=lambda e: e and Path(e["file"]).name[:60]
    )


def _text(entry) -> str:
    return gzip.decompress((SAVED / entry["file"]).read_bytes()).decode("utf-8", "replace")


def _url(entry) -> str:
    anime_id = entry["fact"].get("id") or "1"
    return entry["url"] if entry["url"].startswith("http") else f"https://x/anime/{anime_id}"


def _number(text: str) -> int | None:
    digits = re.sub(r"\D", "", text)
    return int(digits) if digits else None


def _iso(text: str | None) -> str | None:
    found = re.fullmatch(r"(?:(\w{3}),? )?(?:(\d+), )?(\d{4})", (text or "").strip())
    if not found:
        return None
    month = f"-{MONTHS.index(found[1]) + 1:02d}" if found[1] else ""
    return found[3] + month + (f"-{int(found[2]):02d}" if found[2] else "")


def _minutes(text: str) -> int | None:
    parts = {unit: int(n) for n, unit in re.findall(r"(\d+) (hr|min|sec)", text)}
    seconds = parts.get("hr", 0) * 3600 + parts.get("min", 0) * 60 + parts.get("sec", 0)
    return max(1, (seconds + 30) // 60) if seconds else None


def _score(text: str) -> float | None:
    return float(text) if _said(text) else None


def _said(text: str | None) -> str | None:
    """What the site says, or None for its words for "unknown"."""
    return None if text in {None, "", "?", "-", "N/A", "None", "Unknown"} else text


@_of("anime")
def test_anime(entry):
    fact = entry["fact"]
    page = pages.AnimePage(_text(entry), _url(entry))
    document = page.document()
    words = ("type", "status", "source", "rating")
    told = {"title": fact["title"], **{key: _said(fact.get(key)) for key in words}}
    assert {key: document[key] for key in told} == told
    numbers = {
        "_id": "id", "scored_by": "scored_by", "rank": "rank", "popularity": "pop",
        "members": "members", "favorites": "favs", "episodes": "eps",
    }  # fmt: skip
    for name, key in numbers.items():
        if key in fact:
            assert document[name] == _number(fact[key]), name
    if "score" in fact:
        assert document["score"] == _score(fact["score"])
    assert document["season"] == _said(fact.get("premiered"))
    aired = [*fact["aired"].split(" to "), None][:2]
    assert [document["aired_from"], document["aired_to"]] == [_iso(day) for day in aired]
    assert document["minutes"] == _minutes(fact["dur"])
    lists = {"genres": "genres", "themes": "themes", "demographics": "demo", "studios": "studios"}
    for name, key in lists.items():
        assert document[name] == [n for n in dict.fromkeys(fact.get(key, [])) if n != "add some"]
    if "OP/ED" in fact:
        assert [len(document["openings"]), len(document["endings"])] == fact["OP/ED"]


@_of("anime")
def test_anime_reviews_and_related(entry):
    fact = entry["fact"]
    page = pages.AnimePage(_text(entry), _url(entry))
    # The index counts every div.borderDark; some of 2017 and 2018 hold songs.
    layout, told = fact.get("reviews", "old 0").split()
    shown = Selector(page.text)
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


@_of("anime_mobile")
def test_mobile_pages_are_recognised(entry):
    with pytest.raises(errors.MobilePageError):
        pages.AnimePage(_text(entry), "https://x/anime/1")


@_of("reviews_old")
def test_reviews(entry):
    fact = entry["fact"]
    page = pages.ReviewsPage(_text(entry), _url(entry).replace("/*/", "/x/"))
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
        assert review["date"] == _iso(told["date"])
        assert review["episodes"] == int(told["seen"].split(" of ")[0])
        assert review["score"] == (int(told["overall"]) or None)
        assert review["reactions"] == {"helpful": int(told["helpful"])}
        assert review["preliminary"] is told["prelim"]
        # The index measured the table of scores above the text and the links below it too.
        assert 0 <= told["textlen"] - len(" ".join(review["text"].split())) < 120


@_of("stats")
def test_stats(entry):
    fact = entry["fact"]
    page = pages.StatsPage(_text(entry), _url(entry).replace("/*/", "/x/"))
    labels = ("Watching", "Completed", "On-Hold", "Dropped", "Plan to Watch")
    assert list(page.watching.values()) == [_number(fact[label]) for label in labels]
    assert page.total == _number(fact["Total"])
    votes = [int(n) for n in fact["votes10..1"]]
    assert [n for n in reversed(page.score_votes) if n] == votes


@_of("recs")
def test_recommendations(entry):
    fact = entry["fact"]
    page = pages.RecommendationsPage(_text(entry), _url(entry))
    rows, texts = page.recommendations, page.texts
    assert len(rows) == fact["blocks"]
    assert sum(map(len, texts.values())) == fact["recommended_by"]
    assert all(row["votes"] == len(texts[row["anime_id"]]) for row in rows)
    assert [row["votes"] - 1 for row in rows if row["votes"] > 1][: len(fact["more"])] == [
        int(n) for n in fact["more"]
    ]
    assert all(row["text"] for row in rows)


@_of("pics")
def test_pictures(entry):
    page = pages.PicturesPage(_text(entry), _url(entry))
    shown = Selector(page.text).css("a.js-picture-gallery::attr(href)").getall()
    assert len(shown) == entry["fact"]["pics"]
    assert page.pictures == list(dict.fromkeys(shown))
    assert page.pictures[0] == entry["fact"]["first"]


@_of("characters")
def test_characters(entry):
    page = pages.CharactersPage(_text(entry), _url(entry).replace("/*/", "/x/"))
    selector = Selector(page.text)
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


@_of("episodes")
def test_episodes(entry):
    page = pages.EpisodesPage(_text(entry), _url(entry))
    numbers = Selector(page.text).css("tr.episode-list-data td.episode-number::text").getall()
    assert len(numbers) == entry["fact"]["rows"]
    # To 2018 the page shows them upwards, then downwards.
    assert [row["number"] for row in page.episodes] == sorted({int(n) for n in numbers})
    assert all(row["title"] for row in page.episodes)
    if len(page.episodes) == 100:
        assert page.next_offset


@_of("top")
def test_top(entry):
    fact = entry["fact"]
    page = pages.TopPage(_text(entry), _url(entry))
    if not fact["rows"]:  # the layout of 2013, whose rows the index does not count
        ranks = [row["rank"] for row in page.rows]
        assert ranks == list(range(ranks[0], ranks[0] + 30) if ranks else [])
        assert page.next_offset == (ranks[-1] if ranks else None)
        return
    assert len(page.rows) == fact["rows"]
    title, information, score, rank = fact["first"]
    members = _number(re.search(r"([\d,]+) members", information)[1])
    assert page.rows[0] == {
        "_id": page.ids[0], "title": title, "rank": _number(rank), "score": _score(score),
        "members": members,
    }  # fmt: skip
    title, rank, score = fact["last"]
    last = page.rows[-1]
    assert (last["title"], last["rank"], last["score"]) == (title, _number(rank), _score(score))
    following = re.search(r"limit=(\d+)", fact["next"] or "")
    assert page.next_offset == (int(following[1]) if following else None)


@_of("search")
def test_search(entry):
    fact = entry["fact"]
    page = pages.SearchPage(_text(entry), _url(entry))
    assert len(page.rows) == fact["rows"]
    assert [row["title"] for row in page.rows[:1]] == ([fact["first"]] if fact["rows"] else [])
    assert sum(bool(row["type"]) for row in page.rows) >= 0.9 * fact["rows"]
    offsets = sorted({int(n) for n in fact["pages"]})
    if offsets:
        assert page.next_offset == offsets[0]


@_of("season", "genre")
def test_cards(entry):
    fact = entry["fact"]
    page = pages.SeasonPage(_text(entry), _url(entry))
    titles = [values["title"] for values in page.cards]
    shown = Selector(page.text).css("div.js-seasonal-anime a.link-title::attr(href)").getall()
    assert len(shown) == fact["cards"]
    assert len(titles) == len(set(shown))
    assert (titles[0] if titles else "") == fact["first"]


@_of("users")
def test_users(entry):
    page = pages.UsersPage(_text(entry), _url(entry))
    assert len(page.names) == entry["fact"]["users"]
    assert entry["fact"]["first"].endswith(f"/{page.names[0]}")


@_of("clubs")
def test_clubs_of_a_title(entry):
    page = pages.ClubsPage(_text(entry), _url(entry))
    assert len(page.club_ids) == len(set(re.findall(r"clubs\.php\?cid=(\d+)", page.text)))


@_of("profile")
def test_profile(entry):
    fact = entry["fact"]
    page = pages.ProfilePage(_text(entry), _url(entry))
    assert page.name == fact["title"].split("'s Profile")[0]
    assert page.joined == _iso(fact["user_stats"]["Joined"])
    assert page.last_online == _said(fact["user_stats"].get("Last Online"))
    days, mean = re.match(r"Days: ([\d.,]+) Mean Score: ([\d.]+)", fact["days"]).groups()
    assert page.days == float(days.replace(",", ""))
    assert page.mean_score == (float(mean) or None)
    # Of each label the first: those of the manga list follow.
    told = dict(re.findall(r"([A-Z][A-Za-z -]+?) ([\d,]+)", fact["counts"])[::-1])
    assert page.counts == {label: _number(told[label]) for label in page.counts}


@_of("animelist", pattern="html|json")
def test_user_lists(entry):
    fact, text = entry["fact"], _text(entry)
    is_json = text.lstrip().startswith("[")
    page = (pages.UserListPage if is_json else pages.ListPage)(text, _url(entry))
    assert len(page.entries) == page.n_rows == fact.get("rows", fact.get("titles"))
    if "status" in fact:
        found = [row["status"] for row in page.entries]
        assert {str(status): found.count(status) for status in found} == fact["status"]
        assert sum(row["episodes"] for row in page.entries) == fact["watched"]
    elif "status=4" in entry["file"]:
        assert {row["status"] for row in page.entries} == {4}
    assert all(row["anime_id"] for row in page.entries)


@_of("animelist", pattern="xml")
def test_exports_of_lists(entry, tmp_path):
    fact, path = entry["fact"], tmp_path / "list.xml"
    path.write_bytes(gzip.decompress((SAVED / entry["file"]).read_bytes()))
    skipped = Counter()
    if fact["err"] or not fact["anime"]:
        with pytest.raises(LoadError):
            list(mal_export.read(Source(path), skipped))
        return
    ((_, document),) = (
        (each.collection, each.document) for each in mal_export.read(Source(path), skipped)
    )
    assert document["_id"] == fact["user"]
    assert len(document["list"]) + sum(skipped.values()) - fact["manga"] == fact["anime"]
    assert all(entry["status"] for entry in document["list"])


@_of("errors")
def test_errors_are_told_apart(entry):
    is_away = str(entry["status"]) == "503"
    expected = errors.UnavailablePageError if is_away else errors.GonePageError
    for page in (pages.AnimePage, pages.StatsPage, pages.ProfilePage):
        with pytest.raises(expected):
            page(_text(entry), entry["url"])
