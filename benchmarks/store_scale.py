"""What the store does at size: a whole catalogue with reviews, and a million rows of lists.

    python benchmarks/store_scale.py          20,000 titles, 40,000 reviews, a million rows
    python benchmarks/store_scale.py --titles 2000 --rows 100000

All is made up with `--seed`, in the embedded server, by the functions that the crawler calls.
Prints seconds and rates of writing it, writing it again unchanged, reading it as the jobs do,
`check`, `dump` and `restore`, and the server's memory and disk.
"""

import argparse
import os
import shutil
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path

import numpy as np

import config
import store
from store import check, dump

DATABASE = "benchmark_store"
WORDS = np.array(["tide", "kelp", "harbour", "moth", "lantern", "deacon", "storm", "salt", "rope"])
LONGEST_LIST = 30_000


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--titles", type=int, default=20_000)
    parser.add_argument("--reviews", type=int, default=40_000)
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--seed", type=int, default=config.load().default_seed)
    options = parser.parse_args()
    rng = np.random.default_rng(options.seed)
    settings = config.load(mongodb_database=DATABASE)
    db = store.connect(settings)
    db.client.drop_database(DATABASE)
    db = store.connect(settings)
    made = {
        "titles": (store.anime.upsert, list(titles(options.titles, rng)), 200),
        "reviews": (store.reviews.upsert, list(reviews(options, rng)), 200),
        "members": (store.users.upsert, list(members(options, rng)), 50),
    }
    for name, (upsert, documents, at_once) in made.items():
        for word in ("written", "again, unchanged"):
            seconds = timed(in_bulk, upsert, db, documents, at_once)
            print(f"{len(documents):,} {name} {word}: {seconds:.1f} s", flush=True)
    n_rows = sum(len(member["list"]) for member in made["members"][1])
    print(f"{n_rows:,} rows of lists, the longest has {LONGEST_LIST:,}")
    print(f"users.interactions: {timed(store.users.interactions, db):.1f} s")
    print(f"anime.stories: {timed(store.anime.stories, db):.2f} s")
    print(f"users.fingerprint: {timed(store.users.fingerprint, db):.2f} s")
    print(f"check: {timed(check.check, db):.1f} s")
    with tempfile.TemporaryDirectory() as folder:
        seconds = timed(dump.dump, db, Path(folder))
        size = sum(path.stat().st_size for path in Path(folder).rglob("*.bson")) / 1e6
        print(f"dump: {seconds:.1f} s, {size:.0f} MB")
        print(f"restore: {timed(restored, db, Path(folder)):.1f} s")
    tell_server(settings, db)
    db.client.drop_database(DATABASE)


def titles(n_titles, rng):
    for id_ in range(1, n_titles + 1):
        others = rng.integers(1, n_titles + 1, 12).tolist()
        yield {
            "_id": id_, "title": f"Title {id_}", "type": "TV", "episodes": 12, "members": 100 * id_,
            "score": round(float(rng.uniform(4, 9)), 2), "synopsis": words(rng, 150),
            "genres": rng.choice(WORDS, 3).tolist(),
            "score_votes": rng.integers(0, 999, 10).tolist(),
            "related": [{"relation": "Sequel", "anime_id": others[0], "title": "Another"}],
            "recommendations": [{"anime_id": other, "votes": 3} for other in others],
            "crawled_at": datetime.now(UTC),
        }  # fmt: skip


def reviews(options, rng):
    for id_ in range(1, options.reviews + 1):
        yield {
            "_id": id_, "anime_id": int(rng.integers(1, options.titles + 1)), "user": f"user{id_}",
            "score": int(rng.integers(1, 11)), "text": words(rng, 300), "date": "2026-05-01",
            "crawled_at": datetime.now(UTC),
        }  # fmt: skip


def members(options, rng):
    left, name = options.rows, 0
    while left > 0:
        length = min(left, LONGEST_LIST if not name else 1 + int(rng.geometric(1 / 335)))
        columns = (rng.integers(1, high, length).tolist() for high in (options.titles, 11, 5, 30))
        fields = ("anime_id", "score", "status", "episodes")
        rows = [{**dict(zip(fields, row, strict=True)), "updated": None}
                for row in zip(*columns, strict=True)]  # fmt: skip
        yield {
            "_id": f"user{name}", "list": rows, "list_state": "public",
            "crawled_at": datetime.now(UTC),
        }  # fmt: skip
        left, name = left - length, name + 1


def words(rng, number):
    return " ".join(rng.choice(WORDS, number))


def in_bulk(upsert, db, documents, at_once):
    for start in range(0, len(documents), at_once):
        upsert(db, documents[start : start + at_once])


def restored(db, folder):
    dump.restore(db, folder, drop=True)


def timed(function, *arguments):
    started = time.monotonic()
    function(*arguments)
    return time.monotonic() - started


def tell_server(settings, db):
    pid = (settings.data_dir / "mongod.pid").read_text().strip()
    lines = (Path("/proc") / pid / "status").read_text().splitlines()
    memory = next(int(line.split()[1]) / 1024 for line in lines if line.startswith("VmHWM"))
    stored = db.command("dbstats")["storageSize"] / 1e6
    print(f"server: largest memory {memory:.0f} MB, documents on disk {stored:.0f} MB")
    free = shutil.disk_usage(settings.data_dir).free / 1e9
    print(f"load average {os.getloadavg()[0]:.1f}, {free:.0f} GB of disk free")


if __name__ == "__main__":
    main()
