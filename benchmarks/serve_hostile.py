"""Ten thousand requests that nobody means well, and what the site answers.

    PYTHONPATH=. python benchmarks/serve_hostile.py [--requests 10000] [--seed 1]

Addresses, parameters, bodies, headers and whole requests are broken at random. Prints how often
each status was answered, and each request whose answer is none of those that are documented or
that took longer than a second; ends with 1 when there was one that was not documented.
"""

import argparse
import collections
import http.client
import json
import os
import random
import socket
import subprocess
import sys
import time
import urllib.parse

from serve import free_port, wait_for

DOCUMENTED = {
    200,
    301,
    302,
    304,
    308,
    400,
    403,
    404,
    405,
    408,
    413,
    414,
    415,
    422,
    429,
    431,
    501,
    505,
}
SLOW_SECONDS = 1.0
PATHS = [
    "/", "/list", "/search", "/you", "/map", "/together", "/explore", "/explore/gems", "/describe",
    "/picture", "/random", "/status", "/api", "/anime/{n}", "/posters/{n}", "/map/{w}.points",
    "/explore/topic/{n}", "/explore/genre/{w}", "/explore/season/{n}/{w}", "/static/{w}",
    "/api/v1/openapi.json", "/api/v1/search", "/api/v1/anime/{n}", "/api/v1/anime/{n}/similar",
    "/api/v1/anime/{n}/similar.csv", "/api/v1/titles", "/api/v1/topics/{n}", "/api/v1/genres/{w}",
    "/api/v1/seasons/{n}/{w}", "/api/v1/map", "/api/v1/random", "/api/v1/describe", "/api/v1/anime",
    "/api/v1/recommendations", "/api/v1/recommendations.csv", "/api/v1/twins.csv",
    "/api/v1/user_recommendations", "/api/v1/random_recommendations", "/api/v1/{w}", "/{w}",
    "/scores", "/explore/looks", "/api/v1/atlas", "/api/v1/anime/{n}/words",
    "/api/v1/anime/{n}/relations",
]  # fmt: skip
POSTS = [
    "/api/v1/recommendations", "/api/v1/profile", "/api/v1/guesses", "/api/v1/twins",
    "/api/v1/together", "/api/v1/picture", "/picture", "/api/v1/shelves", "/api/v1/lists",
    "/bring/file",
]  # fmt: skip
NAMES = ["q", "r", "l", "k", "n", "ids", "of", "by", "with", "genre", "add", "drop", "s-1", "page",
         "order", "kind", "limit", "anime_code", "search_anime", "lang", "from", "zz",
         "q[$gt]"]  # fmt: skip
WORDS = [
    "", "1", "-1", "0", "1-9", "1-9.5-8", "l:x", "NaN", "1e999", "9" * 400, "a" * 3000, "\x00",
    "../../etc/passwd", "%00", "%", "<script>alert(1)</script>", "{{7*7}}", "${7*7}", "' OR 1=1 --",
    '{"$gt": ""}', "$where", "\u202e\u0000\uffff", "🜏" * 50, "Drama", "story", "true", "\r\nX: y",
    "spring", "known", "2001", "[object Object]", "__proto__", "\u0661\u0662", "1,2,3", ",,,",
    "l" * 5000, "~",
]  # fmt: skip
VALUES = [None, True, 1, -1, 2**63, 1.5, "9", [], {}, [[]], {"$gt": 0}, [1], "x" * 1000]


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--requests", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    rng = random.Random(given.seed)
    port = free_port()
    with subprocess.Popen(
        [sys.executable, "-m", "gunicorn", "webapp:create_app()", "--bind", f"127.0.0.1:{port}",
         "--log-level", "error"],
        env={**os.environ, "API_REQUESTS_PER_MINUTE": "0"},
    ) as server:  # fmt: skip
        wait_for(port)
        statuses, odd = collections.Counter(), 0
        started = time.monotonic()
        for _ in range(given.requests):
            asked = rng.choice((reading, reading, reading, writing, raw))(rng)
            begun = time.monotonic()
            status = asked(port)
            took = time.monotonic() - begun
            statuses[status] += 1
            if status is not None and status not in DOCUMENTED:
                odd += 1
                print(f"{status} to {asked.told}")
            elif took > SLOW_SECONDS:
                print(f"{took:.1f} s for {asked.told}")
        print(f"{given.requests} requests in {time.monotonic() - started:.0f} s")
        for status, n in statuses.most_common():
            print(f"{status or 'closed without an answer'}: {n}")
        print(f"not documented: {odd}")
        server.terminate()
    return 1 if odd else 0


def reading(rng):
    path = filled(rng, rng.choice(PATHS))
    pairs = [(rng.choice(NAMES), rng.choice(WORDS)) for _ in range(rng.randint(0, 4))]
    if pairs:
        path += "?" + urllib.parse.urlencode(pairs, errors="surrogatepass")
    method = rng.choice(["GET"] * 12 + ["HEAD", "PUT", "DELETE", "OPTIONS", "PATCH", "TRACE"])
    return asking(method, path, None, headers(rng))


def writing(rng):
    body = rng.choice([
        lambda: json.dumps(broken(rng)).encode(),
        lambda: rng.randbytes(rng.randint(0, 300)),
        lambda: b"[" * 60_000,
        lambda: b'{"ratings": [{"anime_id": 1, "score": 9}], "k": ' + b"9" * 5000 + b"}",
        lambda: b" " * 300_000,
        lambda: b"--x\r\nContent-Disposition: form-data; name=image; filename=a\r\n\r\n\xff",
    ])()  # fmt: skip
    kinds = ["application/json"] * 6 + [
        "text/plain",
        "image/png",
        "multipart/form-data; boundary=x",
    ]
    kinds += ["multipart/form-data", "application/x-www-form-urlencoded", "x"]
    return asking(
        "POST", rng.choice(POSTS), body, {**headers(rng), "Content-Type": rng.choice(kinds)}
    )


def broken(rng):
    rating = {"anime_id": rng.choice([1, 5, *VALUES]), "score": rng.choice([9, *VALUES])}
    ratings = rng.choice([[rating], [rating] * 3, rating, *VALUES])
    told = {"ratings": ratings, "people": [{"ratings": ratings}] * rng.randint(0, 9)}
    told[rng.choice(["k", "filters", "weights", "by", "x", "$set"])] = rng.choice(VALUES)
    return rng.choice([told, {"ratings": ratings}, {"people": told["people"]}, ratings])


def raw(rng):
    """A whole request of broken bytes."""
    line = rng.choice([
        b"GET / HTTP/1.1\r\nHost: x\r\nContent-Length: -1\r\n\r\n",
        b"GET / HTTP/9.9\r\n\r\n",
        b"GET /" + b"a" * 20_000 + b" HTTP/1.1\r\nHost: x\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: x\r\n" + b"X-A: b\r\n" * 200 + b"\r\n",
        b"POST /picture HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
        b"GET /\xff\xfe?\x80 HTTP/1.1\r\nHost: x\r\n\r\n",
        b"GET http://evil.test/ HTTP/1.1\r\nHost: \r\n\r\n",
        b"GET //evil.test/%2e%2e HTTP/1.1\r\nHost: x\r\n\r\n",
        rng.randbytes(rng.randint(1, 200)) + b"\r\n\r\n",
    ])  # fmt: skip

    def ask(port):
        with socket.create_connection(("127.0.0.1", port), 5) as connection:
            connection.sendall(line)
            connection.shutdown(socket.SHUT_WR)
            answer = connection.recv(64)
        return int(answer[9:12]) if answer[:5] == b"HTTP/" else None

    ask.told = repr(line[:80])
    return ask


def asking(method, path, body, sent):
    def ask(port):
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
        try:
            connection.request(method, path, body, sent)
            answer = connection.getresponse()
            answer.read()
            return answer.status
        except (http.client.HTTPException, ConnectionError):
            return None
        finally:
            connection.close()

    ask.told = f"{method} {path[:120]} {repr(body)[:80] if body else ''}"
    return ask


def headers(rng):
    some = {
        "X-Request-ID": "a' \\ OR", "X-Forwarded-For": "9.9.9.9, " * 50, "Origin": "http://evil.test",
        "If-None-Match": '"x' + "y" * 500, "Accept": "x/y;q=zz", "Cookie": "a=" + "b" * 3000,
        "Sec-Fetch-Site": "cross-site", "Range": "bytes=5-1", "Host": "evil.test:99999",
    }  # fmt: skip
    return dict(rng.sample(sorted(some.items()), rng.choice((0, 0, 0, 1, 2))))


def filled(rng, path):
    number = rng.choice(["1", "5", "0", "-1", "99999999999999999999", "1.5", "x"])
    word = urllib.parse.quote(rng.choice(WORDS)[:200], safe="")
    return path.replace("{n}", number).replace("{w}", word)


if __name__ == "__main__":
    sys.exit(main())
