"""Hand-written pages, and a tiny site on loop-back that serves them and keeps count."""

from __future__ import annotations

import io
import json
import re
import threading
import time
from collections import Counter
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from PIL import Image

FIXTURES = Path(__file__).parent / "fixtures"


@pytest.fixture
def page_text():
    """Return the text of a hand-written page by the name of its folder."""

    def read(name: str, file: str = "page.html") -> str:
        return (FIXTURES / name / file).read_text(encoding="utf-8")

    return read


@pytest.fixture
def cut_page(page_text):
    """A title's page of which the second half did not arrive."""
    whole = page_text("tv_2025")
    return whole[: len(whole) // 2]


@pytest.fixture
def picture():
    """Return the bytes of a drawn picture."""

    def draw(kind: str = "JPEG", size: tuple[int, int] = (60, 90), color: str = "teal") -> bytes:
        file = io.BytesIO()
        Image.new("RGB", size, color).save(file, kind)
        return file.getvalue()

    return draw


class TinySite:
    """A handful of titles and users as MAL would serve them; tests change `answers` and look at
    `paths`."""

    def __init__(self) -> None:
        self.answers: dict[str, list[tuple[int, bytes, dict[str, str]]]] = {}
        self.paths: Counter[str] = Counter()
        self.agents: set[str] = set()
        self.delay = 0.0
        self.counting = threading.Lock()
        self.n_at_once = self.most_at_once = 0
        self.server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self.server.daemon_threads = True
        self.base_url = f"http://127.0.0.1:{self.server.server_address[1]}"
        self._thread = threading.Thread(target=self.server.serve_forever, daemon=True)
        self._thread.start()

    def put(self, path: str, *bodies: bytes | str | int, **headers: str) -> None:
        """Answer `path` with `bodies`, one after the other, the last one for ever.

        A number is an empty answer of that status.
        """
        rows = []
        for body in bodies:
            status, raw = (body, b"") if isinstance(body, int) else (200, body)
            rows.append((status, raw.encode() if isinstance(raw, str) else raw, headers))
        self.answers[path] = rows

    def close(self) -> None:
        self.server.shutdown()
        self.server.server_close()
        self._thread.join()

    def _handler(site):
        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self):
                site.paths[self.path] += 1
                site.agents.add(self.headers["User-Agent"])
                with site.counting:
                    site.n_at_once += 1
                    site.most_at_once = max(site.most_at_once, site.n_at_once)
                time.sleep(site.delay)
                with site.counting:
                    site.n_at_once -= 1
                rows = site.answers.get(self.path) or [(404, b"<h1>404 Not Found</h1></html>", {})]
                status, body, headers = rows.pop(0) if len(rows) > 1 else rows[0]
                self.send_response(status)
                kind = "application/json" if "json" in self.path else "text/html; charset=utf-8"
                for name, value in {"Content-Type": kind, **headers}.items():
                    self.send_header(name.replace("_", "-"), value)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_):
                pass

        return Handler


@pytest.fixture(name="title_page")
def _title_page():
    """Return the function that makes a plain title's page."""
    return title_page


def title_page(anime_id: int, title: str, related: int | None = None) -> str:
    tile = (
        '<div class="related-entries"><div class="entries-tile"><div class="entry">'
        f'<div class="relation">Sequel (TV)</div><div class="title"><a href="/anime/{related}/x">'
        "Next</a></div></div></div></div>"
    )
    return (
        f'<html><head><meta property="og:url" content="https://myanimelist.net/anime/{anime_id}/x">'
        f'</head><body><h1 class="title-name"><strong>{title}</strong></h1>'
        f'<img itemprop="image" data-src="https://cdn.myanimelist.net/images/{anime_id}.jpg">'
        '<div class="spaceit_pad"><span class="dark_text">Type:</span> TV</div>'
        f'<p itemprop="description">The story of {title}.</p>{tile if related else ""}'
        "</body></html>"
    )


def top_page(ids: list[int], next_offset: int | None = None) -> str:
    rows = "".join(
        f'<tr class="ranking-list"><td><h3 class="anime_ranking_h3">'
        f'<a href="https://myanimelist.net/anime/{i}/x">t</a></h3></td></tr>'
        for i in ids
    )
    link = f'<a class="link-blue-box next" href="?limit={next_offset}">Next</a>'
    return (
        f'<html><body>{link if next_offset else ""}<table class="top-ranking-table">{rows}</table>'
        "</body></html>"
    )


def users_page(names: list[str]) -> str:
    cells = "".join(f'<td class="borderClass"><a href="/profile/{n}">{n}</a></td>' for n in names)
    return f"<html><head><title>Users</title></head><body><table><tr>{cells}</table></body></html>"


def list_rows(first: int, count: int) -> str:
    rows = range(first, first + count)
    return json.dumps([{"status": 2, "score": i % 11, "anime_id": i} for i in rows])


@pytest.fixture
def site(picture, page_text):
    """Five titles (one cut in half, one gone), three posters, three users (one private)."""
    tiny = TinySite()
    tiny.put("/robots.txt", "User-agent: *\nDisallow: /dbchanges.php\n", Content_Type="text/plain")
    tiny.put("/topanime.php", top_page([11, 12, 13], 50))
    tiny.put("/topanime.php?limit=50", top_page([14, 70001]))
    tiny.put("/anime/11", title_page(11, "Eleven", related=12))
    tiny.put("/anime/12", title_page(12, "Twelve"))
    tiny.put("/anime/13", title_page(13, "Thirteen")[:300])
    tiny.put("/anime/70001", page_text("tv_2025"))
    tiny.put("/images/11.jpg", picture(), Content_Type="image/jpeg", ETag='"one"')
    tiny.put("/images/12.jpg", "<html>no picture</html>", Content_Type="image/jpeg")
    tiny.put("/images/anime/7000/1.jpg", picture("PNG"), Content_Type="image/png")
    tiny.put("/users.php", users_page(["ann", "bob"]))
    tiny.put("/users.php?show=2", users_page(["bob", "cyd"]))
    for show in range(3, 40):
        tiny.put(f"/users.php?show={show}", users_page(["ann"]))
    tiny.put("/animelist/ann/load.json?status=7&offset=0", list_rows(1, 300))
    tiny.put("/animelist/ann/load.json?status=7&offset=300", list_rows(301, 20))
    tiny.put("/animelist/bob/load.json?status=7&offset=0", 400)
    tiny.put("/animelist/cyd/load.json?status=7&offset=0", "[]")
    yield tiny
    tiny.close()


@pytest.fixture
def long_site():
    """300 plain titles, answered slowly enough to interrupt."""
    tiny = TinySite()
    tiny.delay = 0.05
    tiny.put("/topanime.php", top_page(list(range(1, 301))))
    for anime_id in range(1, 301):
        tiny.put(f"/anime/{anime_id}", title_page(anime_id, f"Title {anime_id}"))
    yield tiny
    tiny.close()


@pytest.fixture
def counts_in():
    """Return the numbers of the line that closes a crawl: {"titles new": 3, ...}."""

    def read(log: str) -> dict[str, int]:
        line = next(line for line in log.splitlines() if "INFO Crawl " in line)
        found: dict[str, int] = {}
        for word, told in re.findall(r"\d (titles|users|posters|reviews)(?: \((.*?)\))?", line):
            for count, outcome in re.findall(r"(\d[\d,]*) (\w+)", told):
                found[f"{word} {outcome}"] = int(count.replace(",", ""))
        return found

    return read
