"""Serving: a list of 100 ratings to the top 20 of 18,000 titles; similar users among many.

    python benchmarks/cf_serving.py [--members 350000] [--many 5000000]

One BLAS thread is what a served answer gets (OPENBLAS_NUM_THREADS=1); similar users among millions
are bound by memory and take both.

Models are made up: a time does not depend on what the numbers mean. Members are made up twice, for
the search looks closer at those that are near: `grouped`, of one member to 2,500 a group around a
centre, with a cosine of .56 to one another (the nearest of 4,566 real members have .58 in the
median), and `anywhere`, in all directions alike. Each time is the median of its runs and stands
beside that of a plain matrix product of the same size; each answer is compared with that of the
product.
"""

import argparse
import os
import sys
import time
from datetime import UTC, datetime
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))  # run as a script, from anywhere

from cf import models
from cf.asking.nearest import codes_of, nearest
from ranking.top_k import top_k

N_ITEMS, N_FACTORS, N_RATED, KEPT = 18_000, 128, 100, 300
GROUP, TO_CENTRE = 2_500, 0.75
K, ASKED = 10, 15


def median_ms(call, runs):
    """Return the median time of a call in milliseconds, after one that does not count."""
    call()
    seconds = []
    for _ in range(runs):
        start = time.perf_counter()
        call()
        seconds.append(time.perf_counter() - start)
    return 1000.0 * float(np.median(seconds))


def made_up_blend(rng):
    """Return a blend of the site's shape with random contents."""
    columns = np.sort(rng.integers(0, N_ITEMS, (N_ITEMS, KEPT)), axis=1)
    arrays = {
        "ease.weights": rng.normal(size=columns.size).astype(np.float32),
        "ease.columns": columns.ravel().astype(np.int32),
        "ease.starts": np.arange(N_ITEMS + 1, dtype=np.int64) * KEPT,
        "als.item_factors": rng.normal(0, 0.1, (N_ITEMS, N_FACTORS)).astype(np.float32),
    }
    return models.make("blend").restore(arrays)


def made_up_units(n_rows, rng, to_centre):
    """Return (n_rows, N_FACTORS) float32 rows of length 1, made in place.

    A row is `to_centre` times its group's centre and the rest in any direction, drawn to length 1.
    """
    units = np.empty((n_rows, N_FACTORS), dtype=np.float32)
    centres = rng.standard_normal((1 + n_rows // GROUP, N_FACTORS), dtype=np.float32)
    apart = np.float32(np.sqrt(1.0 - to_centre**2))
    for start in range(0, n_rows, 100_000):
        block = units[start : start + 100_000]
        rng.standard_normal(out=block, dtype=np.float32)
        block *= apart
        block += np.float32(to_centre) * centres[rng.integers(0, len(centres), len(block))]
        block /= np.linalg.norm(block, axis=1, keepdims=True)
    return units


def similar_users(n_members, how, rng):
    """Time the search and the product for some members in turn, and compare their answers."""
    units = made_up_units(n_members, rng, TO_CENTRE if how == "grouped" else 0.0)
    start = time.perf_counter()
    codes = codes_of(units)
    coding = time.perf_counter() - start
    products, searches, same = [], [], 0
    for row in rng.choice(n_members, ASKED, replace=False):
        start = time.perf_counter()
        scores = units @ units[row]
        products.append(time.perf_counter() - start)
        start = time.perf_counter()
        found = nearest(units[row], units, K, codes=codes)
        searches.append(time.perf_counter() - start)
        same += set(found.rows.tolist()) == set(top_k(scores, K).tolist())
    product, took = (1000.0 * float(np.median(seconds)) for seconds in (products, searches))
    print(
        f"similar users among {n_members}, {how}: {took:.1f} ms, {took / product:.2f} products "
        f"({product:.1f} ms); {same} of {ASKED} answers those of the product; codes made once in "
        f"{coding:.1f} s",
        flush=True,
    )


def main():
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--members", type=int, default=350_000)
    parser.add_argument("--many", type=int, default=0, help="5000000 needs 3.3 GB")
    arguments = parser.parse_args()
    rng = np.random.default_rng(1)
    print(f"{datetime.now(UTC):%Y-%m-%d}, {os.cpu_count()} cores, numpy {np.__version__}, ", end="")
    print(f"load {os.getloadavg()[0]:.1f}", flush=True)
    blend = made_up_blend(rng)
    rated = rng.choice(N_ITEMS, N_RATED, replace=False)
    scores = rng.integers(1, 11, N_RATED)
    items = blend.arrays["als.item_factors"]
    user = rng.normal(size=N_FACTORS).astype(np.float32)
    product = median_ms(lambda: items @ user, 200)
    print(f"product of {N_ITEMS} x {N_FACTORS}: {product:.3f} ms")
    for name, call in (
        ("EASE", lambda: top_k(blend.models["ease"].fold_in(rated, scores), 20, rated)),
        ("ALS", lambda: top_k(blend.models["als"].fold_in(rated, scores), 20, rated)),
        ("blend", lambda: top_k(blend.fold_in(rated, scores), 20, rated)),
        ("blend, explained", lambda: blend.explain(rated, scores, np.arange(20))),
    ):
        took = median_ms(call, 200)
        print(f"100 ratings to top 20, {name}: {took:.3f} ms, {took / product:.1f} products")
    for n_members in filter(None, (arguments.members, arguments.many)):
        for how in ("grouped", "anywhere"):
            similar_users(n_members, how, rng)


if __name__ == "__main__":
    main()
