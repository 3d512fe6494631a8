"""What shorter vectors of stories, in bytes, change in recommendations; with what is stored now.

    PYTHONPATH=. python benchmarks/serve_compact.py [--visitors 40] [--members 200]
                                                    [--dims 32 48 64 96 128 256]

Made-up visitors rate 10, 30 and 100 of the thousand best-known titles. Members that the audience is
not learned from give 10 titles, and half of their list. Prints for each number of dimensions: the
part of the squared length that is kept, how many of 20 titles are the same as with whole vectors,
the milliseconds of scoring all stories, and the share of 20 cards that are on the hidden part of a
member's list, with what whole vectors have more or less of them (95 % interval from resampled
members).
"""

import argparse
import dataclasses
import statistics
import time

import numpy as np
from site_sureness import LEAST_SEEN, learned
from threadpoolctl import threadpool_limits

import config
import store
from cf.job import load as load_lists
from cf.rules import Rules
from ranking.coded import coded
from ranking.similarity import compacted
from webapp.catalogue import loading
from webapp.question.query import Query, Rating
from webapp.recommending.recommender import recommend

SEED = 1
KIND = "story"


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--visitors", type=int, default=40, help="of each size of list")
    parser.add_argument("--members", type=int, default=200, help="whose lists are hidden")
    parser.add_argument("--dims", type=int, nargs="+", default=[32, 48, 64, 96, 128, 256])
    given = parser.parse_args()
    db = store.connect(config.load())
    snapshot = loading.load(db, loading.set_versions(db))
    whole = snapshot.kinds[KIND].units
    questions = list(visitors(snapshot, given.visitors))
    by_whole = with_vectors(snapshot, whole, np.int16)
    expected = [cards(by_whole, question) for question in questions]
    held_out, members = hidden_lists(db, given.members)
    unseen = with_vectors(held_out, whole, np.int16)
    most = np.array([shares(unseen, member) for member in members])
    print(
        f"{KIND}: {whole.shape}, whole {milliseconds(by_whole):.2f} ms, hidden found {told(most)}"
    )
    for n_dims in given.dims:
        short = compacted(whole, n_dims)
        other, unseen = (with_vectors(known, short, np.int8) for known in (snapshot, held_out))
        same = [
            len(cards(other, q) & before) for q, before in zip(questions, expected, strict=True)
        ]
        found = np.array([shares(unseen, member) for member in members])
        print(
            f"{n_dims} numbers keep {np.square(short).sum() / len(whole):.3f}; same of 20: median "
            f"{statistics.median(same):g}, mean {statistics.mean(same):.2f}; "
            f"{milliseconds(other):.2f} ms; hidden found {told(found)}, whole less this "
            f"{interval(most - found)}"
        )


def visitors(snapshot, n_each):
    rng = np.random.default_rng(SEED)
    known = np.argsort(-snapshot.members)[:1000]
    for size in np.repeat([10, 30, 100], n_each).tolist():
        rows = rng.choice(known, size, replace=False).tolist()
        yield Query(
            tuple(Rating(snapshot.cards[row].anime_id, int(rng.integers(1, 11))) for row in rows)
        )


def hidden_lists(db, n_members):
    """A catalogue that knows nothing of some members, and (question, hidden ids) of each twice."""
    rng = np.random.default_rng(SEED)
    lists = load_lists(db, Rules())
    long = np.flatnonzero(np.diff(lists.scores.indptr) >= LEAST_SEEN)
    hidden = rng.choice(long, min(n_members, len(long)), replace=False)
    members, ids = [], lists.items.external_ids
    for user in hidden:
        row = lists.scores[user]
        order = rng.permutation(row.nnz)
        pair = []
        for n_given in (10, row.nnz // 2):
            given, rest = order[:n_given], order[n_given:]
            history = list(
                zip(ids[row.indices[given]].tolist(), row.data[given].tolist(), strict=True)
            )
            question = Query(
                tuple(Rating(id_, float(score)) for id_, score in history if score),
                watched=tuple(id_ for id_, score in history if not score),
            )
            pair.append((question, set(ids[row.indices[rest]].tolist())))
        members.append(pair)
    others = np.setdiff1d(np.arange(lists.scores.shape[0]), hidden)
    return learned(db, lists, others), members


def with_vectors(snapshot, vectors, width):
    known = dataclasses.replace(snapshot.kinds[KIND], short=coded(vectors, width))
    return dataclasses.replace(snapshot, kinds={**snapshot.kinds, KIND: known})


def cards(snapshot, question):
    return {snapshot.cards[pick.row].anime_id for pick in recommend(snapshot, question).picks}


def shares(snapshot, member):
    """Share of the cards that are on the hidden part of the list, for each question."""
    return [len(cards(snapshot, question) & hidden) / 20 for question, hidden in member]


def told(found):
    return " and ".join(f"{share:.3f}" for share in found.mean(axis=0))


def interval(difference):
    rng = np.random.default_rng(SEED)
    n = len(difference)
    drawn = [difference[rng.integers(0, n, n)].mean(axis=0) for _ in range(1000)]
    low, high = np.quantile(drawn, [0.025, 0.975], axis=0)
    return " and ".join(f"[{a:+.4f}, {b:+.4f}]" for a, b in zip(low, high, strict=True))


def milliseconds(snapshot):
    known = snapshot.kinds[KIND]
    found, taste = [], known.short.rows()[:100].mean(axis=0)
    for _ in range(50):
        begun = time.process_time()
        known.short.products(taste)
        found.append(1000 * (time.process_time() - begun))
    return statistics.median(found)


if __name__ == "__main__":
    with threadpool_limits(limits=1, user_api="blas"):
        main()
