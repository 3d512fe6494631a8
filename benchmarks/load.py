"""How fast a dataset in the 109-million-row format becomes members' lists.

    python benchmarks/load.py                    10 million made-up rows
    python benchmarks/load.py --rows 1000000

Writes animelist.csv with `--seed`, loads it with the command a person would use into an empty
database, and prints rows a second and the largest memory of the loader and of the server.
"""

import argparse
import contextlib
import os
import resource
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

import numpy as np

import config
import store

DATABASE = "benchmark_load"
HEADER = "user_id,anime_id,rating,watching_status,watched_episodes\n"
# Shares of the real file: 43 % of the rows have no score.
SCORES = [0.43, 0.004, 0.005, 0.009, 0.02, 0.04, 0.08, 0.14, 0.14, 0.08, 0.052]
STATUSES = [1, 2, 3, 4, 6]


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rows", type=int, default=10_000_000)
    parser.add_argument("--seed", type=int, default=config.load().default_seed)
    options = parser.parse_args()
    settings = config.load(mongodb_database=DATABASE)
    db = store.connect(settings)
    db.client.drop_database(DATABASE)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "animelist.csv"
        write(path, options.rows, np.random.default_rng(options.seed))
        megabytes = path.stat().st_size / 1e6
        print(f"{options.rows:,} rows, {megabytes:.0f} MB, seed {options.seed}", flush=True)
        with server_memory(settings) as largest:
            seconds = load(path)
    loader = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    stored = next(db.users.aggregate([{"$group": {"_id": 0, "n": {"$sum": {"$size": "$list"}}}}]))
    print(f"{stored['n']:,} rows stored in {store.users.count(db):,} members' lists")
    print(f"{options.rows / seconds:,.0f} rows a second ({seconds:.1f} s, checking included)")
    print(f"largest memory: loader {loader:.0f} MB, server {largest[0]:.0f} MB")
    print(f"load average while it ran: {os.getloadavg()[0]:.1f}")
    db.client.drop_database(DATABASE)


def write(path, n_rows, rng):
    """Lists of 335 rows on average, as in the real file."""
    with path.open("w") as file:
        file.write(HEADER)
        user = 0
        while n_rows > 0:
            lengths = np.minimum(rng.geometric(1 / 335, 1000), 17_562)
            n_now = min(n_rows, int(lengths.sum()))
            users = np.repeat(np.arange(user, user + 1000), lengths)[:n_now]
            # Distinct titles within a list: a walk over the ids, round the end.
            anime = 1 + np.cumsum(rng.integers(1, 100, n_now)) % 50_000
            table = (
                users, anime, rng.choice(11, n_now, p=SCORES), rng.choice(STATUSES, n_now),
                rng.integers(0, 30, n_now),
            )  # fmt: skip
            rows = zip(*(column.tolist() for column in table), strict=True)
            file.writelines(",".join(map(str, row)) + "\n" for row in rows)
            user, n_rows = user + 1000, n_rows - n_now


def load(path):
    environment = {**os.environ, "MONGODB_DATABASE": DATABASE}
    command = [sys.executable, "-m", "crawler", "load", "hernan4444", str(path)]
    started = time.monotonic()
    subprocess.run(command, env=environment, check=True)
    return time.monotonic() - started


@contextlib.contextmanager
def server_memory(settings):
    """Look at the embedded server's memory twice a second; the list's one item is the most, MB."""
    status = Path("/proc") / (settings.data_dir / "mongod.pid").read_text().strip() / "status"
    largest, done = [0.0], threading.Event()

    def watch():
        while not done.wait(0.5):
            line = next(x for x in status.read_text().splitlines() if x.startswith("VmRSS"))
            largest[0] = max(largest[0], int(line.split()[1]) / 1024)

    watcher = threading.Thread(target=watch)
    watcher.start()
    yield largest
    done.set()
    watcher.join()


if __name__ == "__main__":
    main()
