"""Speed of training: the seed's network by Keras and by our step; the site's default on 7 million.

    python benchmarks/cf_speed.py [keras] [default] [scale] [--ratings N]

`keras`: epochs of the seed's network by Keras `fit` and by our step in turn, same rows, batch, pull
and optimiser, medians of `ROUNDS`. `default`: the site's blend on N ratings (7 million). `scale`:
the same on 1 to 20 million, each in a process of its own. Ratings are made up: titles by a power
law, list lengths log-normal, scores of biases, a few tastes and noise. Every ratio is from one run.
"""

import argparse
import os
import resource
import subprocess
import sys
import time
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

import numpy as np
from scipy import sparse

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))  # run as a script, from anywhere

from cf import models

PARTS = ("keras", "default", "scale")
ROUNDS = 3
N_ITEMS = 12_000
MEAN_LENGTH = 100


def made_up(n_ratings, seed=1):
    """Return (n_users, N_ITEMS) CSR int8 scores with `n_ratings` entries."""
    rng = np.random.default_rng(seed)
    n_users = n_ratings // MEAN_LENGTH
    # A fifth more is drawn than is needed, for a title that a user draws twice counts once.
    spread = rng.lognormal(-0.5, 1.0, n_users)
    lengths = np.clip(1.2 * MEAN_LENGTH * spread / spread.mean(), 5, 2000).astype(int)
    chances = 1.0 / (np.arange(N_ITEMS) + 20.0)
    users = np.repeat(np.arange(n_users, dtype=np.int64), lengths)
    items = rng.choice(N_ITEMS, len(users), p=chances / chances.sum())
    key = np.unique(users * N_ITEMS + items)
    key = np.sort(rng.choice(key, n_ratings, replace=False, shuffle=False))
    users, items = key // N_ITEMS, key % N_ITEMS
    data = made_up_scores(users, items, (n_users, N_ITEMS), rng)
    return sparse.csr_matrix((data, (users, items)), shape=(n_users, N_ITEMS))


def made_up_scores(users, items, shape, rng):
    """Return (n,) int8 scores: a mean, two biases, eight tastes, and noise of one point."""
    scores = 7.0 + rng.normal(0, 1.0, len(users))
    for rows, n_rows in zip((users, items), shape, strict=True):
        scores += rng.normal(0, 0.7, n_rows)[rows]
    for _ in range(8):
        scores += 0.25 * rng.normal(size=shape[0])[users] * rng.normal(size=shape[1])[items]
    return np.clip(np.round(scores), 1, 10).astype(np.int8)


def say(what, n_ratings, seconds):
    """Print one figure with its rate and the peak memory."""
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6
    print(
        f"{what}: {n_ratings} ratings, {seconds:.1f} s, {n_ratings / seconds / 1e6:.3f} million/s, "
        f"peak {peak:.2f} GB",
        flush=True,
    )


def keras_against_ours(n_ratings=1_500_000):
    """Time epochs of the seed's network by Keras `fit` and by our step, after a warm-up of each."""
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
    from cf.models.descent import Descent, cut
    from cf.seed import embedding_step, keras_model
    from cf.seed.embedding_dot import EmbeddingDot, EmbeddingDotSettings

    settings = EmbeddingDotSettings()
    scores = made_up(n_ratings)
    rows = EmbeddingDot(settings).rows_of(scores)
    rng = np.random.default_rng(1)
    tables = embedding_step.first_tables(scores.shape, settings, rng)
    moving = [np.array([0.0, 1.0], np.float32)]
    descent = Descent(embedding_step.slopes(settings.l2), tables, averages=moving)
    model = keras_model.build(scores.shape, settings)
    told = {"user": rows.users[:, None], "anime": rows.items[:, None]}
    fit = partial(model.fit, told, rows.targets, batch_size=settings.batch, verbose=0)

    def step():
        batches = cut(rows.users, rows.items, rows.targets, settings.batch, rng)
        descent.epoch(batches, 1e-5)

    fit(steps_per_epoch=3)
    step()
    seconds = {"Keras fit": [], "our step": []}
    for _ in range(ROUNDS):
        for (name, own), run in zip(seconds.items(), (fit, step), strict=True):
            start = time.perf_counter()
            run()
            own.append(time.perf_counter() - start)
            say(f"the seed's network, {name}, one epoch", len(rows.users), own[-1])
    theirs, ours = (float(np.median(own)) for own in seconds.values())
    print(f"our step over Keras fit: {theirs / ours:.1f} times")


def default(n_ratings):
    """Time the fit of the site's default."""
    scores = made_up(n_ratings)
    model = models.make("blend")
    start = time.perf_counter()
    model.fit(scores)
    say("the site's default", scores.nnz, time.perf_counter() - start)


def scale():
    """Time it at several sizes, each in a process of its own, so that each has its own peak."""
    for millions in (1, 3, 7, 20):
        command = [sys.executable, __file__, "default", "--ratings", str(millions * 1_000_000)]
        subprocess.run(command, check=True)


def main():
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("parts", nargs="*", default=PARTS, metavar="|".join(PARTS))
    parser.add_argument("--ratings", type=int, default=7_000_000, help="how many, for default")
    arguments = parser.parse_args()
    print(f"{datetime.now(UTC):%Y-%m-%d}, {os.cpu_count()} cores, numpy {np.__version__}, ", end="")
    print(f"load {os.getloadavg()[0]:.1f}", flush=True)
    if "keras" in arguments.parts:
        keras_against_ours()
    if "default" in arguments.parts:
        default(arguments.ratings)
    if "scale" in arguments.parts:
        scale()


if __name__ == "__main__":
    main()
