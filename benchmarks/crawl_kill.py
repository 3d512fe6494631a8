"""kill -9 at random moments of a crawl, resumed each time, gives the documents of a whole one.

    # with a loop-back copy of the site at port 8123
    MAL_BASE_URL=http://127.0.0.1:8123 python benchmarks/crawl_kill.py --titles 1000 --kills 10

Compares every collection byte for byte, but for times, with a crawl that nothing disturbed.
"""

import argparse
import os
import random
import signal
import subprocess
import sys
import time

import bson

import config
import store

TIMES = ("crawled_at", "at")
COLLECTIONS = ("anime", "users", "reviews", "posters", "franchises")


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--titles", type=int, default=1000)
    parser.add_argument("--members", type=int, default=100)
    parser.add_argument("--kills", type=int, default=10)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    rng = random.Random(options.seed)
    plain, seconds = crawl("benchmark_plain", options)
    print(f"undisturbed: {seconds:.1f} s, {len(plain['anime'])} titles", flush=True)
    drop("benchmark_killed")
    for number in range(options.kills):
        process = start("benchmark_killed", options)
        # Somewhere in the next part of the crawl, and a random moment after that.
        goal = options.titles * (number + rng.random()) / (options.kills + 1)
        while counted("benchmark_killed") < goal and process.poll() is None:
            time.sleep(0.05)
        time.sleep(rng.uniform(0.0, 1.0))
        process.send_signal(signal.SIGKILL)
        process.wait()
        print(f"killed {number + 1}: {counted('benchmark_killed')} titles stored", flush=True)
    killed, _ = crawl("benchmark_killed", options, keep=True)
    for name in COLLECTIONS:
        same = plain[name] == killed[name]
        print(f"{name}: {len(plain[name])} documents, {'equal' if same else 'DIFFERENT'}")
        if not same:
            wrong = [
                i for i in plain[name] | killed[name] if plain[name].get(i) != killed[name].get(i)
            ]
            print("   ", wrong[:10])
    drop("benchmark_plain")
    drop("benchmark_killed")
    sys.exit(plain != killed)


def crawl(database, options, keep=False):
    if not keep:
        drop(database)
    started = time.monotonic()
    if start(database, options).wait():
        sys.exit("the crawl failed")
    return documents(database), time.monotonic() - started


def start(database, options):
    command = [
        sys.executable, "-m", "scrapy", "crawl", "mal", "-L", "ERROR",
        "-a", f"limit={options.titles}", "-a", f"users={options.members}",
    ]  # fmt: skip
    return subprocess.Popen(command, env={**os.environ, "MONGODB_DATABASE": database})


def documents(database):
    db = store.connect(config.load(mongodb_database=database))
    found = {
        name: {row["_id"]: bson.encode(timeless(row)) for row in db[name].find()}
        for name in COLLECTIONS
    }
    db.client.close()
    return found


def timeless(row):
    # The order of fields is that of the first write: a resumed title may have its franchise first.
    return {key: row[key] for key in sorted(row) if key not in TIMES}


def counted(database):
    db = store.connect(config.load(mongodb_database=database))
    number = store.anime.count(db)
    db.client.close()
    return number


def drop(database):
    db = store.connect(config.load(mongodb_database=database))
    db.client.drop_database(database)
    db.client.close()


if __name__ == "__main__":
    main()
