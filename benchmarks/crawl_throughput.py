"""Pages a second with parsing and storing, against a spider that does nothing with the pages.

    # with a loop-back copy of the site at port 8123 that has 3,000 full-size pages
    MAL_BASE_URL=http://127.0.0.1:8123 python benchmarks/crawl_throughput.py --titles 3000

Both fetch the same addresses with Scrapy, in turn, each into an empty database.
"""

import argparse
import os
import re
import resource
import statistics
import subprocess
import sys
import time
from pathlib import Path

import config
import store

DATABASE = "benchmark_throughput"
FIRST_COPY = 9_000_001
NOTHING = Path(__file__).with_name("crawl_nothing.py")


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--titles", type=int, default=3000)
    parser.add_argument("--pairs", type=int, default=1)
    options = parser.parse_args()
    address = os.environ["MAL_BASE_URL"]
    ratios = [pair(address, options.titles) for _ in range(options.pairs)]
    print(f"ratio of pages a second: median {statistics.median(ratios):.2f} of {len(ratios)} pairs")


def pair(address, n_titles):
    settings = config.load(mongodb_database=DATABASE)
    db = store.connect(settings)
    db.client.drop_database(DATABASE)
    ids = range(FIRST_COPY, FIRST_COPY + n_titles)
    nothing = seconds([sys.executable, str(NOTHING), address, str(n_titles)])
    command = [
        sys.executable,
        "-m",
        "scrapy",
        "crawl",
        "mal",
        "-a",
        "ids=" + ",".join(map(str, ids)),
    ]
    whole = seconds(command)
    n_stored = store.anime.count(db)
    db.client.drop_database(DATABASE)
    db.client.close()
    memory = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    print(
        f"{n_titles} pages: nothing {n_titles / nothing:.0f} a second, parsed and stored "
        f"{n_titles / whole:.0f} a second ({n_stored} stored); most memory {memory:.0f} MB",
        flush=True,
    )
    assert n_stored == n_titles
    return nothing / whole


def seconds(command):
    """Seconds from the first request to the last answer, as the crawl itself tells them."""
    environment = {**os.environ, "MONGODB_DATABASE": DATABASE}
    started = time.monotonic()
    done = subprocess.run(command, env=environment, check=True, capture_output=True, text=True)
    told = re.search(r"Crawl finished: .* in ([\d.]+) s", done.stdout + done.stderr)
    return float(told[1]) if told else time.monotonic() - started


if __name__ == "__main__":
    main()
