"""How fast the site starts and answers, with what the database holds now.

    python benchmarks/serve.py

Prints seconds from the command to the first answer, and the median of 200 answers of /healthz and
of /api/v1/recommendations for 50 ratings, asked in turn on the same server.
"""

import http.client
import json
import random
import socket
import statistics
import subprocess
import sys
import time

import config
import store

ASKED = 200
RATINGS = 50
SEED = 1


def main():
    db = store.connect(config.load())
    ids = [title["_id"] for title in db.anime.find({}, {"_id": 1}).sort("members", -1).limit(500)]
    n_titles = store.anime.count(db)
    random.seed(SEED)
    chosen = random.sample(ids, min(RATINGS, len(ids)))
    body = json.dumps(
        {"ratings": [{"anime_id": id_, "score": random.randint(1, 10)} for id_ in chosen], "k": 20}
    )
    port = free_port()
    started = time.monotonic()
    with subprocess.Popen(
        [sys.executable, "-m", "gunicorn", "webapp:create_app()", "--bind", f"127.0.0.1:{port}",
         "--threads", "4", "--log-level", "warning"]
    ) as server:  # fmt: skip
        wait_for(port)
        print(f"first answer after {time.monotonic() - started:.2f} s, {n_titles} titles")
        measure(port, body)
        server.terminate()


def measure(port, body):
    connection = http.client.HTTPConnection("127.0.0.1", port)
    seconds = {"/healthz": [], "/api/v1/recommendations": []}
    for _ in range(ASKED + 10):
        seconds["/healthz"].append(ask(connection, "GET", "/healthz", None))
        asked = ask(connection, "POST", "/api/v1/recommendations", body)
        seconds["/api/v1/recommendations"].append(asked)
    medians = {path: statistics.median(times[10:]) for path, times in seconds.items()}
    for path, median in medians.items():
        print(f"{path}: median {1000 * median:.2f} ms of {ASKED}")
    health, recommendations = medians.values()
    print(f"ratio {recommendations / health:.2f}")


def ask(connection, method, path, body):
    started = time.perf_counter()
    connection.request(method, path, body, {"Content-Type": "application/json"})
    answer = connection.getresponse()
    told = answer.read()
    if answer.status != 200:
        sys.exit(f"{path} answered {answer.status}: {told[:300]!r}")
    return time.perf_counter() - started


def wait_for(port):
    for _ in range(600):
        try:
            connection = http.client.HTTPConnection("127.0.0.1", port)
            connection.request("GET", "/healthz")
            connection.getresponse().read()
            return
        except OSError:
            time.sleep(0.02)
    sys.exit(f"no answer on port {port}")


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


if __name__ == "__main__":
    main()
