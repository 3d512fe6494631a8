"""What shorter vectors of stories change in recommendations, with what the database holds now.

    PYTHONPATH=. python benchmarks/serve_compact.py [--visitors 40] [--dims 128 192 256 384]

Made-up visitors rate 10, 30 and 100 of the thousand best-known titles. Prints for each number of
dimensions: the part of the squared length that is kept, how many of the 20 titles are the same as
with whole vectors, and the milliseconds of scoring all stories.
"""

import argparse
import dataclasses
import statistics
import time

import numpy as np
from threadpoolctl import threadpool_limits

import config
import store
from ranking.similarity import compacted
from webapp.catalogue import loading
from webapp.question.query import Query, Rating
from webapp.recommending.recommender import recommend

SEED = 1
KIND = "story"


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--visitors", type=int, default=40, help="of each size of list")
    parser.add_argument("--dims", type=int, nargs="+", default=[128, 192, 256, 384])
    given = parser.parse_args()
    db = store.connect(config.load())
    snapshot = loading.load(db, loading.set_versions(db))
    questions = list(visitors(snapshot, given.visitors))
    whole = snapshot.kinds[KIND].units
    expected = answers(snapshot, whole, questions)
    print(f"{KIND}: {whole.shape}, whole {milliseconds(whole):.2f} ms")
    for n_dims in given.dims:
        short = compacted(whole, n_dims)
        found = answers(snapshot, short, questions)
        same = [len(a & b) for a, b in zip(expected, found, strict=True)]
        print(
            f"{n_dims}: keeps {np.square(short).sum() / len(whole):.3f}, same of 20: median "
            f"{statistics.median(same):g}, mean {statistics.mean(same):.2f}, least {min(same)}, "
            f"{milliseconds(short):.2f} ms"
        )


def visitors(snapshot, n_each):
    rng = np.random.default_rng(SEED)
    known = np.argsort(-snapshot.members)[:1000]
    for size in np.repeat([10, 30, 100], n_each).tolist():
        rows = rng.choice(known, size, replace=False).tolist()
        yield Query(
            tuple(Rating(snapshot.cards[row].anime_id, int(rng.integers(1, 11))) for row in rows)
        )


def answers(snapshot, vectors, questions):
    known = dataclasses.replace(snapshot.kinds[KIND], compact=vectors)
    other = dataclasses.replace(snapshot, kinds={**snapshot.kinds, KIND: known})
    return [{pick.row for pick in recommend(other, query).picks} for query in questions]


def milliseconds(vectors):
    taste, found = vectors[0].copy(), []
    for _ in range(50):
        begun = time.perf_counter()
        vectors @ taste
        found.append(1000 * (time.perf_counter() - begun))
    return statistics.median(found)


if __name__ == "__main__":
    with threadpool_limits(limits=1, user_api="blas"):
        main()
