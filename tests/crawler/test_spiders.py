"""What the spiders do beyond titles: tabs, members, the API, and stopping when they must."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

import store
from crawler.errors import ArgumentError
from crawler.spiders.mal_api import MalApiSpider

pytestmark = pytest.mark.mongo
ROOT = Path(__file__).parents[2]


@pytest.fixture
def run(real_settings):
    """Run a spider against a site into the test's own database: (exit code, log)."""

    def crawl(site, spider: str, *arguments: str, **environ: str) -> tuple[int, str]:
        given = {
            **os.environ,
            "MONGODB_URI": "",
            "MONGODB_DATABASE": real_settings.mongodb_database,
            "DATA_DIR": str(real_settings.data_dir),
            "MAL_BASE_URL": site.base_url,
            **environ,
        }
        command = [sys.executable, "-m", "scrapy", "crawl", spider, *arguments]
        done = subprocess.run(
            command, cwd=ROOT, env=given, capture_output=True, text=True, timeout=120, check=False
        )
        return done.returncode, done.stdout + done.stderr

    return crawl


def test_tabs_are_part_of_the_title_and_reviews_are_read_to_their_end(
    run, site, real_db, page_text
):
    base = "/anime/70001/_/"
    for tab, fixture in (
        ("stats", "stats_2026"),
        ("pics", "pics_2021"),
        ("userrecs", "userrecs_2024"),
    ):
        site.put(base + tab, page_text(fixture))
    site.put(base + "characters", 500)
    site.put(base + "reviews", page_text("reviews_2024"))
    # The site links one page too many; it shows what was there before.
    site.put(base + "reviews?p=2", page_text("reviews_2024"))
    tabs = "with=reviews,stats,recommendations,pictures,characters"
    code, log = run(site, "mal", "-a", "ids=70001", "-a", tabs, "-s", "RETRY_TIMES=0")
    assert code == 0, log
    title = store.anime.find(real_db, 70001)
    assert title["tabs"] == ["pictures", "recommendations", "reviews", "stats"]
    assert title["score_votes"][6] == 1200
    assert len(title["pictures"]) == 2
    assert title["recommendations"][0]["text"].startswith("Both are slow")
    assert {r["_id"] for r in real_db.reviews.find()} >= {880001, 880002}
    assert site.paths[base + "reviews?p=2"] == 1
    assert "page" not in title
    # A title that lacks one of the tabs asked for is read again; one that has them is not.
    site.paths.clear()
    run(site, "mal", "-a", "ids=70001", "-a", "with=stats")
    assert site.paths["/anime/70001"] == 0
    run(site, "mal", "-a", "ids=70001", "-a", "with=characters", "-s", "RETRY_TIMES=0")
    assert site.paths["/anime/70001"] == 1


def test_a_season(run, site, real_db, page_text):
    site.put("/anime/season/2018/spring", page_text("season_2018"))
    code, log = run(site, "mal", "-a", "season=2018/spring")
    assert code == 0, log
    assert [row["_id"] for row in real_db.anime.find()] == [70001]


def test_genres_and_searches_lead_to_titles_with_their_episodes(
    run, site, real_db, page_text, title_page
):
    site.put("/anime/genre/8", page_text("genre_2026"))
    site.put("/anime/genre/8?page=2", page_text("season_2018"))
    site.put("/anime.php?q=low+tide", page_text("search_2022"))
    site.put("/anime.php?q=low+tide&show=50", page_text("search_2022"))
    site.put("/anime.php?q=low+tide&show=100", "<html><div class=badresult>No titles</div></html>")
    site.put("/anime/70002", title_page(70002, "Kites"))
    site.put("/anime/70009", title_page(70009, "Later"))
    site.put("/anime/70001/_/episode", page_text("episodes_2018"))
    second = page_text("episodes_2018").replace('number">1<', 'number">101<')
    site.put("/anime/70001/_/episode?offset=100", second)
    arguments = ("-a", "genres=8", "-a", "search=low  tide", "-a", "with=episodes")
    code, log = run(site, "mal", *arguments, "-s", "RETRY_TIMES=0")
    assert code == 0, log
    assert {row["_id"] for row in real_db.anime.find()} == {70001, 70002, 70009}
    shown = store.anime.find(real_db, 70001)["episode_list"]
    assert [(row["number"], row["title"]) for row in shown] == [
        (1, "The Quay"),
        (2, "Fog"),
        (101, "The Quay"),
    ]


def test_members_of_a_titles_clubs_with_their_profiles(run, site, real_db, page_text):
    site.put("/anime/30500/_/clubs", page_text("clubs_2021"))
    site.put("/clubs.php?action=view&t=members&id=7", page_text("club_2026"))
    for name in ("mira_q", "-ida", "tomo-7"):
        site.put(f"/animelist/{name}/load.json?status=7&offset=0", "[]")
    site.put("/profile/mira_q", page_text("profile_2026"))
    code, log = run(site, "mal_users", "-a", "titles=30500", "-a", "profiles=yes")
    assert code == 0, log
    found = {row["_id"]: row for row in real_db.users.find()}
    assert set(found) == {"mira_q", "-ida", "tomo-7"}
    assert found["mira_q"]["joined"] == "2015-01-05"
    assert all(row["list_state"] == "public" for row in found.values())


def test_a_client_id_that_the_api_refuses_stops_the_crawl(run, site):
    refused = json.dumps({"message": "Invalid client id", "error": "bad_request"}).encode()
    path = "/v2/anime/ranking?ranking_type=all&limit=3&nsfw=true"
    site.answers[path] = [(400, refused, {})]
    code, log = run(site, "mal_api", "-a", "limit=3", MAL_CLIENT_ID="abc")
    assert code == 1
    assert "the API refuses the client id (400: " in log
    assert "Invalid client id" in log


@pytest.mark.parametrize("argument", ["users=5", "with=stats", "genres=1", "search=x"])
def test_what_the_api_cannot_do_is_refused(argument):
    name, value = argument.split("=")
    with pytest.raises(ArgumentError, match=f"-a {argument}: the API"):
        MalApiSpider(**{name: value})


def test_with_the_http_cache_a_second_crawl_asks_for_nothing(
    run, site, real_db, tmp_path, title_page
):
    site.put("/anime/13", title_page(13, "Thirteen"))
    cache = ("-s", "HTTPCACHE_ENABLED=1", "-s", f"HTTPCACHE_DIR={tmp_path}")
    fetched = ("-a", "ids=11,12,13,70001", "-s", "CRAWL_FRESH_HOURS=0", *cache)
    code, log = run(site, "mal", *fetched)
    assert code == 0, log
    before = {row["_id"]: row["content_hash"] for row in real_db.anime.find()}
    site.paths.clear()
    code, log = run(site, "mal", *fetched)
    assert code == 0, log
    assert not site.paths
    assert "4 titles (4 unchanged)" in log
    assert {row["_id"]: row["content_hash"] for row in real_db.anime.find()} == before


def test_members_from_a_file_a_club_and_the_reviews(run, site, real_db, page_text, tmp_path):
    names = tmp_path / "names.txt"
    names.write_text("ann\nbob\n\nann\n", encoding="utf-8")
    store.reviews.upsert(real_db, [{"_id": 1, "user": "cyd", "text": "x"}])
    site.put("/clubs.php?action=view&t=members&id=7", page_text("club_2026"))
    site.put("/animelist/mira_q/load.json?status=7&offset=0", "[]")
    arguments = ("-a", f"names={names}", "-a", "clubs=7", "-a", "reviewers=yes")
    code, log = run(site, "mal_users", *arguments)
    assert code == 0, log
    states = {row["_id"]: row["list_state"] for row in real_db.users.find()}
    assert states == {
        "ann": "public", "bob": "private", "cyd": "public", "mira_q": "public",
        "-ida": "gone", "tomo-7": "gone",
    }  # fmt: skip


def test_recently_seen_members(run, site, real_db):
    code, log = run(site, "mal_users", "-a", "users=2")
    assert code == 0, log
    assert store.users.count(real_db) == 2


def test_the_api(run, site, real_db, tmp_path):
    def answer(path, found):
        site.put(path, json.dumps(found))

    ranking = "/v2/anime/ranking?ranking_type=all&limit=2&nsfw=true"
    rest = "https://api.myanimelist.net/v2/anime/ranking?offset=1"
    answer(ranking, {"data": [{"node": {"id": 5}}], "paging": {"next": rest}})
    answer("/v2/anime/ranking?offset=1", {"data": [{"node": {"id": 6}}], "paging": {}})
    from crawler.pages.api import FIELDS

    for anime_id, name in ((5, "11.jpg"), (6, "anime/7000/1.jpg")):
        picture = {"medium": f"https://api-cdn.myanimelist.net/images/{name}"}
        title = {"id": anime_id, "title": "Kites", "main_picture": picture}
        answer(f"/v2/anime/{anime_id}?fields={FIELDS}&nsfw=true", title)
    names = tmp_path / "names.txt"
    names.write_text("ann\nbob\n", encoding="utf-8")
    rows = [{"node": {"id": 5}, "list_status": {"status": "completed", "score": 9}}]
    answer("/v2/users/ann/animelist?limit=1000&fields=list_status&nsfw=true", {"data": rows})
    arguments = ("-a", "limit=2", "-a", f"names={names}")
    code, log = run(site, "mal_api", *arguments, MAL_CLIENT_ID="abc")
    assert code == 0, log
    assert [row["_id"] for row in real_db.anime.find().sort("_id", 1)] == [5, 6], (log, site.paths)
    assert real_db.users.find_one({"_id": "ann"})["list"][0]["score"] == 9
    assert real_db.users.find_one({"_id": "bob"})["list_state"] == "gone"
    assert sorted(store.posters.hashes(real_db)) == [5, 6], log


def test_a_queue_that_is_not_there_is_one_message(run, site):
    code, log = run(site, "mal", "-a", "ids=11", CRAWL_QUEUE="redis://127.0.0.1:1/0")
    assert code == 2
    assert "CRAWL_QUEUE=redis://127.0.0.1:1/0: Redis does not answer" in log
    assert "Traceback" not in log
    assert not site.paths


def test_the_api_without_a_client_id_is_one_message(run, site):
    code, log = run(site, "mal_api", MAL_CLIENT_ID="")
    assert code == 1
    assert "MAL_CLIENT_ID is empty" in log
    assert not site.paths


def test_a_captcha_stops_the_crawl(run, site):
    for anime_id in range(1, 40):
        page = "<html><head><title>Just a moment...</title></head></html>"
        site.put(f"/anime/{anime_id}", page)
    ids = ",".join(map(str, range(1, 40)))
    code, log = run(site, "mal", "-a", f"ids={ids}", "-s", "CONCURRENT_REQUESTS=1")
    assert code == 1
    assert "is a captcha: the site wants to see a person" in log
    assert sum(count for path, count in site.paths.items() if "/anime/" in path) <= 2


def test_titles_that_cannot_be_read_stop_the_crawl_and_say_why(run, long_site, real_db):
    long_site.delay = 0
    for anime_id in range(1, 301):
        page = f"<html><h2>Title {anime_id}</h2><span class=dark_text>Type:</span> TV</html>"
        long_site.put(f"/anime/{anime_id}", page)
    code, log = run(long_site, "mal", "-a", "limit=300")
    assert code == 1
    assert "10 titles in a row cannot be read" in log
    assert "field 'title' is missing" in log
    assert sum(n for path, n in long_site.paths.items() if "/anime/" in path) < 150
    assert store.anime.count(real_db) == 0


def test_a_broken_selector_stops_before_anything_is_overwritten(run, long_site, real_db):
    long_site.delay = 0
    ids = ",".join(map(str, range(1, 101)))
    run(long_site, "mal", "-a", f"ids={ids}")
    before = {row["_id"]: row["type"] for row in real_db.anime.find()}
    assert len(before) == 100
    for anime_id in range(1, 101):
        ((status, body, headers),) = long_site.answers[f"/anime/{anime_id}"]
        changed = body.replace(b"Type:", b"Kind:")
        long_site.answers[f"/anime/{anime_id}"] = [(status, changed, headers)]
    code, log = run(long_site, "mal", "-a", f"ids={ids}", "-s", "CRAWL_FRESH_HOURS=0")
    assert code == 1
    assert "the site's pages changed. 'type' is missing on" in log
    assert "span.dark_text 'Type:'" in log
    assert {row["_id"]: row["type"] for row in real_db.anime.find()} == before


def test_who_waits_for_a_list_is_told_how_far_it_is(run, site, real_db, tmp_path):
    rows = [
        {"anime_id": n, "anime_title": f"Title {n}", "status": 2, "score": 7} for n in range(1, 321)
    ]
    pages = "/animelist/mira_q/load.json?status=7&offset={}"
    site.put(pages.format(0), json.dumps(rows[:300]))
    site.put(pages.format(300), json.dumps(rows[300:]))
    names, told = tmp_path / "names.txt", tmp_path / "told"
    names.write_text("mira_q\n", encoding="utf-8")
    code, log = run(site, "mal_users", "-a", f"names={names}", "-s", f"CRAWL_PROGRESS_FILE={told}")
    assert code == 0, log
    assert len(store.users.find(real_db, "mira_q")["list"]) == 320
    assert told.read_text(encoding="ascii") == "320"
    assert [path.name for path in tmp_path.iterdir() if "told" in path.name] == ["told"]
