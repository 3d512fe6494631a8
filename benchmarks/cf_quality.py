"""Time to the same validation error: the seed's network by Keras `fit`, and our factorisation.

    python benchmarks/cf_quality.py [--ratings FILE]

Keras gets the seed's layers, batch, optimiser and early stopping, with a learning rate and a pull
that suit the data (the seed's own do not get anywhere in 20 epochs). The target is the lowest
validation MSE that it reaches; the clock of both runs from before the model is built, compiling
included, to the end of the first epoch that is as low. Without a file 1.5 million made-up ratings.
"""

import argparse
import os
import sys
import time
from datetime import UTC, datetime
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))  # run as a script, from anywhere
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")

from benchmarks.cf_speed import made_up
from cf import ratings_file
from cf.interactions import user_items
from cf.models import biased_step
from cf.models.biased import BiasedSettings
from cf.models.descent import Descent, cut
from cf.rules import Rules
from cf.seed import keras_model
from cf.seed.embedding_dot import HIGHEST, LOWEST, EmbeddingDot, EmbeddingDotSettings
from cf.seed.schedule import Ramp

N_RATINGS = 1_500_000
SCALE = HIGHEST - LOWEST
SEED = EmbeddingDotSettings(l2=1e-5, schedule=Ramp(start_lr=0.01, max_lr=0.01, min_lr=0.01))


def keras_course(learned, kept, shape):
    """Return (seconds, validation MSE) after each epoch of Keras, until it stops of itself."""
    told, asked = (
        {"user": part.users[:, None], "anime": part.items[:, None]} for part in (learned, kept)
    )
    start = time.perf_counter()
    model = keras_model.build(shape, SEED)
    course = []
    for _ in range(SEED.epochs):
        fitted = model.fit(
            told,
            learned.targets,
            batch_size=SEED.batch,
            validation_data=(asked, kept.targets),
            validation_batch_size=SEED.batch,
            verbose=0,
        )
        course.append((time.perf_counter() - start, fitted.history["val_mse"][-1]))
        best = int(np.argmin([mse for _, mse in course]))
        if len(course) - 1 - best >= SEED.patience:
            break
    return course


def factorisation_course(learned, kept, shape, target):
    """Return (seconds, validation MSE) after each epoch of ours, until it is as low as `target`."""
    settings = BiasedSettings()
    start = time.perf_counter()
    rng = np.random.default_rng(settings.seed)
    points = learned.targets * SCALE
    mean = points.mean()
    tables = [biased_step.first_table(n, settings.n_factors, rng) for n in shape]
    descent = Descent(biased_step.slopes(settings.regularization), tables)
    course = []
    for epoch in range(settings.epochs):
        batches = cut(learned.users, learned.items, points - mean, settings.batch, rng)
        fall = 0.5 * (1.0 + np.cos(np.pi * epoch / settings.epochs))
        descent.epoch(batches, settings.learning_rate * fall)
        u, i = (table.numpy() for table in descent.tables)
        u, i = u[kept.users], i[kept.items]
        predicted = mean + u[:, 0] + i[:, 0] + (u[:, 1:] * i[:, 1:]).sum(axis=1)
        missed = np.clip(predicted, 0.0, SCALE) / SCALE - kept.targets
        course.append((time.perf_counter() - start, float(np.mean(missed**2))))
        if course[-1][1] <= target:
            break
    return course


def main():
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--ratings", type=Path)
    path = parser.parse_args().ratings
    scores = user_items(ratings_file.read(path), Rules()).scores if path else made_up(N_RATINGS)
    rows = EmbeddingDot(SEED).rows_of(scores)
    order = np.random.default_rng(1).permutation(len(rows.users))
    n_kept = len(order) // 10
    learned, kept = rows.having(order[n_kept:]), rows.having(order[:n_kept])
    print(f"{datetime.now(UTC):%Y-%m-%d}, {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}")
    print(f"{len(learned.users)} ratings to learn from, {n_kept} kept", flush=True)
    theirs = keras_course(learned, kept, scores.shape)
    seconds, lowest = min(theirs, key=lambda reached: (reached[1], reached[0]))
    print(f"Keras fit: MSE {lowest:.5f} after {seconds:.1f} s; {len(theirs)} epochs", flush=True)
    ours = factorisation_course(learned, kept, scores.shape, lowest)
    print(f"ours: MSE {ours[-1][1]:.5f} after {ours[-1][0]:.1f} s; {len(ours)} epochs")
    print(f"{seconds / ours[-1][0]:.1f} times shorter" if ours[-1][1] <= lowest else "not reached")


if __name__ == "__main__":
    main()
