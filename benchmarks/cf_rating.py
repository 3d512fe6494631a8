"""Rating prediction: ours, alone and stacked, against Surprise, tuned with as many trials.

    python benchmarks/cf_rating.py --ratings FILE [--peers PYTHON] [--only NAME ..]

Settings are chosen on a fifth of the training side of each list; the
errors are those of three other splits, in points of 1-10 and as MSE on 0-1.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
from scipy import sparse

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))  # run as a script, from anywhere

from cf import models, ratings_file
from cf.evaluation.protocols import hold_out
from cf.evaluation.rating import differences, figures
from cf.interactions import user_items
from cf.rules import Rules

ROOT = Path(__file__).resolve().parents[1]
SPLITS = (1, 2, 3)
VALIDATION_SEED = 100
TRIALS = {
    "biased": [
        {"regularization": 0.05, "user_regularization": value} for value in (0.06, 0.09, 0.12)
    ]
    + [{"regularization": 0.04, "user_regularization": 0.09}],
    "residual": [{"regularization": value} for value in (400.0, 800.0, 1600.0, 3200.0)],
    "stack": [{}],
    "SVD": [
        {"n_factors": factors, "n_epochs": 30, "lr_all": rate, "reg_all": pull}
        for factors, rate, pull in (
            (100, 0.005, 0.05), (100, 0.01, 0.1), (50, 0.005, 0.08), (128, 0.007, 0.12),
        )
    ],
    # Hours with as many trials: its cost goes with the square of a list's length.
    "SVDpp": [{"n_factors": 20, "n_epochs": 20}],
    "KNNBaseline": [
        {"k": k, "sim_options": {"name": "pearson_baseline", "user_based": False, "shrinkage": s}}
        for k, s in ((20, 100), (40, 100), (40, 30), (60, 200))
    ],
}  # fmt: skip


def predict(name, settings, split, python):
    """Return predictions for the hidden scores, in their order."""
    if name in models.NAMES:
        model = models.make(name, **settings).fit(split.train)
        missed = differences(split, lambda rows: model.score(split.seen[rows]))
        return missed + split.hidden.data
    with tempfile.TemporaryDirectory() as folder:
        paths = [Path(folder) / file for file in ("train.npz", "asked.npz", "out.npy")]
        train = split.train.copy()
        train.eliminate_zeros()
        sparse.save_npz(paths[0], train)
        sparse.save_npz(paths[1], split.hidden)
        command = [python, str(ROOT / "benchmarks/cf_peers/rate.py"), name, json.dumps(settings)]
        subprocess.run([*command, *map(str, paths)], check=True)
        return np.load(paths[2])


def main():
    """Tune, compare and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--ratings", type=Path)
    parser.add_argument("--only", nargs="+", default=list(TRIALS), help="models to compare")
    parser.add_argument("--peers", help="python of an environment with requirements-bench.txt")
    arguments = parser.parse_args()
    if arguments.ratings is None:
        print("skipped: give --ratings FILE")
        return
    matrix = user_items(ratings_file.read(arguments.ratings), Rules())
    print(f"{datetime.now(UTC):%Y-%m-%d}, {os.cpu_count()} cores, {matrix.scores.nnz} rows")
    splits = [hold_out(matrix.scores, seed) for seed in SPLITS]
    validation = hold_out(splits[0].train, VALIDATION_SEED)
    tuned = {}
    for name, settings in TRIALS.items():
        if name not in arguments.only or (name not in models.NAMES and not arguments.peers):
            continue
        found = {}
        for trial in settings:
            predicted = predict(name, trial, validation, arguments.peers)
            found[json.dumps(trial)] = figures(predicted - validation.hidden.data)["mse01"]
            print(f"  {name} {trial} {found[json.dumps(trial)]:.5f}", flush=True)
        tuned[name] = json.loads(min(found, key=found.get))
    reached = {}
    for split in splits:
        for name, settings in tuned.items():
            missed = predict(name, settings, split, arguments.peers) - split.hidden.data
            reached.setdefault(name, []).append(figures(missed))
    for name, rows in reached.items():
        means = {key: np.mean([row[key] for row in rows]) for key in rows[0]}
        print(f"{name}: " + "  ".join(f"{key} {value:.5f}" for key, value in means.items()))


if __name__ == "__main__":
    main()
