"""How long a question in plain words takes where the site answers: no TensorFlow in the process.

    python benchmarks/nlp_query.py

Prints the time to open the story set's query, of the first question (the sentence model's file is
mapped then) and the median of the next hundred, and the memory that all of it added. Needs a built
story set.
"""

from __future__ import annotations

import resource
import sys
import time

import numpy as np
from threadpoolctl import threadpool_limits

import config
import store
from nlp.query import open_query

QUESTIONS = (
    "a quiet show about running a shop in the countryside",
    "high school baseball team aims for the national tournament",
    "a detective hunts a serial killer",
    "girls form a rock band",
)


def _megabytes() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def main() -> None:
    """Print three lines."""
    db = store.connect(config.load())
    arrays, facts = store.vectors.load_model(db, store.vectors.current_sets(db)["story"])
    before, start = _megabytes(), time.perf_counter()
    asked = open_query(facts, arrays)
    if asked is None:
        sys.exit("the sentence model's weights are not installed: requirements-weights.txt")
    print(f"open    {1000 * (time.perf_counter() - start):7.1f} ms")
    times = []
    # As the site does: several BLAS threads for one short text wait for one another.
    with threadpool_limits(1):
        for number in range(101):
            start = time.perf_counter()
            asked.vector(QUESTIONS[number % len(QUESTIONS)])
            times.append(1000 * (time.perf_counter() - start))
    print(f"first   {times[0]:7.1f} ms")
    slow = np.quantile(times[1:], 0.95)
    print(f"median  {np.median(times[1:]):7.1f} ms, 95th percentile {slow:.1f}")
    print(
        f"memory  {_megabytes() - before:7.0f} MB added; tensorflow: {'tensorflow' in sys.modules}"
    )


if __name__ == "__main__":
    main()
