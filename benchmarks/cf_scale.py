"""Ratings dealt out to disk and learned by blocks: rows a second, seconds, largest memory.

    PYTHONPATH=. python benchmarks/cf_scale.py --rows 109000000            # the pass alone
    PYTHONPATH=. python benchmarks/cf_scale.py --rows 20000000 --train     # and ALS over the blocks
    PYTHONPATH=. python benchmarks/cf_scale.py --rows 109000000 --train --iterations 1

The ratings are made up a piece at a time: titles by Zipf's law, 335 rows a user.
"""

from __future__ import annotations

import argparse
import resource
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np

from cf.models.als import AlsSettings
from cf.ratings_file import CHUNK, Chunk
from cf.streaming import blocks
from tensorflow_start import load_tensorflow

ROWS_A_USER, N_ITEMS = 335, 17_562


def made_up(n_rows: int, seed: int = 1) -> Iterator[Chunk]:
    rng = np.random.default_rng(seed)
    for start in range(0, n_rows, CHUNK):
        n = min(CHUNK, n_rows - start)
        users = (start + np.arange(n)) // ROWS_A_USER
        items = (N_ITEMS ** rng.random(n)).astype(np.int32)
        scores = rng.integers(0, 11, n).astype(np.int8)
        yield Chunk(users, items, scores, np.full(n, 2, dtype=np.int8), None)


def peak() -> str:
    return f"{resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6:.2f} GB at most"


def say_peak(what: str, done: int, total: int) -> None:
    print(f"{what}, iteration {done} of {total}: {peak()}", flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=5_000_000)
    parser.add_argument("--train", action="store_true")
    parser.add_argument("--factors", type=int, default=64)
    parser.add_argument("--iterations", type=int, default=4)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        started = time.perf_counter()
        dealt = blocks.write(made_up(arguments.rows), Path(folder))
        seconds = time.perf_counter() - started
        print(f"dealt out {dealt.n_rows:,} rows: {dealt.n_rows / seconds / 1e6:.2f} M/s, {peak()}")
        started = time.perf_counter()
        kept = sum(block.scores.nnz for block in dealt)
        seconds = time.perf_counter() - started
        print(f"read and sorted once: {kept / seconds / 1e6:.2f} M/s, {peak()}")
        if arguments.train:
            load_tensorflow()
            from cf.streaming import als

            started = time.perf_counter()
            settings = AlsSettings(n_factors=arguments.factors, iterations=arguments.iterations)
            als.fit(dealt, settings, say_peak)
            seconds = time.perf_counter() - started
            print(f"ALS, {arguments.factors} factors: {seconds:.0f} s, {peak()}")


if __name__ == "__main__":
    main()
