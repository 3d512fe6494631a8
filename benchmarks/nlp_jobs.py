"""Time and memory of ``python -m nlp`` on the stored synopses, in a database of its own.

    python benchmarks/nlp_jobs.py

Prints a line per step: both jobs from nothing, the same again, and again with 100 titles changed.
"""

from __future__ import annotations

import os
import resource
import subprocess
import sys
import time
from dataclasses import replace

import config
import store
from nlp import facets

N_CHANGED = 100


def step(label: str, database: str, *arguments: str) -> None:
    """Run the job once and print how long it took and the most memory any run has needed."""
    environment = {**os.environ, "MONGODB_DATABASE": database}
    start = time.perf_counter()
    subprocess.run(
        [sys.executable, "-m", "nlp", *arguments],
        env=environment,
        check=True,
        stderr=subprocess.DEVNULL,
    )
    seconds = time.perf_counter() - start
    megabytes = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    print(f"{label:<28} {seconds:7.1f} s   {megabytes:6.0f} MB at most", flush=True)


def main() -> None:
    """Copy the synopses, run each step, drop the copy."""
    settings = config.load()
    name = f"{settings.mongodb_database}_bench_nlp"
    source = store.connect(settings)
    ids, texts = store.anime.stories(source)
    db = store.connect(replace(settings, mongodb_database=name))
    try:
        pages = store.anime.find_many(source, ids.tolist(), facets.FIELDS)
        rows = [{**pages[int(i)], "synopsis": text} for i, text in zip(ids, texts, strict=True)]
        store.anime.upsert(db, rows)
        print(f"{len(rows)} synopses, {os.cpu_count()} cores")
        step("topics from nothing", name, "--only", "topics")
        step("story from nothing", name, "--only", "story")
        step("nothing changed", name)
        for row in rows[:N_CHANGED]:
            row["synopsis"] = f"{row['synopsis']} And then it rained."
        store.anime.upsert(db, rows[:N_CHANGED])
        step(f"{min(N_CHANGED, len(rows))} titles changed", name)
    finally:
        db.client.drop_database(name)


if __name__ == "__main__":
    main()
