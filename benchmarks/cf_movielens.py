"""MovieLens' two usual tables, for a file that is at hand: RMSE in five folds, NDCG@10 at 75/25.

    python benchmarks/cf_movielens.py --ratings u.data

Errors are in stars, over five random folds of all ratings. For the ranking a quarter of each
title's ratings is hidden (the protocol of the recommenders repository: stratified by title, all
hidden titles count, the whole catalogue ranked). Settings and the weights of the stack are chosen
on a part of the training side. To beat: RMSE .915 to .919 and NDCG@10 .475 on MovieLens-100K.
"""

import argparse
import itertools
import os
import sys
from datetime import UTC, datetime
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))  # run as a script, from anywhere

from benchmarks.cf_data import hiding
from cf import models, ratings_file
from cf.evaluation.ranking import per_user, rank
from cf.evaluation.rating import differences, figures
from cf.interactions import user_items
from cf.models.blend import standardized
from cf.models.weights import best_weights
from cf.rules import Rules

FOLDS = 5
POINTS_A_STAR = 2.0
PREDICTORS = {
    "biased": [
        {"n_factors": 128, "regularization": pull, "user_regularization": ridge}
        for pull in (0.05, 0.09)
        for ridge in (0.06, 0.12)
    ],
    "residual": [{"regularization": pull} for pull in (100.0, 200.0, 400.0, 800.0)],
}
RANKERS = {
    "ease": [
        {"regularization": pull, "dropout": dropout, "kept": 0}
        for pull in (50.0, 100.0, 200.0)
        for dropout in (0.1, 0.3)
    ],
    "als": [
        {"unobserved": unseen, "regularization": pull, "n_factors": width}
        for unseen, pull, width in itertools.product((0.1, 0.3), (0.003, 0.01), (64, 128))
    ],
    "softmax": [{"dropout": share, "epochs": 60, "batch": 64} for share in (0.3, 0.5)],
}


def quarter_of_each_title(scores, seed):
    """Return the split that hides a quarter of each title's ratings."""
    draw = np.random.default_rng(seed).random(scores.nnz)
    order = np.lexsort((draw, scores.indices))
    counts = np.bincount(scores.indices, minlength=scores.shape[1])
    place = np.empty(scores.nnz, dtype=np.int64)
    place[order] = np.arange(scores.nnz) - np.repeat(np.cumsum(counts) - counts, counts)
    return hiding(scores, place < np.round(counts / 4)[scores.indices])


def predicted(name, settings, split):
    """Return predictions of the hidden scores."""
    model = models.make(name, **settings).fit(split.train)
    return differences(split, lambda rows: model.score(split.seen[rows])) + split.hidden.data


def rmse(found, split):
    """Return the error in stars."""
    return figures(found - split.hidden.data)["rmse"] / POINTS_A_STAR


def error_table(scores):
    """Print RMSE over the folds, of each predictor and of their stack."""
    fold = np.random.default_rng(1).integers(0, FOLDS, scores.nnz)
    first = hiding(scores, fold == 0).train
    validation = hiding(first, np.random.default_rng(2).integers(0, FOLDS, first.nnz) == 0)
    best, columns = {}, []
    for name, trials in PREDICTORS.items():
        tried = [predicted(name, settings, validation) for settings in trials]
        lowest = int(np.argmin([rmse(found, validation) for found in tried]))
        best[name] = trials[lowest]
        columns.append(tried[lowest])
    columns = np.column_stack([*columns, np.ones(validation.hidden.nnz)])
    weights = np.linalg.lstsq(columns, validation.hidden.data.astype(float))[0]
    reached = {name: [] for name in (*best, "stack")}
    for number in range(FOLDS):
        split = hiding(scores, fold == number)
        own = [predicted(name, settings, split) for name, settings in best.items()]
        stacked = np.column_stack([*own, np.ones(split.hidden.nnz)]) @ weights
        for name, found in zip(reached, [*own, np.clip(stacked, 1, 10)], strict=True):
            reached[name].append(rmse(found, split))
    for name, errors in reached.items():
        print(
            f"RMSE, {FOLDS} folds, {name} {best.get(name, '')}: {np.mean(errors):.4f}", flush=True
        )


def ranking_table(scores):
    """Print NDCG@10 of each ranker and of their blend."""
    split = quarter_of_each_title(scores, 1)
    validation = quarter_of_each_title(split.train, 2)
    parts, best = {}, {}
    for name, trials in RANKERS.items():
        tried = []
        for settings in trials:
            model = models.make(name, **settings).fit(validation.train)
            tried.append(standardized(model.score(validation.seen)))
        highest = int(np.argmax([ndcg(validation, found) for found in tried]))
        best[name], parts[name] = trials[highest], tried[highest]
    weights = best_weights(parts, validation)
    total = np.zeros(scores.shape, dtype=np.float32)
    for name, settings in best.items():
        found = standardized(models.make(name, **settings).fit(split.train).score(split.seen))
        total += np.float32(weights[name]) * found
        print(f"NDCG@10, 75/25, {name} {settings}: {ndcg(split, found):.4f}", flush=True)
    print(f"NDCG@10, 75/25, blend {weights}: {ndcg(split, total):.4f}")


def ndcg(split, scores):
    """Return the mean over users who have something hidden."""
    return float(per_user(rank(split, lambda rows: scores[rows], None))["ndcg@10"].mean())


def main():
    """Tune, compare and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--ratings", type=Path)
    path = parser.parse_args().ratings
    if path is None:
        print("skipped: give --ratings FILE")
        return
    rules = Rules(min_user_ratings=1, min_item_ratings=1)
    scores = user_items(ratings_file.read(path), rules).scores
    print(f"{datetime.now(UTC):%Y-%m-%d}, {os.cpu_count()} cores; {scores.nnz} ratings", end=" ")
    print(f"of {scores.shape[0]} users on {scores.shape[1]} titles", flush=True)
    error_table(scores)
    ranking_table(scores)


if __name__ == "__main__":
    main()
