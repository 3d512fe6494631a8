"""Every fact that the saved answers of the site show, where they lie beside the repository.

The folder ``../shared/mal`` holds answers of 2013 to 2026 and an index of facts read off them by
other means. CI has it and fails without it; elsewhere these tests are skipped when it is absent.
"""

from __future__ import annotations

import gzip
import json
import os
import re
from pathlib import Path

import pytest

from crawler import errors, pages

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
    found = re.fullmatch(r"(\w{3}) (\d+), (\d{4})", (text or "").strip())
    if not found:
        return None
    return f"{found[3]}-{MONTHS.index(found[1]) + 1:02d}-{int(found[2]):02d}"


def _minutes(text: str) -> int:
    parts = {unit: int(n) for n, unit in re.findall(r"(\d+) (hr|min)", text)}
    return parts.get("hr", 0) * 60 + parts.get("min", 0)


@_of("anime")
def test_anime(entry):
    fact = entry["fact"]
    page = pages.AnimePage(_text(entry), _url(entry))
    document = page.document()
    told = {key: fact[key] for key in ("title", "type", "status", "source", "rating")}
    assert {key: document[key] for key in told} == told
    numbers = {
        "_id": "id", "scored_by": "scored_by", "rank": "rank", "popularity": "pop",
        "members": "members", "favorites": "favs", "episodes": "eps",
    }  # fmt: skip
    for name, key in numbers.items():
        if key in fact:
            assert document[name] == _number(fact[key]), name
    if "score" in fact:
        assert document["score"] == float(fact["score"])
    assert document["season"] == fact.get("premiered")
    aired = [*fact["aired"].split(" to "), None][:2]
    assert [document["aired_from"], document["aired_to"]] == [_iso(day) for day in aired]
    assert document["minutes"] == _minutes(fact["dur"])
    assert document["genres"] == list(dict.fromkeys(fact["genres"]))
    assert document["themes"] == fact.get("themes", [])
    assert document["demographics"] == fact.get("demo", [])
    assert document["studios"] == [name for name in fact["studios"] if name != "add some"]
    if "OP/ED" in fact:
        assert [len(document["openings"]), len(document["endings"])] == fact["OP/ED"]


@_of("anime")
def test_anime_reviews_and_related(entry):
    fact = entry["fact"]
    page = pages.AnimePage(_text(entry), _url(entry))
    # The index counts every div.borderDark; some of 2017 and 2018 hold songs.
    layout, told = fact.get("reviews", "old 0").split()
    songs = page.selector.css("div.borderDark").xpath("self::*[.//h2]") if layout == "old" else []
    assert len(page.reviews()) == int(told) - (len(songs) if "reviews" in fact else 0)
    related = "div.related-entries div.entry .title a, div.related-entries ul.entries a"
    old = page.selector.css("table.anime_detail_related_anime td a[href]")
    shown = [a.attrib["href"] for a in (old or page.selector.css(related))]
    n_anime = len({href for href in shown if re.search(r"/anime/\d", href)})
    assert len({row["anime_id"] for row in page.related}) == n_anime
    if "related" in fact:
        assert shown
    if "ratio" in fact:
        bar = page.selector.css(".review-ratio__bar")[0].attrib
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
        assert review["score"] == int(told["overall"])
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
    shown = page.selector.css("a.js-picture-gallery::attr(href)").getall()
    assert len(shown) == entry["fact"]["pics"]
    assert page.pictures == list(dict.fromkeys(shown))
    assert page.pictures[0] == entry["fact"]["first"]


@_of("characters")
def test_characters(entry):
    page = pages.CharactersPage(_text(entry), _url(entry).replace("/*/", "/x/"))
    selector = page.selector
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


@_of("episodes", pattern="anime-21-eps")
def test_episodes(entry):
    page = pages.EpisodesPage(_text(entry), _url(entry))
    n_shown = entry["fact"]["rows"] // 2  # upwards, then downwards
    assert [row["number"] for row in page.episodes] == list(range(1, n_shown + 1))
    assert all(row["title"] and row["aired"] for row in page.episodes)
    assert page.next_offset == 100


@_of("top")
def test_top(entry):
    fact = entry["fact"]
    page = pages.TopPage(_text(entry), _url(entry))
    if not fact["rows"]:  # the layout of 2013, whose rows the index does not count
        assert [row["rank"] for row in page.rows] == list(range(1, 31))
        assert page.next_offset == 30
        return
    assert len(page.rows) == fact["rows"]
    title, information, score, rank = fact["first"]
    members = _number(re.search(r"([\d,]+) members", information)[1])
    assert page.rows[0] == {
        "_id": page.ids[0], "title": title, "rank": int(rank), "score": float(score),
        "members": members,
    }  # fmt: skip
    title, rank, score = fact["last"]
    last = page.rows[-1]
    assert (last["title"], last["rank"], last["score"]) == (title, int(rank), float(score))
    assert page.next_offset == int(re.search(r"limit=(\d+)", fact["next"])[1])


@_of("search")
def test_search(entry):
    fact = entry["fact"]
    page = pages.SearchPage(_text(entry), _url(entry))
    assert len(page.rows) == fact["rows"]
    assert page.rows[0]["title"] == fact["first"]
    assert sum(bool(row["type"]) for row in page.rows) >= 45
    offsets = sorted({int(n) for n in fact["pages"]})
    if offsets:
        assert page.next_offset == offsets[0]


@_of("season", "genre")
def test_cards(entry):
    fact = entry["fact"]
    page = pages.SeasonPage(_text(entry), _url(entry))
    titles = [values["title"] for values in page.cards]
    shown = page.selector.css("div.js-seasonal-anime a.link-title::attr(href)").getall()
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
    assert page.name == fact["title"].split("'s Profile")[0] or "motoko" in page.name
    assert page.joined == _iso(fact["user_stats"]["Joined"])
    assert page.last_online == fact["user_stats"]["Last Online"]
    days, mean = re.match(r"Days: ([\d.,]+) Mean Score: ([\d.]+)", fact["days"]).groups()
    assert (page.days, page.mean_score) == (float(days), float(mean))
    told = re.match(
        r"Watching (\d+) Completed (\d+) On-Hold (\d+) Dropped (\d+) Plan to Watch (\d+)",
        fact["counts"],
    )
    assert list(page.counts.values()) == [int(n) for n in told.groups()]


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


@_of("errors", pattern="404|_200_")
def test_errors_are_gone_pages(entry):
    with pytest.raises(errors.GonePageError):
        pages.AnimePage(_text(entry), entry["url"])
