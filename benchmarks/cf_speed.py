"""Speed of training: the seed's network by Keras and by our step; the site's default on 7 million.

    python benchmarks/cf_speed.py [keras] [ease] [als] [scale]     (all of them without a word)

Ratings are made up: titles by a power law, list lengths log-normal. Every ratio is from one run on
the same rows, batch, pull and optimiser. Peak memory is that of the process so far.
"""

import argparse
import os
import resource
import sys
import time
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
from scipy import sparse

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))  # run as a script, from anywhere

from cf import models

PARTS = ("keras", "ease", "als", "scale")
N_ITEMS = 12_000
MEAN_LENGTH = 100


def made_up(n_ratings, seed=1):
    """Return (n_users, N_ITEMS) CSR int8 scores with about `n_ratings` entries."""
    rng = np.random.default_rng(seed)
    n_users = n_ratings // MEAN_LENGTH
    lengths = np.clip(rng.lognormal(np.log(MEAN_LENGTH) - 0.5, 1.0, n_users), 5, 2000).astype(int)
    chances = 1.0 / (np.arange(N_ITEMS) + 20.0)
    users = np.repeat(np.arange(n_users), lengths)
    items = rng.choice(N_ITEMS, len(users), p=chances / chances.sum())
    key = np.unique(users * N_ITEMS + items)
    data = rng.integers(1, 11, len(key)).astype(np.int8)
    return sparse.csr_matrix((data, (key // N_ITEMS, key % N_ITEMS)), shape=(n_users, N_ITEMS))


def say(what, n_ratings, seconds):
    """Print one figure with its rate and the peak memory."""
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6
    print(
        f"{what}: {n_ratings} ratings, {seconds:.1f} s, {n_ratings / seconds / 1e6:.3f} million/s, "
        f"peak {peak:.2f} GB",
        flush=True,
    )


def keras_against_ours(n_ratings=1_500_000):
    """Time one epoch of the seed's network by Keras `fit` and by our step, after a warm-up."""
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
    from cf.models.descent import Descent, cut
    from cf.seed import embedding_step, keras_model
    from cf.seed.embedding_dot import EmbeddingDot, EmbeddingDotSettings

    settings = EmbeddingDotSettings()
    scores = made_up(n_ratings)
    rows = EmbeddingDot(settings).rows_of(scores)
    rng = np.random.default_rng(1)
    tables = embedding_step.first_tables(scores.shape, settings.n_factors, rng)
    moving = [np.array([0.0, 1.0], np.float32)]
    descent = Descent(embedding_step.slopes(settings.l2), tables, averages=moving)
    seconds = {}
    for run in ("compile", "step"):
        start = time.perf_counter()
        batches = cut(rows.users, rows.items, rows.targets, settings.batch, rng)
        descent.epoch(batches, 1e-5)
        seconds[run] = time.perf_counter() - start
    model = keras_model.build(scores.shape, settings)
    told = {"user": rows.users[:, None], "anime": rows.items[:, None]}
    model.fit(told, rows.targets, batch_size=settings.batch, epochs=1, verbose=0, steps_per_epoch=3)
    start = time.perf_counter()
    model.fit(told, rows.targets, batch_size=settings.batch, epochs=1, verbose=0)
    seconds["keras"] = time.perf_counter() - start
    say("the seed's network, Keras fit, one epoch", len(rows.users), seconds["keras"])
    say("the seed's network, our step, one epoch", len(rows.users), seconds["step"])
    print(f"our step over Keras fit: {seconds['keras'] / seconds['step']:.1f} times")


def fit(name, n_ratings, **settings):
    """Time the fit of a model."""
    scores = made_up(n_ratings)
    model = models.make(name, **settings)
    start = time.perf_counter()
    model.fit(scores)
    say(f"{name} {settings or ''}", scores.nnz, time.perf_counter() - start)


def main():
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("parts", nargs="*", default=PARTS, metavar="|".join(PARTS))
    parts = parser.parse_args().parts
    print(f"{datetime.now(UTC):%Y-%m-%d}, {os.cpu_count()} cores, numpy {np.__version__}")
    if "keras" in parts:
        keras_against_ours()
    if "ease" in parts:
        fit("ease", 7_000_000)
    if "als" in parts:
        fit("als", 7_000_000)
    if "scale" in parts:
        for millions in (1, 3, 7, 20):
            fit("ease", millions * 1_000_000)


if __name__ == "__main__":
    main()
