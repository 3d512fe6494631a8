"""The whole way: sample site, crawl, MongoDB, three jobs, and a page in a real browser."""

import contextlib
import json
import os
import re
import socket
import subprocess
import sys
import time
import urllib.request

import pytest

import store

pytestmark = pytest.mark.mongo

COWBOY_BEBOP = 1


@pytest.fixture(scope="module")
def environment(server_settings):
    db = store.connect(server_settings)
    host, port = db.client.address
    db.client.close()
    return {
        **os.environ,
        "MONGODB_URI": f"mongodb://{host}:{port}/?directConnection=true",
        "MONGODB_DATABASE": "test_flow",
        "DATA_DIR": str(server_settings.data_dir),
    }


def run(environment, *command):
    finished = subprocess.run(
        [sys.executable, "-m", *command],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert finished.returncode == 0, finished.stdout + finished.stderr
    return finished.stdout + finished.stderr


@contextlib.contextmanager
def running(environment, *command, **pipes):
    process = subprocess.Popen(
        [sys.executable, "-m", *command], env=environment, text=True, **pipes
    )
    with process:
        try:
            yield process
        finally:
            process.terminate()
            process.wait(20)


@pytest.fixture(scope="module")
def sample(environment):
    with running(environment, "sample", "--port", "0", stdout=subprocess.PIPE) as site:
        yield re.search(r"http://[\d.:]+", site.stdout.readline())[0]


@pytest.fixture(scope="module")
def crawled(environment, sample):
    crawl = ["scrapy", "crawl", "mal", "-a", "limit=240", "-a", "users=400"]
    told = run({**environment, "MAL_BASE_URL": sample}, *crawl)
    again = run({**environment, "MAL_BASE_URL": sample}, *crawl)
    return told, again


@pytest.fixture(scope="module")
def db(environment, server_settings):
    import dataclasses

    own = dataclasses.replace(server_settings, mongodb_database="test_flow")
    db = store.connect(own)
    yield db
    db.client.close()


@pytest.fixture(scope="module")
def built(environment, crawled):
    return {job: (run(environment, job), run(environment, job)) for job in ("nlp", "vision", "cf")}


@pytest.fixture(scope="module")
def site(environment, built):
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    serve = ["gunicorn", "webapp:create_app()", "--bind", f"127.0.0.1:{port}"]
    with running(environment, *serve, "--threads", "4", "--log-level", "warning"):
        address = f"http://127.0.0.1:{port}"
        wait_for(f"{address}/healthz")
        yield address


def wait_for(url):
    for _ in range(200):
        with contextlib.suppress(OSError):
            urllib.request.urlopen(url).close()
            return
        time.sleep(0.1)
    pytest.fail(f"{url} did not answer within 20 s")


def get(url, body=None):
    data = json.dumps(body).encode() if body else None
    request = urllib.request.Request(url, data, {"Content-Type": "application/json"})
    with urllib.request.urlopen(request) as answer:
        return json.load(answer)


def test_the_crawl_stores_titles_posters_and_lists(crawled, db):
    assert store.anime.count(db) == 240
    assert len(store.posters.hashes(db)) == 240
    assert store.users.count(db) == 400
    bebop = store.anime.find(db, COWBOY_BEBOP)
    assert (bebop["title"], bebop["type"], bebop["episodes"]) == ("Cowboy Bebop", "TV", 26)
    assert bebop["season"] == "Spring 1998"
    assert bebop["franchise_id"] == COWBOY_BEBOP


def test_a_second_crawl_and_second_jobs_repeat_nothing(crawled, built):
    assert re.search(r"240 .*fresh", crawled[1]), crawled[1]
    for first, second in built.values():
        assert "nothing changed" not in first
        assert "nothing changed" in second


def test_each_job_leaves_a_current_set(built, db):
    sets = store.vectors.current_sets(db)
    assert {"topics", "story", "look", "audience", "taste"} <= set(sets)
    assert {sets[kind].n_rows for kind in ("topics", "story", "look")} == {240}


def test_the_api_answers(site):
    health = get(f"{site}/healthz")
    assert (health["status"], health["titles"]) == ("ok", 240)
    found = get(f"{site}/api/v1/search?q=cowboi%20bepop")["items"]
    assert found[0]["anime_id"] == COWBOY_BEBOP
    for kind in ("story", "topics", "look", "audience", "blend"):
        items = get(f"{site}/api/v1/anime/1/similar?kind={kind}&k=5")["items"]
        assert len(items) == 5
        assert all(item["because"] for item in items), kind
    ratings = [{"anime_id": 1, "score": 10}, {"anime_id": 999999999, "score": 2}]
    answer = get(f"{site}/api/v1/recommendations", {"ratings": ratings, "k": 20})
    assert answer["ignored"] == [999999999]
    assert len(answer["items"]) == 20
    assert COWBOY_BEBOP not in {item["anime_id"] for item in answer["items"]}


@pytest.mark.browser
@pytest.mark.parametrize("javascript", [True, False], ids=["javascript", "no-javascript"])
def test_a_person_finds_a_title_and_reads_what_is_like_it(site, browser, javascript, tmp_path):
    page = browser.new_page(viewport={"width": 390, "height": 844}, java_script_enabled=javascript)
    failed = []
    # A picture that is still on its way when the page is left is cut off by the browser itself.
    page.on(
        "requestfailed",
        lambda request: request.failure == "net::ERR_ABORTED" or failed.append(request.url),
    )
    asked = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(site)
    page.fill("input[name=q]", "cowboi bepop")
    page.keyboard.press("Enter")
    page.click("text=Cowboy Bebop >> nth=0")
    page.wait_for_url(re.compile(r"/anime/1\b"))
    assert "Cowboy Bebop" in page.inner_text("h1")
    assert page.locator("a[href*='/anime/']").count() > 10
    assert page.evaluate("document.documentElement.scrollWidth") <= 390 if javascript else True
    page.screenshot(path=tmp_path / "title.png", full_page=True)
    assert not failed
    assert all(url.startswith((site, "data:")) for url in asked)
