"""Two processes that train as one: the same loss, and how long both take.

    python benchmarks/cf_distribute.py [--ratings-made 500000] [--epochs 3]

Biased matrix factorisation on made-up ratings by ``python -m cf train --strategy``: one process on
one core, then two workers of MultiWorkerMirroredStrategy on a core each, over the loop-back
network. Printed are the loss of each epoch and the seconds of the whole training.
"""

import argparse
import csv
import json
import os
import socket
import subprocess
import sys
import tempfile
from datetime import UTC, datetime
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))  # run as a script, from anywhere

from benchmarks.cf_speed import made_up

ROOT = Path(__file__).resolve().parents[1]


def free_ports(n):
    """Return ports that nobody listens on."""
    sockets = [socket.create_server(("127.0.0.1", 0)) for _ in range(n)]
    ports = [each.getsockname()[1] for each in sockets]
    for each in sockets:
        each.close()
    return ports


def start(strategy, core, words, cluster=None):
    """Start one training on one core."""
    environ = {**os.environ, "TF_CPP_MIN_LOG_LEVEL": "3", "PYTHONPATH": str(ROOT)}
    environ |= {"TF_CONFIG": json.dumps(cluster)} if cluster else {}
    command = [sys.executable, "-m", "cf", "train", "--model", "biased", "--strategy", strategy]
    return subprocess.Popen(
        [*command, *words],
        env=environ,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        preexec_fn=lambda: os.sched_setaffinity(0, {core}),
    )


def reached(folder, processes):
    """Wait; return the losses and the seconds."""
    for process in processes:
        _, error = process.communicate()
        if process.returncode:
            sys.exit(error.decode()[-2000:])
    with (folder / "history.csv").open() as lines:
        losses = [float(row["loss"]) for row in csv.DictReader(lines)]
    return np.array(losses), json.loads((folder / "run.json").read_text())["seconds"]


def main():
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--ratings-made", type=int, default=500_000)
    parser.add_argument("--epochs", type=int, default=3)
    arguments = parser.parse_args()
    cores = sorted(os.sched_getaffinity(0))
    if len(cores) < 2:
        print("skipped: two cores are needed")
        return
    print(f"{datetime.now(UTC):%Y-%m-%d}, {len(cores)} cores, load {os.getloadavg()[0]:.1f}")
    told = made_up(arguments.ratings_made).tocoo()
    with tempfile.TemporaryDirectory() as place:
        file = Path(place) / "ratings.csv"
        rows = np.column_stack([told.row, told.col, told.data])
        np.savetxt(file, rows, "%d", ",", header="user_id,anime_id,rating", comments="")
        words = ["--ratings", str(file), f"epochs={arguments.epochs}", "--out"]
        alone = Path(place) / "one"
        one, seconds = reached(alone, [start("one", cores[0], [*words, str(alone)])])
        print(f"one process: losses {one.round(5).tolist()}, {seconds:.1f} s", flush=True)
        workers = [f"127.0.0.1:{port}" for port in free_ports(2)]
        both = Path(place) / "two"
        pair = []
        for index in range(2):
            task = {"type": "worker", "index": index}
            cluster = {"cluster": {"worker": workers}, "task": task}
            pair.append(start("multiworker", cores[index], [*words, str(both)], cluster))
        two, together = reached(both, pair)
    print(f"two processes: losses {two.round(5).tolist()}, {together:.1f} s")
    print(f"largest difference of a loss {np.abs(two / one - 1.0).max():.1e} of it")


if __name__ == "__main__":
    main()
