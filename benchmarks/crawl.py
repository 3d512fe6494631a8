"""What storing costs: the same crawl with and without MongoDB, in turn.

    python benchmarks/crawl.py                                        the sample site, all of it
    MAL_BASE_URL=http://127.0.0.1:8123 python benchmarks/crawl.py --titles 2000 --members 1000

Each pair starts from an empty database. Prints seconds of each run and the median of their ratios.
"""

import argparse
import contextlib
import os
import re
import statistics
import subprocess
import sys
import time

import config
import store

DATABASE = "benchmark_crawl"


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--titles", type=int, default=240)
    parser.add_argument("--members", type=int, default=400)
    parser.add_argument("--pairs", type=int, default=3)
    options = parser.parse_args()
    settings = config.load(mongodb_database=DATABASE)
    with site() as address:
        ratios = [pair(settings, address, options) for _ in range(options.pairs)]
    median = statistics.median(ratios)
    print(f"with / without MongoDB: median {median:.2f} of {options.pairs} pairs")


@contextlib.contextmanager
def site():
    """The site that MAL_BASE_URL names, else the sample."""
    if address := os.environ.get("MAL_BASE_URL"):
        yield address
        return
    command = [sys.executable, "-m", "sample", "--port", "0"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as sample:
        yield re.search(r"http://[\d.:]+", sample.stdout.readline())[0]
        sample.terminate()


def pair(settings, address, options):
    db = store.connect(settings)
    db.client.drop_database(DATABASE)
    db.client.close()
    plain = crawl(address, options, "-s", "ITEM_PIPELINES={}")
    stored = crawl(address, options)
    print(f"without {plain:.1f} s, with {stored:.1f} s, ratio {stored / plain:.2f}", flush=True)
    return stored / plain


def crawl(address, options, *settings):
    command = [
        sys.executable, "-m", "scrapy", "crawl", "mal", "-L", "ERROR",
        "-a", f"limit={options.titles}", "-a", f"users={options.members}", *settings,
    ]  # fmt: skip
    environment = {**os.environ, "MAL_BASE_URL": address, "MONGODB_DATABASE": DATABASE}
    started = time.monotonic()
    subprocess.run(command, env=environment, check=True)
    return time.monotonic() - started


if __name__ == "__main__":
    main()
