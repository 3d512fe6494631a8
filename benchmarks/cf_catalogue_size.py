"""How many factors a small catalogue can carry: ALS on random parts of a large one.

    python benchmarks/cf_catalogue_size.py --ratings FILE --titles FILE

For each number of titles and of factors: NDCG@10 and Recall@20 for unseen users, and of the titles
that have others of their franchise the share with one of them among the ten nearest by cosine; the
mean of two random parts.
"""

import os
import sys
from datetime import UTC, datetime
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))  # run as a script, from anywhere

from benchmarks import cf_data
from cf import models
from cf.evaluation.protocols import unseen_users
from cf.evaluation.ranking import per_user, rank
from ranking.similarity import normalize_rows

SIZES = (120, 240, 500, 1000, 2000)
WIDTHS = (4, 8, 16, 32, 64, 128)
PARTS = (1, 2)
RATED, MOST_USERS = 30, 3000


def random_part(scores, n_items, seed):
    """Return which titles are drawn, of those with enough ratings, and their users' scores."""
    counts = np.bincount(scores.indices, minlength=scores.shape[1])
    rng = np.random.default_rng(seed)
    items = np.sort(rng.choice(np.flatnonzero(counts > RATED), n_items, replace=False))
    part = scores[:, items].tocsr()
    return items, part[np.flatnonzero(np.diff(part.indptr) >= 5)[:MOST_USERS]]


def reached(scores, franchise_of, n_factors):
    """Return NDCG@10, Recall@20 and the share of titles whose franchise is near."""
    split = unseen_users(scores, 1)
    model = models.make("als", n_factors=n_factors, items_per_factor=0).fit(split.train)
    found = per_user(rank(split, lambda rows: model.score(split.seen[rows]), None))
    units = normalize_rows(model.array("item_factors"))
    cosines = units @ units.T
    np.fill_diagonal(cosines, -np.inf)
    nearest = np.argsort(-cosines, axis=1)[:, :10]
    same = franchise_of[nearest] == franchise_of[:, None]
    _, group, sizes = np.unique(franchise_of, return_inverse=True, return_counts=True)
    return found["ndcg@10"].mean(), found["recall@20"].mean(), same.any(1)[sizes[group] > 1].mean()


def main():
    """Measure and print."""
    told = cf_data.read(cf_data.parser_of(__doc__).parse_args())
    if told is None:
        return
    matrix, facts = told
    print(f"{datetime.now(UTC):%Y-%m-%d}, {os.cpu_count()} cores")
    for n_items in SIZES:
        for n_factors in (width for width in WIDTHS if width <= n_items):
            figures = []
            for seed in PARTS:
                items, scores = random_part(matrix.scores, n_items, seed)
                figures.append(reached(scores, facts.franchise_of[items], n_factors))
            line = "NDCG@10 {:.3f}, Recall@20 {:.3f}, franchise near {:.2f}"
            print(f"{n_items} titles, {n_factors} factors:", line.format(*np.mean(figures, axis=0)))


if __name__ == "__main__":
    main()
