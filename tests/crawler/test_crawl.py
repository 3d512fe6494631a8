"""``scrapy crawl mal`` as a person runs it: a process, a site on loop-back, a real mongod."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

import config
import store
from store import mongod

pytestmark = pytest.mark.mongo
ROOT = Path(__file__).parents[2]


@pytest.fixture
def crawl(real_settings):
    """Return a function that starts a crawl of a site into the test's own database."""

    def start(site, *arguments: str, settings: config.Settings = real_settings):
        environ = {
            **os.environ,
            "MONGODB_URI": "",
            "MONGODB_DATABASE": settings.mongodb_database,
            "DATA_DIR": str(settings.data_dir),
            "MAL_BASE_URL": site.base_url,
        }
        command = [sys.executable, "-m", "scrapy", "crawl", "mal", *arguments]
        return subprocess.Popen(
            command,
            cwd=ROOT,
            env=environ,
            stderr=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    return start


def _end(process) -> tuple[int, str]:
    out, log = process.communicate(timeout=120)
    return process.returncode, out + log


def test_a_crawl_stores_all_that_is_whole_and_tells_the_rest(crawl, site, real_db, counts_in):
    code, log = _end(crawl(site, "-a", "limit=5", "-a", "users=3"))
    assert code == 0, log
    assert counts_in(log) == {
        "titles new": 3, "titles failed": 1, "titles gone": 1,
        "users new": 3, "users private": 1, "posters new": 2, "posters failed": 1, "reviews new": 2,
    }  # fmt: skip
    titles = store.anime.find_many(real_db, [11, 12, 13, 14, 70001])
    assert {i: title["franchise_id"] for i, title in titles.items()} == {
        11: 11,
        12: 11,
        70001: 70001,
    }
    assert titles[70001]["rank"] == 807
    assert sorted(store.posters.hashes(real_db)) == [11, 70001]
    assert store.posters.find(real_db, 11).etag == '"one"'
    lists = {u["_id"]: (u["list_state"], len(u.get("list", []))) for u in real_db.users.find()}
    assert lists == {"ann": ("public", 320), "bob": ("private", 0), "cyd": ("public", 0)}
    assert len(store.reviews.for_anime(real_db, 70001, 10)) == 2
    # A page that was cut is asked for five times, and told with its address.
    assert site.paths["/anime/13"] == 5
    assert re.search(r"Skipped \(cut\): http://127.0.0.1:\d+/anime/13: cut after", log)
    assert re.search(r"images/12.jpg.*not a whole JPEG|12.jpg: not a whole", log)
    assert site.paths["/robots.txt"] == 1
    assert all(agent.startswith("AnimeMatcher/0.1 (+") for agent in site.agents if agent)


def test_a_second_crawl_fetches_nothing_twice(crawl, site, real_db, counts_in):
    _end(crawl(site, "-a", "limit=5", "-a", "users=3"))
    site.paths.clear()
    real_db.posters.delete_one({"_id": 70001})
    code, log = _end(crawl(site, "-a", "limit=5", "-a", "users=3"))
    assert code == 0, log
    found = counts_in(log)
    assert (found["titles fresh"], found["users fresh"], found["posters new"]) == (3, 3, 1)
    assert {path for path in site.paths if "/anime/" in path or "load.json" in path} == {
        "/anime/13",
        "/images/anime/7000/1.jpg",
    }


def test_forced_crawl_keeps_good_documents_where_answers_are_bad(
    crawl, site, real_db, counts_in, cut_page
):
    arguments = ("-a", "ids=11,70001", "-a", "users=1")
    _end(crawl(site, *arguments))
    before = store.anime.find(real_db, 70001)
    site.put("/anime/70001", cut_page)
    site.put("/animelist/ann/load.json?status=7&offset=0", 400)
    code, log = _end(crawl(site, *arguments, "-s", "CRAWL_FRESH_HOURS=0"))
    assert code == 0, log
    found = counts_in(log)
    assert (found["titles unchanged"], found["titles failed"], found["posters fresh"]) == (1, 1, 1)
    assert store.anime.find(real_db, 70001) == before
    ann = real_db.users.find_one({"_id": "ann"})
    assert (ann["list_state"], len(ann["list"])) == ("private", 320)


def test_passing_errors_are_asked_again_and_redirects_stay_on_the_copy(
    crawl, site, real_db, counts_in, page_text
):
    page = page_text("tv_2025")
    site.put("/anime/70001", 503, 429, page[:4000], page)
    site.put("/anime/11", 302, Location="https://myanimelist.net/anime/12")
    code, log = _end(crawl(site, "-a", "ids=11,70001"))
    assert code == 0, log
    assert counts_in(log)["titles new"] == 2
    assert [site.paths[f"/anime/{i}"] for i in (11, 12, 70001)] == [1, 1, 4]


def test_ctrl_c_leaves_everything_whole(crawl, long_site, real_db, counts_in):
    process = crawl(long_site, "-a", "limit=300")
    while long_site.paths.total() < 60:
        time.sleep(0.02)
    process.send_signal(signal.SIGINT)
    code, log = _end(process)
    assert code == 130, log
    stored = store.anime.count(real_db)
    assert 30 < stored < 300
    assert counts_in(log)["titles new"] == stored
    assert all("franchise_id" in title for title in real_db.anime.find())


def test_a_mongod_killed_in_the_middle_comes_back_and_nothing_is_lost(
    crawl, long_site, tmp_path, counts_in
):
    own = config.load(environ={}, file=tmp_path / "none", data_dir=tmp_path / "data")
    state, _ = mongod.start(own.data_dir)
    try:
        process = crawl(long_site, "-a", "limit=300", settings=own)
        while long_site.paths.total() < 100:
            time.sleep(0.02)
        os.kill(state.pid, signal.SIGKILL)
        code, log = _end(process)
        db = store.connect(own)
        stored = store.anime.count(db)
        db.client.close()
    finally:
        mongod.stop(own.data_dir)
    assert code == 0, log
    assert "MongoDB does not answer" in log
    assert stored == 300
    found = counts_in(log)
    assert found["titles new"] + found.get("titles unchanged", 0) == 300


def test_a_database_that_is_away_is_one_message_and_exit_code_1(crawl, site):
    own = config.load(environ={}, mongodb_database="x")
    process = crawl(site, "-s", "MONGODB_URI=mongodb://127.0.0.1:1/", settings=own)
    code, log = _end(process)
    assert code == 1
    assert "mongodb://127.0.0.1:1/ does not answer" in log
    assert "Traceback" not in log
    assert not site.paths


def test_a_list_that_cannot_be_read_is_exit_code_1(crawl, site):
    site.put("/topanime.php", "<html><body>Maintenance</body></html>")
    code, log = _end(crawl(site, "-a", "limit=5"))
    assert code == 1
    assert "MAL_BASE_URL" in log


def test_a_wrong_argument_is_one_message_and_exit_code_2(crawl, site):
    code, log = _end(crawl(site, "-a", "limit=many"))
    assert code == 2
    assert "-a limit=many: a whole number" in log
    assert "Traceback" not in log
    assert not site.paths


def test_kill_9_then_resume_gives_the_documents_of_an_undisturbed_crawl(crawl, long_site, real_db):
    arguments = ("-a", "limit=300")
    for fetched in (60, 230):
        long_site.paths.clear()
        process = crawl(long_site, *arguments)
        while long_site.paths.total() < fetched and process.poll() is None:
            time.sleep(0.02)
        process.kill()
        process.communicate()
    code, log = _end(crawl(long_site, *arguments))
    assert code == 0, log
    resumed = _without_times(real_db)
    real_db.client.drop_database(real_db.name)
    code, log = _end(crawl(long_site, *arguments))
    assert code == 0, log
    assert resumed == _without_times(real_db)
    assert len(resumed) == 300


def _without_times(db) -> dict[int, dict]:
    rows = db.anime.find({}, {"crawled_at": 0})
    return {row["_id"]: row for row in rows}
