"""The latent factors of 2017, by absolute loss: biases, with factors, with factors of genres.

    python benchmarks/cf_latent_factor.py --ratings FILE --titles FILE

Prepared as they were there: TV series only, rows without a score dropped, a tenth of the scores
hidden, a fifth of the rest looked at for stopping, users of fewer than ten scores not learned from.
Published for CooperUnion's ratings (MAE in points of 1-10): .9092, .8726 and .8728.
"""

import gzip
import json
import os
import sys
from datetime import UTC, datetime
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))  # run as a script, from anywhere

from benchmarks import cf_data
from cf import models
from cf.evaluation.rating import differences, figures
from cf.interactions import scored_only

SPLITS = (1, 2, 3)
KINDS = {
    "biases": {"n_factors": 0, "regularization": 1.0},
    "factors": {"n_factors": 3, "genres": False},
    "factors and genres": {"n_factors": 3, "genres": True},
}
PULLS = (0.1, 1.0)


def series(path):
    """Return the ids of the TV series of a file of JSON lines."""
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        documents = [json.loads(line) for line in lines]
    return {int(d["mal_id"]) for d in documents if d.get("type") == "TV"}


def tenth_hidden(scores, seed):
    """Return a split that hides a tenth of all scores, whoever gave them."""
    return cf_data.hiding(scores, np.random.default_rng(seed).random(scores.nnz) < 0.1)


def main():
    """Fit, predict and print."""
    arguments = cf_data.parser_of(__doc__).parse_args()
    told = cf_data.read(arguments)
    if told is None:
        return
    matrix, facts = told
    wanted = series(arguments.titles)
    chosen = np.flatnonzero([int(id_) in wanted for id_ in matrix.items.external_ids])
    facts = facts.having(chosen)
    scores = scored_only(matrix.scores[:, chosen].tocsr()).astype(np.int8)
    print(f"{datetime.now(UTC):%Y-%m-%d}, {os.cpu_count()} cores; {scores.nnz} scores of", end=" ")
    print(f"{scores.shape[0]} members on {scores.shape[1]} series", flush=True)
    for kind, settings in KINDS.items():
        for pull in PULLS if "regularization" not in settings else [settings["regularization"]]:
            own = {**settings, "regularization": pull}
            reached = []
            for seed in SPLITS:
                split = tenth_hidden(scores, seed)
                model = models.make("latent_factor", **own).fit(split.train, facts)
                missed = differences(split, lambda rows, m=model, s=split: m.score(s.seen[rows]))
                reached.append(figures(missed)["mae"])
            print(f"{kind}, pull {pull}: MAE {np.mean(reached):.4f}", flush=True)


if __name__ == "__main__":
    main()
