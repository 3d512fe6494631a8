"""What shorter vectors of stories change in recommendations, with what the database holds now.

    PYTHONPATH=. python benchmarks/serve_compact.py [--visitors 40] [--dims 128 192 256 384]

Made-up visitors rate 10, 30 and 100 of the thousand best-known titles. Prints for each number of
dimensions the part of the squared length that is kept; and, for four bytes a number and for one,
how many of the 20 titles are the same as with whole vectors, and the milliseconds of scoring all
stories.
"""

import argparse
import dataclasses
import statistics
import time

import numpy as np
from threadpoolctl import threadpool_limits

import config
import store
from ranking.coarse import coded, products
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
    print(f"{KIND}: {whole.shape}, whole {milliseconds(np.matmul, whole, whole[0]):.2f} ms")
    for n_dims in given.dims:
        short = compacted(whole, n_dims)
        print(f"{n_dims} numbers keep {np.square(short).sum() / len(whole):.3f}")
        taste, codes = short[:100].mean(axis=0), coded(short)
        show("floats", expected, answers(snapshot, short, questions), np.matmul, short, taste)
        found = answers(snapshot, short, questions, as_codes=True)
        show("bytes", expected, found, products, *codes, taste)


def show(name, expected, found, score, *given):
    same = [len(a & b) for a, b in zip(expected, found, strict=True)]
    print(
        f"  {name}: same of 20: median {statistics.median(same):g}, mean "
        f"{statistics.mean(same):.2f}, least {min(same)}, {milliseconds(score, *given):.2f} ms"
    )


def visitors(snapshot, n_each):
    rng = np.random.default_rng(SEED)
    known = np.argsort(-snapshot.members)[:1000]
    for size in np.repeat([10, 30, 100], n_each).tolist():
        rows = rng.choice(known, size, replace=False).tolist()
        yield Query(
            tuple(Rating(snapshot.cards[row].anime_id, int(rng.integers(1, 11))) for row in rows)
        )


def answers(snapshot, vectors, questions, *, as_codes=False):
    codes, step = coded(vectors) if as_codes else (None, None)
    known = dataclasses.replace(snapshot.kinds[KIND], compact=vectors, codes=codes, step=step)
    other = dataclasses.replace(snapshot, kinds={**snapshot.kinds, KIND: known})
    return [{pick.row for pick in recommend(other, query).picks} for query in questions]


def milliseconds(score, *given):
    found = []
    for _ in range(50):
        begun = time.process_time()
        score(*given)
        found.append(1000 * (time.process_time() - begun))
    return statistics.median(found)


if __name__ == "__main__":
    with threadpool_limits(limits=1, user_api="blas"):
        main()
