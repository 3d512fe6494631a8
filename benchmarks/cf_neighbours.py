"""Which vectors say best what else the lovers of a title love: ALS's, or low-rank EASE's.

    python benchmarks/cf_neighbours.py --ratings FILE --titles FILE

A fifth of the members is not learned from. Of each title that one of them loves (ten at most a
member), the ten nearest by cosine: the share that the member loves too, how often any of them is,
the share when titles of its franchise do not count, and how often one of its franchise is near (of
the titles that have others). EASE's weights, which are no embedding, stand beside them.
"""

import os
import sys
from datetime import UTC, datetime
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))  # run as a script, from anywhere

from benchmarks import cf_data
from cf import models
from cf.asking.loved import loved
from cf.evaluation.protocols import unseen_users
from cf.models.blend import BESIDE_OTHERS
from ranking.similarity import normalize_rows

NEAREST, ASKED, FEWEST, MOST = 10, 10, 3, 30


def likenesses(split, facts):
    """Yield each kind's name and its (n_items, n_items) likeness."""
    als = models.make("als").fit(split.train, facts)
    published = models.make("als", **BESIDE_OTHERS["als"]).fit(split.train, facts)
    low_rank = models.make("low_rank").fit(split.train, facts)
    for name, vectors in (
        ("als as the blend has it", published.array("item_factors")),
        ("als", als.array("item_factors")),
        ("low_rank, where titles stand", low_rank.array("item_factors")),
        ("low_rank, what they speak for", low_rank.array("evidence")),
    ):
        units = normalize_rows(vectors)
        yield name, units @ units.T
    yield "EASE's weights", models.make("ease").fit(split.train, facts).weights.toarray()


def loved_lists(split):
    """Return what each hidden member loves, where that is enough to ask about."""
    lists = (split.seen + split.hidden).tocsr()
    found = [loved(row.indices, row.data) for row in lists]
    return [own[:MOST] for own in found if len(own) >= FEWEST]


def judged(nearest, lists, franchise_of):
    """Return the four figures."""
    shares, others = [], []
    for own in lists:
        near = nearest[own[:ASKED]]
        too = np.isin(near, own)
        apart = franchise_of[near] != franchise_of[own[:ASKED], None]
        shares.append(too.mean(axis=1))
        others.append((too & apart).sum(axis=1) / np.maximum(apart.sum(axis=1), 1))
    shares, others = np.concatenate(shares), np.concatenate(others)
    _, group, sizes = np.unique(franchise_of, return_inverse=True, return_counts=True)
    same = (franchise_of[nearest] == franchise_of[:, None]).any(axis=1)
    return shares.mean(), (shares > 0).mean(), others.mean(), same[sizes[group] > 1].mean()


def main():
    """Fit, judge and print."""
    told = cf_data.read(cf_data.parser_of(__doc__).parse_args())
    if told is None:
        return
    matrix, facts = told
    split = unseen_users(matrix.scores, 1)
    lists = loved_lists(split)
    print(f"{datetime.now(UTC):%Y-%m-%d}, {os.cpu_count()} cores; {len(lists)} members", flush=True)
    line = "{}: loved too {:.3f}, any {:.3f}, of other franchises {:.3f}, franchise near {:.3f}"
    for name, likeness in likenesses(split, facts):
        np.fill_diagonal(likeness, -np.inf)
        nearest = np.argsort(-likeness, axis=1)[:, :NEAREST]
        print(line.format(name, *judged(nearest, lists, facts.franchise_of)), flush=True)


if __name__ == "__main__":
    main()
