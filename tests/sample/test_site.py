import http.client
import json
import signal
import socket
import subprocess
import sys
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image

from sample.site import PortInUseError, Server

ROOT = Path(__file__).parents[2]


@pytest.fixture
def get(address):
    connection = http.client.HTTPConnection(*address, timeout=10)

    def fetch(path, method="GET"):
        connection.request(method, path)
        answer = connection.getresponse()
        return answer.status, dict(answer.getheaders()), answer.read()

    yield fetch
    connection.close()


def test_one_connection_serves_many_pages(get):
    for path in ("/anime/1", "/anime/1/Cowboy_Bebop", "/anime/1/any", "/anime/1/x/stats",
                 "/anime/1/x/userrecs", "/anime/1/x/reviews?p=1", "/topanime.php?limit=50",
                 "/users.php", "/", "/robots.txt"):  # fmt: skip
        status, headers, body = get(path)
        assert status == 200
        assert int(headers["Content-Length"]) == len(body)


def test_posters_are_pictures_with_a_tag(get):
    status, headers, body = get("/images/anime/1.jpg")
    assert (status, headers["Content-Type"]) == (200, "image/jpeg")
    assert headers["ETag"].startswith('"')
    assert Image.open(BytesIO(body)).size == (225, 318)
    assert get("/r/50x70/images/anime/1.jpg")[2] == body


@pytest.mark.parametrize(
    "path",
    ["/anime/999999", "/anime/999999/x/stats", "/images/anime/999999.jpg", "/profile/no_one",
     "/anime/x", "/manga/1", "/animelist/no_one", "/../etc/passwd"],
)  # fmt: skip
def test_what_is_not_there_is_a_404_page(get, path):
    status, headers, body = get(path)
    assert status == 404
    assert headers["Content-Type"] == "text/html; charset=utf-8"
    assert b"404 Not Found" in body


def test_private_and_unknown_lists_are_refused_as_on_mal(get, people):
    private = next(name for name, person in people.items() if not person.public)
    for name in (private, "no_one"):
        status, _, body = get(f"/animelist/{name}/load.json?status=7&offset=0")
        assert (status, json.loads(body)) == (400, {"errors": [{"message": "invalid request"}]})


def test_an_empty_list_is_an_empty_array(get, people):
    name = next(name for name, person in people.items() if not person.entries)
    assert get(f"/animelist/{name}/load.json?status=7&offset=0")[::2] == (200, b"[]")


def test_a_count_that_is_none_is_passed_over(get):
    assert get("/topanime.php?limit=abc")[2] == get("/topanime.php?limit=0")[2]
    assert get("/users.php?show=-1")[2] == get("/users.php")[2]


def test_head_has_no_body(get):
    status, headers, body = get("/anime/1", "HEAD")
    assert (status, body) == (200, b"")
    assert int(headers["Content-Length"]) > 1000


def test_only_loopback_listens(address):
    assert address[0] == "127.0.0.1"


def test_a_taken_port_is_named_with_the_remedy(site, address):
    with pytest.raises(PortInUseError, match=rf"port {address[1]} .*--port"):
        Server(site, address[1])


def _run(*arguments):
    return subprocess.Popen(
        [sys.executable, "-m", "sample", *arguments],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


@pytest.mark.parametrize("stop", [signal.SIGINT, signal.SIGTERM])
def test_the_command_serves_until_stopped(stop):
    with _run("--port", "0") as process:
        line = process.stdout.readline()
        port = int(line.rsplit(":", 1)[1])
        assert line.startswith("sample: 240 titles, 400 members at http://127.0.0.1:")
        with socket.create_connection(("127.0.0.1", port), timeout=5):
            process.send_signal(stop)
            out, err = process.communicate(timeout=10)
    assert (process.returncode, out, err) == (0, "", "")


def test_the_command_explains_a_taken_port(address):
    with _run("--port", str(address[1])) as process:
        out, err = process.communicate(timeout=20)
    assert (process.returncode, out) == (2, "")
    assert f"port {address[1]}" in err
    assert "Traceback" not in err


def test_the_command_refuses_what_is_no_port():
    with _run("--port", "http") as process:
        _, err = process.communicate(timeout=20)
    assert process.returncode == 2
    assert "'http' is no port" in err
