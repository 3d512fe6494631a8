import hashlib
import http.server
import json
import threading

import pytest

from vision import fetch as module
from vision.errors import FetchError
from vision.fetch import Published, fetch, published

BODY = bytes(range(256)) * 1000


class Handler(http.server.BaseHTTPRequestHandler):
    """Serves the body of its server, as the server's `behaviour` says."""

    def do_GET(self):
        server, asked = self.server, self.headers.get("Range")
        server.asked.append(asked)
        behaviour = server.behaviours.pop(0) if server.behaviours else {}
        if "status" in behaviour:
            self.send_error(behaviour["status"])
            return
        start = 0
        if asked and self.headers.get("If-Range") == server.etag and behaviour.get("ranges", True):
            start = int(asked.removeprefix("bytes=").rstrip("-"))
        if start >= len(server.body):
            self.send_error(416)
            return
        self.send_response(206 if start else 200)
        if start:
            first = behaviour.get("starts", start)
            self.send_header(
                "Content-Range", f"bytes {first}-{len(server.body) - 1}/{len(server.body)}"
            )
        self.send_header("ETag", server.etag)
        self.send_header("Content-Length", str(len(server.body) - start))
        self.end_headers()
        self.wfile.write(server.body[start : start + behaviour.get("cut", len(server.body))])

    def log_message(self, *_):
        pass


@pytest.fixture
def server():
    made = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    made.body, made.etag, made.behaviours, made.asked = BODY, '"one"', [], []
    thread = threading.Thread(target=made.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield made
    made.shutdown()
    thread.join()
    made.server_close()


@pytest.fixture
def file(server):
    url = f"http://127.0.0.1:{server.server_port}/weights.bin"
    return Published("weights.bin", url, hashlib.sha256(BODY).hexdigest(), len(BODY))


def left(folder):
    return sorted(path.name for path in folder.iterdir())


def test_a_file_is_fetched_once(server, file, tmp_path):
    path = fetch(file, tmp_path / "weights", pause=0)
    assert path.read_bytes() == BODY
    assert fetch(file, tmp_path / "weights", pause=0) == path
    assert server.asked == [None]
    assert left(path.parent) == ["weights.bin"]


def test_cut_connections_go_on_where_they_were_cut(server, file, tmp_path):
    server.behaviours = [{"cut": 100_000}, {"status": 503}, {"cut": 50_000}]
    assert fetch(file, tmp_path, pause=0).read_bytes() == BODY
    assert server.asked == [None, "bytes=100000-", "bytes=100000-", "bytes=150000-"]


def test_a_server_that_stays_away_leaves_the_part_for_the_next_call(server, file, tmp_path):
    server.behaviours = [{"cut": 100_000}] + [{"status": 500}] * (module.TRIES - 1)
    with pytest.raises(FetchError, match=r"HTTP 500 .* 100000 bytes are kept"):
        fetch(file, tmp_path, pause=0)
    assert left(tmp_path) == ["weights.bin.part", "weights.bin.part.json"]
    assert fetch(file, tmp_path, pause=0).read_bytes() == BODY
    assert server.asked[-1] == "bytes=100000-"
    assert left(tmp_path) == ["weights.bin"]


def test_a_file_that_was_replaced_meanwhile_is_fetched_anew(server, file, tmp_path):
    server.behaviours = [{"cut": 100_000}, *[{"status": 500}] * (module.TRIES - 1)]
    with pytest.raises(FetchError):
        fetch(file, tmp_path, pause=0)
    (tmp_path / "weights.bin.part").write_bytes(b"x" * 100_000)
    server.etag = '"two"'
    assert fetch(file, tmp_path, pause=0).read_bytes() == BODY


@pytest.mark.parametrize("behaviour", [{"ranges": False}, {"starts": 7}])
def test_servers_that_do_ranges_badly_are_asked_for_the_whole(server, file, tmp_path, behaviour):
    server.behaviours = [{"cut": 100_000}, behaviour]
    assert fetch(file, tmp_path, pause=0).read_bytes() == BODY


def test_a_part_that_is_too_long_is_forgotten(server, file, tmp_path):
    (tmp_path / "weights.bin.part").write_bytes(b"x" * (len(BODY) + 5))
    (tmp_path / "weights.bin.part.json").write_text(json.dumps({"mark": server.etag}))
    assert fetch(file, tmp_path, pause=0).read_bytes() == BODY
    assert server.asked == [f"bytes={len(BODY) + 5}-", None]


def test_other_bytes_are_not_kept(server, file, tmp_path):
    server.body = BODY[:-1] + b"?"
    with pytest.raises(FetchError, match="its sha256 is"):
        fetch(file, tmp_path, pause=0)
    assert left(tmp_path) == []


def test_an_error_page_is_no_weights(server, file, tmp_path):
    server.body = b"<html>moved</html>"
    unknown = Published("weights.bin", file.url, least=1000)
    with pytest.raises(FetchError, match="18 bytes; it has 1000 to"):
        fetch(unknown, tmp_path, pause=0)


def test_a_file_without_end_is_stopped(server, file, tmp_path):
    with pytest.raises(FetchError, match="more than 1000 bytes"):
        fetch(Published("weights.bin", file.url, most=1000), tmp_path, pause=0)
    assert left(tmp_path) == []


def test_what_is_gone_is_not_asked_for_again(server, file, tmp_path):
    server.behaviours = [{"status": 404}]
    with pytest.raises(FetchError, match=r"HTTP 404 .*look whether it moved"):
        fetch(file, tmp_path, pause=0)
    assert len(server.asked) == 1


def test_no_server_at_all(tmp_path, monkeypatch):
    monkeypatch.setattr(module, "TRIES", 2)
    with pytest.raises(FetchError, match="asked 2 times, 0 bytes are kept"):
        fetch(Published("a", "http://127.0.0.1:9/a"), tmp_path, pause=0)


def test_a_host_without_an_address_is_asked_once(tmp_path):
    with pytest.raises(FetchError, match="asked 1 times"):
        fetch(Published("a", "http://no-such-host.invalid/a"), tmp_path)


@pytest.mark.parametrize("url", ["file:///etc/passwd", "ftp://127.0.0.1/a", ""])
def test_other_addresses_are_refused(tmp_path, url):
    with pytest.raises(FetchError, match="no http or https address"):
        fetch(Published("a", url), tmp_path)


def test_addresses_come_from_the_settings(settings):
    (safety,) = published("safety", settings)
    assert safety.url == settings.safety_url
    assert len(safety.sha256) == 64
    net, names = published("tags", settings)
    assert net.url == f"{settings.i2v_url}/illust2vec_tag_ver200.caffemodel"
    assert names.url.endswith("/tag_list.json.gz")
    assert published("features", settings)[0].least == 4 * 238_341_504
