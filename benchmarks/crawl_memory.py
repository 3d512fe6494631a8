"""Memory of a long crawl: it must not grow with the pages.

    # with a loop-back copy of the site at port 8123 that has 10,000 full-size pages
    MAL_BASE_URL=http://127.0.0.1:8123 python benchmarks/crawl_memory.py --titles 10000

Prints the resident memory of the crawl and of the process that reads its pages, a line for each
tenth of the titles stored, and how much the last is above the second.
"""

import argparse
import os
import subprocess
import sys
import time
from pathlib import Path

import config
import store

DATABASE = "benchmark_memory"
FIRST_COPY = 9_000_001


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--titles", type=int, default=10_000)
    options = parser.parse_args()
    db = store.connect(config.load(mongodb_database=DATABASE))
    db.client.drop_database(DATABASE)
    ids = ",".join(str(FIRST_COPY + number) for number in range(options.titles))
    command = [sys.executable, "-m", "scrapy", "crawl", "mal", "-L", "ERROR", "-a", f"ids={ids}"]
    crawl = subprocess.Popen(command, env={**os.environ, "MONGODB_DATABASE": DATABASE})
    shown = []
    while crawl.poll() is None:
        if store.anime.count(db) >= (len(shown) + 1) * options.titles // 10:
            shown.append([megabytes(pid) for pid in (crawl.pid, *children(crawl.pid))])
            pages = len(shown) * options.titles // 10
            print(f"{pages:,} pages: {' + '.join(f'{mb:.0f}' for mb in shown[-1])} MB", flush=True)
        time.sleep(0.1)
    print(f"{store.anime.count(db):,} stored, exit code {crawl.returncode}")
    growth = sum(shown[-1]) - sum(shown[1])
    print(f"the last line is {growth:+.0f} MB ({growth / sum(shown[1]):+.0%}) of the second")
    db.client.drop_database(DATABASE)
    db.client.close()


def children(pid):
    """Processes that a process started."""
    told = Path(f"/proc/{pid}/task/{pid}/children").read_text()
    return [int(word) for word in told.split()]


def megabytes(pid):
    """Resident memory of a process."""
    told = Path(f"/proc/{pid}/status").read_text()
    return int(told.split("VmRSS:")[1].split()[0]) / 1024


if __name__ == "__main__":
    main()
