"""How the site holds under load, with what the database holds now. Needs wrk (apt-get install wrk).

    PYTHONPATH=. python benchmarks/serve_load.py [--seconds 8] [--rounds 3] [--workers 2]

Prints, for one server: requests a second and the 99th percentile of recommendations for 100 ratings
beside a view that returns a constant JSON of the same size (medians of rounds in turn, and their
ratios) and the processor time of the workers for each; memory of each worker that it shares with
nobody; failed requests while a vector set is published anew and swapped in under load, and memory
after that. The questions are 10,000 different lists in turn, each thread of wrk with half of them:
more than a worker remembers the answers of (how many were remembered all the same is printed).
Beside them one list that is asked again and again.
"""

import argparse
import http.client
import json
import os
import random
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

from serve import free_port, wait_for

import config
import store

RATINGS, LISTS = 100, 10_000
SEED = 1
CONSTANT = "CONSTANT_FILE"
ASKED = "/api/v1/recommendations"
# What is asked, where, and with which of the questions.
VIEWS = {
    "constant": ("/constant", "post.lua"),
    "recommendations": (ASKED, "post.lua"),
    "one list again": (ASKED, "again.lua"),
}
# Each thread of wrk asks lists of its own: one that followed another would find answers remembered,
# be the faster for it, and stay behind it.
SCRIPT = """
local bodies = {}
for line in io.lines("%s") do bodies[#bodies + 1] = line end
local own, threads = math.max(1, math.floor(#bodies / 2)), 0
function setup(thread) thread:set("first", threads * own) threads = threads + 1 end
local place = -1
function request()
  place = (place + 1) %% own
  local body = bodies[(first + place) %% #bodies + 1]
  return wrk.format("POST", nil, {["Content-Type"] = "application/json"}, body)
end
"""


def app():
    """The site, and beside it a view that returns the same JSON each time."""
    from webapp import create_app

    site = create_app()
    constant = json.loads(Path(os.environ[CONSTANT]).read_text())
    site.add_url_rule("/constant", "constant", lambda: constant, methods=["POST"])
    return site


def main():
    given = arguments()
    if shutil.which("wrk") is None:
        sys.exit("serve_load: wrk is not installed (apt-get install wrk)")
    db = store.connect(config.load())
    bodies = questions(db)
    with tempfile.TemporaryDirectory() as folder:
        constant = Path(folder, "constant.json")
        constant.write_text("{}")
        for name, asked in (("post", bodies), ("again", bodies[:1])):
            Path(folder, f"{name}.txt").write_text("\n".join(asked))
            Path(folder, f"{name}.lua").write_text(SCRIPT % Path(folder, f"{name}.txt"))
        with Served(given.workers, constant, given.threads) as server:
            constant.write_bytes(answer_of(server.port, bodies[0]))
        with Served(given.workers, constant, given.threads) as server:
            time.sleep(3)  # until every worker is there
            compare(server, given, folder)
            print_memory("under load", server)
            swap_under_load(db, server, given, folder)
            time.sleep(2)  # the other workers swap too
            print_memory("after the swap", server)


def arguments():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--seconds", type=int, default=8, help="of each measurement")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--connections", type=int, default=8)
    parser.add_argument("--threads", default="4", help="of each worker")
    return parser.parse_args()


def questions(db):
    ids = [title["_id"] for title in db.anime.find({}, {"_id": 1}).sort("members", -1).limit(1000)]
    rng = random.Random(SEED)
    n_ratings = min(RATINGS, len(ids))
    print(f"{store.anime.count(db)} titles, {LISTS} lists of {n_ratings} ratings")
    lists = [
        [{"anime_id": id_, "score": rng.randint(1, 10)} for id_ in rng.sample(ids, n_ratings)]
        for _ in range(LISTS)
    ]
    return [json.dumps({"ratings": ratings, "k": 20}) for ratings in lists]


class Served:
    """The site under gunicorn, on a free port."""

    def __init__(self, workers, constant, threads):
        self.port = free_port()
        self._process = subprocess.Popen(
            [sys.executable, "-m", "gunicorn", "serve_load:app()", "--pythonpath", "benchmarks",
             "--bind", f"127.0.0.1:{self.port}", "--workers", str(workers),
             "--threads", threads, "--log-level", "warning"],
            env={**os.environ, CONSTANT: str(constant), "API_REQUESTS_PER_MINUTE": "0"},
        )  # fmt: skip

    def __enter__(self):
        wait_for(self.port)
        return self

    def __exit__(self, *_):
        self._process.terminate()
        self._process.wait()

    def workers(self):
        """Process ids of the workers."""
        told = subprocess.run(
            ["pgrep", "-P", str(self._process.pid)], capture_output=True, text=True, check=True
        )
        return told.stdout.split()

    def processor_seconds(self):
        """What all workers have used of the processors since they began."""
        ticks = 0
        for pid in self.workers():
            told = Path(f"/proc/{pid}/stat").read_text().rpartition(") ")[2].split()
            ticks += int(told[11]) + int(told[12])
        return ticks / os.sysconf("SC_CLK_TCK")

    def remembered(self):
        """How many answers were those of a moment ago, in all workers."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port)
        connection.request("GET", "/metrics")
        told = connection.getresponse().read().decode()
        return sum(map(float, re.findall(r"^animematcher_answered_again_total (\S+)", told, re.M)))

    def memory(self):
        """MB of each worker that no other process shares."""
        found = []
        for pid in self.workers():
            rollup = Path(f"/proc/{pid}/smaps_rollup").read_text()
            kept = re.findall(r"^Private_(?:Clean|Dirty):\s+(\d+) kB", rollup, re.MULTILINE)
            found.append(sum(map(int, kept)) / 1024)
        return found


def answer_of(port, body):
    connection = http.client.HTTPConnection("127.0.0.1", port)
    connection.request("POST", ASKED, body, {"Content-Type": "application/json"})
    answer = connection.getresponse()
    told = answer.read()
    if answer.status != 200:
        sys.exit(f"recommendations answered {answer.status}: {told[:300]!r}")
    print(f"an answer has {len(told)} bytes")
    return told


def compare(server, given, folder):
    found, used = {name: [] for name in VIEWS}, dict.fromkeys(VIEWS, 0.0)
    again = dict.fromkeys(VIEWS, 0.0)
    for _ in range(given.rounds):
        for name, (path, script) in VIEWS.items():
            before, told = server.processor_seconds(), server.remembered()
            found[name].append(wrk(server.port, path, given, Path(folder, script)))
            used[name] += server.processor_seconds() - before
            again[name] += server.remembered() - told
    medians = {}
    for name, rounds in found.items():
        rates, slowest, failed = zip(*rounds, strict=True)
        medians[name] = statistics.median(rates), statistics.median(slowest)
        print(
            f"{name}: {medians[name][0]:.0f} requests/s (median of {[round(r) for r in rates]}), "
            f"p99 {medians[name][1]:.1f} ms, {sum(failed)} failed, "
            f"{1000 * used[name] / (sum(rates) * given.seconds):.2f} ms of the workers each, "
            f"{100 * again[name] / (sum(rates) * given.seconds):.0f} % remembered"
        )
    constant_rate, constant_p99 = medians.pop("constant")
    for name, (rate, p99) in medians.items():
        by_round = [b[0] / a[0] for a, b in zip(found["constant"], found[name], strict=True)]
        print(
            f"{name}: {rate / constant_rate:.2f} of the constant view's requests/s (round by round "
            f"{', '.join(f'{share:.2f}' for share in by_round)}), p99 {p99 / constant_p99:.1f} "
            "times its"
        )


def wrk(port, path, given, script):
    """(requests a second, p99 in ms, failed requests) of one measurement."""
    told = subprocess.run(
        ["wrk", "-t2", f"-c{given.connections}", f"-d{given.seconds}s", "--latency",
         "-s", str(script), f"http://127.0.0.1:{port}{path}"],
        capture_output=True, text=True, check=True,
    ).stdout  # fmt: skip
    number, unit = re.search(r"99%\s+([\d.]+)(us|ms|s)", told).groups()
    p99 = float(number) * {"us": 0.001, "ms": 1.0, "s": 1000.0}[unit]
    failed = sum(map(int, re.findall(r"Non-2xx or 3xx responses: (\d+)", told)))
    for counts in re.findall(r"Socket errors: (.*)", told):
        failed += sum(map(int, re.findall(r"\d+", counts)))
    return float(re.search(r"Requests/sec:\s+([\d.]+)", told)[1]), p99, failed


def swap_under_load(db, server, given, folder):
    """Publish the story set anew while questions come; count those that failed."""
    info = store.vectors.current_sets(db)["story"]
    vectors = store.vectors.load(db, info)
    arrays, facts = store.vectors.load_model(db, info)
    found = []
    load = threading.Thread(
        target=lambda: found.append(wrk(server.port, ASKED, given, Path(folder, "post.lua")))
    )
    load.start()
    time.sleep(given.seconds / 4)
    set_id = store.vectors.publish(db, vectors, arrays=arrays, facts=facts)
    published = time.monotonic()
    seen = wait_until_swapped(server.port, set_id)
    load.join()
    rate, p99, failed = found[0]
    print(
        f"swap under load: {rate * given.seconds:.0f} requests, {failed} failed, p99 {p99:.1f} ms; "
        f"the new set answered {seen - published:.1f} s after it was published"
    )


def wait_until_swapped(port, set_id):
    for _ in range(600):
        connection = http.client.HTTPConnection("127.0.0.1", port)
        connection.request("GET", "/healthz")
        sets = json.loads(connection.getresponse().read())["sets"]
        if sets["story"]["set"] == set_id:
            return time.monotonic()
        time.sleep(0.05)
    sys.exit("the new set was not swapped in")


def print_memory(when, server):
    sizes = ", ".join(f"{size:.0f}" for size in server.memory())
    print(f"memory {when}: {sizes} MB of each worker's own")


if __name__ == "__main__":
    main()
