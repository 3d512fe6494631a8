"""Ranking: the site's default and its parts against peers, all tuned with as many trials.

    python benchmarks/cf_ranking.py --ratings FILE --titles FILE [--peers PYTHON] [--out FOLDER]
        [--only NAME ..]

Each model gets `TRIALS` settings drawn from its space; the one that finds most for validation users
(drawn from the training side of the first split) is then fitted on every split of both protocols.
What was chosen is kept in ``tuned.json`` of the folder, and a model that stands there is not tuned
again: a run that was stopped goes on, and another space needs another folder. The blend is what
``python -m cf`` publishes.
"""

import json
import os
import platform
import subprocess
import sys
import tempfile
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
from scipy import sparse

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))  # run as a script, from anywhere

from benchmarks import cf_data
from cf import models
from cf.evaluation import report
from cf.evaluation.bootstrap import relative_gain
from cf.evaluation.comparison import compare, fit_model
from cf.evaluation.protocols import PROTOCOLS, Split, unseen_users
from cf.evaluation.ranking import per_user, rank
from cf.interactions import as_seen

TRIALS = 12
ROOT = Path(__file__).resolve().parents[1]
SPLITS = (1, 2, 3)
VALIDATION_SEED = 100
OURS = ("popularity", "ease", "als", "low_rank")
PEERS = ("rectools_ease", "cornac_ease", "implicit_als", "implicit_knn", "rp3beta", "lightfm")
# Embeddings of 128 numbers against the peers' best one.
PAIRS = (("low_rank", "implicit_als"), ("als", "implicit_als"))
SPACES = {
    "popularity": {},
    "ease": {
        "regularization": [50.0, 70.0, 100.0, 140.0, 200.0],
        "dropout": [0.1, 0.2, 0.3],
        "activity_power": [0.25, 0.5, 0.75],
        "popularity_power": [0.05, 0.1, 0.15, 0.2],
        "franchise_weight": [10.0, 20.0, 40.0],
        "label_weight": [10.0, 20.0, 40.0],
        "kept": [300],
    },
    "als": {
        "n_factors": [128],
        "iterations": [4],
        "unobserved": [0.05, 0.1, 0.2, 0.4],
        "regularization": [0.003, 0.005, 0.01, 0.02, 0.04],
        "slope": [0.0, 0.05, 0.1],
    },
    "low_rank": {
        "n_factors": [128],
        "activity_power": [0.75, 1.0, 1.25],
        "ease": [
            {"regularization": pull, "dropout": dropout, "label_weight": weight}
            for pull in (50.0, 70.0, 100.0, 140.0)
            for dropout in (0.1, 0.2)
            for weight in (10.0, 20.0, 40.0)
        ],
    },
    "rectools_ease": {"regularization": [20, 40, 60, 80, 100, 140, 180, 220, 300, 400, 500, 700]},
    "cornac_ease": {"lamb": [20, 50, 100, 200, 400, 700], "posB": [True, False]},
    "implicit_als": {
        "factors": [128],
        "iterations": [15],
        "regularization": [0.01, 0.1, 1.0, 3.0, 10.0, 30.0],
        "alpha": [1.0, 3.0, 10.0, 30.0],
    },
    "implicit_knn": {
        "K": [20, 50, 100, 200, 400],
        "K1": [0.2, 0.6, 1.2, 3.0],
        "B": [0.2, 0.5, 0.8],
    },
    "rp3beta": {
        "alpha": [0.4, 0.7, 1.0, 1.3],
        "beta": [0.0, 0.2, 0.4, 0.6],
        "neighbours": [50, 100, 200],
    },
    "lightfm": {
        "no_components": [128],
        "epochs": [15, 30],
        "learning_rate": [0.01, 0.03, 0.05],
        "max_sampled": [10, 30],
        "item_alpha": [0.0, 1e-6, 1e-5],
    },
}


def trials(name):
    """Return the settings that a model may try: its whole space if that is small enough."""
    space = SPACES[name]
    n_points = int(np.prod([len(values) for values in space.values()]))
    rng = np.random.default_rng(7)
    chosen = rng.choice(n_points, min(TRIALS, n_points), replace=False)
    shape = [len(values) for values in space.values()]
    points = zip(*np.unravel_index(chosen, shape), strict=True) if shape else [()]
    return [
        {key: values[place] for (key, values), place in zip(space.items(), point, strict=True)}
        for point in points
    ]


def peer_fit(python, name, settings):
    """Return what fits a peer in its own environment."""

    def fit(split):
        with tempfile.TemporaryDirectory() as folder:
            paths = [Path(folder) / file for file in ("train.npz", "seen.npz", "scores.npy")]
            sparse.save_npz(paths[0], as_seen(split.train))
            sparse.save_npz(paths[1], as_seen(split.seen))
            command = [python, str(ROOT / "benchmarks/cf_peers/rank.py"), name]
            subprocess.run([*command, json.dumps(settings), *map(str, paths)], check=True)
            scores = np.load(paths[2])
        return lambda rows: scores[rows]

    return fit


def fit_of(name, settings, facts, python):
    """Return what fits a model, ours or a peer."""
    if name in PEERS:
        return peer_fit(python, name, settings)
    return fit_model(models.make(name, **settings), facts)


def tune(name, validation, facts, python):
    """Return the settings that find most for the validation users."""
    reached = []
    for settings in trials(name):
        scorer = fit_of(name, settings, facts, python)(validation)
        figures = per_user(rank(validation, scorer, None))
        found = (figures["ndcg@10"].mean() + figures["recall@20"].mean()) / 2
        print(f"  {name} {settings} {found:.4f}", flush=True)
        reached.append((found, settings))
    return max(reached, key=lambda pair: pair[0])[1]


def tune_all(names, path, validation, facts, python):
    """Return the settings of each model, from the file where they stand there."""
    tuned = json.loads(path.read_text()) if path.is_file() else {}
    path.parent.mkdir(parents=True, exist_ok=True)
    for name in names:
        if name not in tuned:
            tuned[name] = tune(name, validation, facts, python)
            path.write_text(json.dumps(tuned, indent=2))
    return {"blend": {}, **{name: tuned[name] for name in names}}


def main():
    """Tune, compare and print."""
    parser = cf_data.parser_of(__doc__)
    parser.add_argument("--peers", help="python of an environment with requirements-bench.txt")
    parser.add_argument("--only", nargs="+", default=[*OURS, *PEERS], help="models to compare")
    parser.add_argument("--out", type=Path, default=Path("benchmarks/results/cf_ranking"))
    arguments = parser.parse_args()
    told = cf_data.read(arguments)
    if told is None:
        return
    matrix, facts = told
    splits = {
        name: [hide(matrix.scores, seed) for seed in SPLITS] for name, hide in PROTOCOLS.items()
    }
    validation: Split = unseen_users(splits["unseen-users"][0].train, VALIDATION_SEED)
    known = OURS + (PEERS if arguments.peers else ())
    names = [name for name in known if name in arguments.only]
    tuned = tune_all(names, arguments.out / "tuned.json", validation, facts, arguments.peers)
    print(json.dumps(tuned), flush=True)
    fits = {name: fit_of(name, chosen, facts, arguments.peers) for name, chosen in tuned.items()}
    rows = []
    for row in compare(fits, splits, facts, seed=1):
        rows.append(row)
        line = "  ".join(f"{key} {value:.4f}" for key, value in row.means.items())
        print(f"{row.protocol}, {row.titles}, {row.model}: {line}", flush=True)
    print("\n".join(report.table(rows)))
    print("\n".join(gains(rows)))
    about = {
        "data": f"{matrix.scores.shape[0]} members, {matrix.scores.shape[1]} titles, "
        f"{matrix.scores.nnz} rows",
        "tuned": tuned,
        "trials": TRIALS,
        "gains": gains(rows),
        "machine": f"{os.cpu_count()} cores, {platform.processor() or platform.machine()}",
        "date": f"{datetime.now(UTC):%Y-%m-%d}",
    }
    report.write(arguments.out, rows, about)


def gains(rows):
    """Return lines: blend over best peer, our embeddings over implicit's, with intervals."""
    lines = []
    by_place = {(row.protocol, row.titles, row.model): row for row in rows}
    for protocol, titles in dict.fromkeys((row.protocol, row.titles) for row in rows):
        for figure in ("ndcg@10", "recall@20"):
            own = {
                row.model: row for row in rows if (row.protocol, row.titles) == (protocol, titles)
            }
            peers = [name for name in PEERS if name in own]
            if not peers:
                continue
            best = max(peers, key=lambda name: own[name].means[figure])
            for ours, theirs in (*PAIRS, ("blend", best)):
                if not {ours, theirs} <= set(own):
                    continue
                gain, low, high = relative_gain(
                    by_place[protocol, titles, ours].values[figure],
                    by_place[protocol, titles, theirs].values[figure],
                    seed=1,
                )
                lines.append(
                    f"{protocol}, {titles}, {figure}: {ours} over {theirs} "
                    f"{gain:+.1%} [{low:+.1%}, {high:+.1%}]"
                )
    return lines


if __name__ == "__main__":
    main()
