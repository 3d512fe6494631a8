"""Which parts of a story vector earn their weight: chosen on half of the titles, told of the other.

    python benchmarks/nlp_story.py [PAIRS.csv]

For each of three seeds the franchises are split in two. On one half each part's weight is halved,
doubled or taken away, one part after the other, and kept where that helps; the other half then
tells NDCG@20 of the weights so chosen, of the published ones, of the text alone (meaning and
words), of each part left out, and of TF-IDF cosine and genre overlap. Three truths: members'
recommendations (own lists, and PAIRS.csv with the columns anime_id,other_id,votes), titles that the
same members like, and the recommendations read both ways, by which nothing is chosen. Needs a built
story set.
"""

from __future__ import annotations

import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

import config
import store
from nlp import evaluate, story
from nlp.story import Part
from nlp.truths import Truth

SEEDS = (1, 2, 3)
FACTORS = (0.0, 0.5, 2.0)
DISCOUNT = 1.0 / np.log2(np.arange(2, evaluate.K + 2))
Matrix = NDArray[np.float32]


@dataclass(frozen=True)
class Parts:
    """Products of each part between all queries and all candidates, and its squared lengths."""

    queries: NDArray[np.int64]
    products: Mapping[str, Matrix]
    squares: Mapping[str, Matrix]
    groups: NDArray[np.int64]

    def scores(self, weights: Mapping[str, float]) -> Matrix:
        """Return the cosine (n_queries, n) of vectors with these weights."""
        total = sum(weight * self.products[name] for name, weight in weights.items())
        size = sum(weight * self.squares[name] for name, weight in weights.items())
        return np.asarray(total / np.sqrt(np.maximum(size, 1e-9)), dtype=np.float32)


def rows_of(vectors: Matrix, parts: Mapping[str, Part]) -> dict[str, Matrix]:
    """Return each part's rows as they were before weights and the common length.

    Every title has a length of synopsis, which then was 1: it tells what all were divided by.
    """
    told = parts["length"]
    size = np.linalg.norm(vectors[:, told.start : told.end], axis=1, keepdims=True)
    scale = np.sqrt(told.weight) / np.maximum(size, 1e-9)
    return {
        name: vectors[:, part.start : part.end] * scale / np.sqrt(part.weight)
        for name, part in parts.items()
    }


def ndcg(parts: Parts, scores: Matrix, truth: Truth) -> dict[int, float]:
    """Return NDCG@20 of each of the truth's queries."""
    found = {}
    for at, query in enumerate(parts.queries.tolist()):
        if query in truth.gains:
            own = scores[at].copy()
            own[(parts.groups == parts.groups[query]) | ~truth.candidates] = -np.inf
            best = np.argpartition(-own, evaluate.K)[: evaluate.K]
            best = best[np.argsort(-own[best], kind="stable")]
            gain_of = truth.gains[query]
            ideal = sorted(gain_of.values(), reverse=True)[: evaluate.K]
            gains = np.array([gain_of.get(row, 0.0) for row in best.tolist()])
            found[query] = float(gains @ DISCOUNT / (np.array(ideal) @ DISCOUNT[: len(ideal)]))
    return found


def means(
    parts: Parts, scores: Matrix, truths: list[Truth], half: NDArray[np.bool_]
) -> list[float]:
    """Return the mean NDCG@20 of each truth over the queries of one half."""
    return [
        float(
            np.mean([value for query, value in ndcg(parts, scores, truth).items() if half[query]])
        )
        for truth in truths
    ]


def chosen(parts: Parts, truths: list[Truth], half: NDArray[np.bool_]) -> dict[str, float]:
    """Change one weight after the other where that helps on this half."""
    weights = dict(story.WEIGHTS)

    def worth(tried: Mapping[str, float]) -> float:
        return float(np.log(means(parts, parts.scores(tried), truths, half)).sum())

    best = worth(weights)
    for name in [name for name in weights if name != "meaning"]:
        for factor in FACTORS:
            tried = {**weights, name: story.WEIGHTS[name] * factor}
            if (value := worth(tried)) > best:
                best, weights = value, tried
    return weights


def main() -> None:
    """Print a table for each seed."""
    db = store.connect(config.load())
    file = Path(sys.argv[1]) if len(sys.argv) > 1 else None
    bench = evaluate.read_bench(db, file)
    said = [truth for truth in bench.truths if "both ways" not in truth.name]
    both = [truth for truth in bench.truths if "both ways" in truth.name]
    recommended = {query: gains for truth in said[:-1] for query, gains in truth.gains.items()}
    truths = [Truth("recommended", recommended, said[0].candidates), said[-1]]
    all_truths = truths + both
    info = store.vectors.current_sets(db)["story"]
    vectors = store.vectors.load(db, info).vectors
    queries = np.array(sorted({query for truth in all_truths for query in truth.gains}))
    rows = rows_of(vectors, story.parts_of(store.vectors.load_model(db, info)[1]))
    parts = Parts(
        queries,
        {name: own[queries] @ own.T for name, own in rows.items()},
        {name: np.square(own).sum(axis=1) for name, own in rows.items()},
        bench.groups,
    )
    methods = evaluate.scorers(db, bench, seed=1)
    others = ("TF-IDF cosine", "genre overlap (Jaccard)", "genre overlap, best rated")
    print(f"{len(truths[0].gains)} recommend, {len(truths[1].gains)} by shared audience")
    for seed in SEEDS:
        families = np.unique(bench.groups)
        picked = np.random.default_rng(seed).permutation(families)[: len(families) // 2]
        tune = np.isin(bench.groups, picked)
        weights = chosen(parts, truths, tune)
        changed = {n: w for n, w in weights.items() if w != story.WEIGHTS[n]}
        tried = {f"chosen on the half ({changed or 'none changed'})": weights}
        tried["published weights"] = dict(story.WEIGHTS)
        tried["text alone"] = {name: story.WEIGHTS[name] for name in ("meaning", "words")}
        for name in story.WEIGHTS:
            tried[f"without {name}"] = {n: w for n, w in story.WEIGHTS.items() if n != name}
        print(f"\nseed {seed}: the other half     recommended, shared audience, both ways")
        scores = {label: parts.scores(own) for label, own in tried.items()}
        scores.update({name: np.asarray(methods[name](queries)) for name in others})
        for label, own_scores in scores.items():
            told = means(parts, own_scores, all_truths, ~tune)
            print(f"  {label:<36} {'  '.join(f'{value:.4f}' for value in told)}", flush=True)


if __name__ == "__main__":
    main()
