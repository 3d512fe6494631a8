"""What the spiders do beyond titles: tabs, members, the API, and stopping when they must."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

import store

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
