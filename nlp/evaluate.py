"""Whether story neighbours are those of whom people say: if you liked this, try that.

Each method ranks the same candidates, the titles that have a story vector, for the same queries;
`nlp.truths` says which answers are right. Story is the plain cosine of the published vectors.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

import store
from nlp import facets, story, truths
from nlp.cleaning import SHORT_CHARS
from nlp.errors import NlpError, NotBuilt
from nlp.truths import Truth
from ranking import metrics, similarity, top_k

K = 20
N_RESAMPLES = 1000
BATCH = 256
LONG_CHARS = 600
FEWEST_LISTS = 100
FIELDS = ("title", "synopsis", "members", "score", "franchise_id", "recommendations")
Matrix = NDArray[np.float32]
# Rows of queries (b,) to scores (b, n) of all candidates.
Scorer = Callable[[NDArray[np.int64]], NDArray[np.floating[Any]]]


@dataclass(frozen=True)
class Bench:
    """What all methods are measured on.

    Attributes
    ----------
    ids
        (n,) candidates' title ids.
    documents
        n titles: `FIELDS` and those of `nlp.facets`.
    groups
        (n,) equal for titles of one franchise.
    truths
        What counts as right.
    """

    ids: NDArray[np.int64]
    documents: Sequence[Mapping[str, Any]]
    groups: NDArray[np.int64]
    truths: Sequence[Truth]


@dataclass(frozen=True)
class Line:
    """One method's quality: NDCG and recall of each query, in the order of the truth's queries."""

    name: str
    ndcg: NDArray[np.float64]
    recall: NDArray[np.float64]


def read_bench(db: store.Database, pairs: Path | None = None) -> Bench:
    """Read candidates and truths from the store, and pairs of a file if one is given.

    Raises
    ------
    NotBuilt
        When there is no story set.
    NlpError
        When nothing that is stored says which titles are alike.
    """
    info = store.vectors.current_sets(db).get("story")
    if info is None:
        raise NotBuilt("there is no story set to evaluate yet: run python -m nlp")
    ids = store.vectors.load(db, info).ids.astype(np.int64)
    found = store.anime.find_many(db, ids.tolist(), [*FIELDS, *facets.FIELDS])
    documents: list[Mapping[str, Any]] = [found.get(int(id_), {}) for id_ in ids]
    groups = truths.groups_of(documents, ids)
    known = [
        truths.own_lists(ids, documents, groups),
        truths.both_ways(ids, documents, groups),
    ]
    if pairs is not None:
        known.insert(1, truths.from_file(pairs, ids, groups))
    if store.users.count(db) >= FEWEST_LISTS:
        known.append(truths.shared_audience(ids, store.users.interactions(db), groups))
    if not any(truth.gains for truth in known):
        raise NlpError(
            "no recommendation joins two titles with a story: crawl titles whose pages show "
            "members' recommendations (scrapy crawl mal)"
        )
    return Bench(ids, documents, groups, [truth for truth in known if truth.gains])


def scorers(db: store.Database, bench: Bench, seed: int) -> dict[str, Scorer]:
    """Return each method; story comes first."""
    return {**_vector_scorers(db, bench), **_baselines(bench, seed)}


def measure(bench: Bench, truth: Truth, name: str, scorer: Scorer) -> Line:
    """Rank the candidates for each query, and compare with the truth."""
    ndcg, recall = [], []
    queries = np.array(list(truth.gains), dtype=np.int64)
    for start in range(0, len(queries), BATCH):
        batch = queries[start : start + BATCH]
        for query, scores in zip(batch.tolist(), scorer(batch), strict=True):
            barred = (bench.groups == bench.groups[query]) | ~truth.candidates
            ranked = top_k.top_k(scores, K, exclude=np.flatnonzero(barred)).tolist()
            gain_of = truth.gains[query]
            ndcg.append(metrics.ndcg_at_k(ranked, gain_of, K))
            recall.append(metrics.recall_at_k(ranked, set(gain_of), K))
    return Line(name, np.array(ndcg), np.array(recall))


def interval(values: NDArray[np.float64], seed: int) -> tuple[float, float]:
    """Return the 95 % bootstrap interval of a mean; its value twice for fewer than two."""
    if len(values) < 2:
        mean = float(values.mean()) if len(values) else 0.0
        return mean, mean
    rng = np.random.default_rng(seed)
    means = values[rng.integers(0, len(values), (N_RESAMPLES, len(values)))].mean(axis=1)
    low, high = np.quantile(means, [0.025, 0.975])
    return float(low), float(high)


def report(db: store.Database, seed: int, pairs: Path | None = None) -> Iterator[str]:
    """Yield a table for each truth: the methods, story's lead over each, story by length."""
    bench = read_bench(db, pairs)
    methods = scorers(db, bench, seed)
    yield (
        f"{len(bench.ids)} candidates; titles of the query's franchise left out; "
        "95 % intervals over queries"
    )
    for truth in bench.truths:
        yield ""
        yield f"{truth.name}: {len(truth.gains)} titles ask, {truth.candidates.sum()} may answer"
        yield f"{'':<28} NDCG@{K}   interval            Recall@{K}  story leads by"
        lines = [measure(bench, truth, name, scorer) for name, scorer in methods.items()]
        for line in lines:
            yield _told(line, lines[0], seed)
        yield from _by_length(bench, truth, lines[0])
    yield from _of_reviews(db, bench, methods, seed)
    if (info := store.vectors.current_sets(db).get("topics")) is not None:
        found = info.metrics.get("coherence_npmi", "not measured")
        carried = info.metrics.get("carried", "not measured")
        yield ""
        yield (
            f"topics: {info.n_dims} ({info.model}) of mean coherence (NPMI) {found}; share of "
            f"their strongest texts that hold two of their words: {carried}"
        )


def _told(line: Line, story_line: Line, seed: int) -> str:
    low, high = interval(line.ndcg, seed)
    lead = interval(story_line.ndcg - line.ndcg, seed)
    told = "" if line is story_line else f"{lead[0]:+.4f} to {lead[1]:+.4f}"
    return (
        f"{line.name:<28} {line.ndcg.mean():.4f}    {low:.4f} to {high:.4f}   "
        f"{line.recall.mean():.4f}     {told}"
    )


def _by_length(bench: Bench, truth: Truth, line: Line) -> Iterator[str]:
    lengths = np.array([len(bench.documents[row].get("synopsis") or "") for row in truth.gains])
    bounds = (0, SHORT_CHARS, LONG_CHARS, np.inf)
    for low, high in pairwise(bounds):
        part = (lengths >= low) & (lengths < high)
        if part.any():
            yield (
                f"  story, synopsis of {low} to {high} characters: "
                f"{line.ndcg[part].mean():.4f} ({part.sum()} titles)"
            )


def _of_reviews(
    db: store.Database, bench: Bench, methods: Mapping[str, Scorer], seed: int
) -> Iterator[str]:
    """Reviews beside story, among the titles that have both."""
    info = store.vectors.current_sets(db).get("reviews")
    if info is None:
        return
    rows = _rows(store.vectors.load(db, info), bench.ids)
    reviewed: NDArray[np.bool_] = np.linalg.norm(rows, axis=1) > 0
    own = {
        "story": methods["story"],
        "reviews": cosine(rows),
        "genre overlap (Jaccard)": methods["genre overlap (Jaccard)"],
        "random": methods["random"],
    }
    for truth in bench.truths:
        among = truths.among(truth, reviewed)
        if not among.gains:
            continue
        yield ""
        yield (
            f"of {int(among.candidates.sum())} titles with reviews, {truth.name}: "
            f"{len(among.gains)} titles ask"
        )
        lines = [measure(bench, among, name, scorer) for name, scorer in own.items()]
        for line in lines:
            yield _told(line, lines[0], seed)


def _rows(current: store.VectorSet, ids: NDArray[np.int64]) -> Matrix:
    """A set's rows (n, n_dims) of length 1 for titles `ids`; of 0 where it has none."""
    row = store.IdMap(current.ids).to_index(ids)
    rows = np.where((row >= 0)[:, None], current.vectors[row], np.float32(0.0))
    return similarity.normalize_rows(rows)


def _vector_scorers(db: store.Database, bench: Bench) -> dict[str, Scorer]:
    found: dict[str, Scorer] = {}
    sets = store.vectors.current_sets(db)
    for kind in ("story", "topics"):
        if kind not in sets:
            continue
        rows = _rows(store.vectors.load(db, sets[kind]), bench.ids)
        found[kind] = cosine(rows)
        if kind == "story":
            parts = story.parts_of(store.vectors.load_model(db, sets[kind])[1])
            if story.STANDING in parts:
                found[f"{kind} without standing"] = cosine(story.without(rows, parts))
            for name in ("meaning", "words", "tags"):
                if name in parts and parts[name].end > parts[name].start:
                    found[f"{name} alone"] = cosine(parts[name].rows(rows))
    return found


def _baselines(bench: Bench, seed: int) -> dict[str, Scorer]:
    from sklearn.feature_extraction.text import TfidfVectorizer

    texts = [document.get("synopsis") or "" for document in bench.documents]
    words = TfidfVectorizer(stop_words="english").fit_transform(texts)
    tags = _tags(bench.documents)
    sizes = tags.sum(axis=1)
    ratings = np.array([document.get("score") or 0 for document in bench.documents])
    members = np.array([document.get("members") or 0 for document in bench.documents])
    rng = np.random.default_rng(seed)
    return {
        "TF-IDF cosine": lambda rows: (words[rows] @ words.T).toarray(),
        "genre overlap (Jaccard)": lambda rows: _jaccard(tags[rows] @ tags.T, sizes[rows], sizes),
        "genre overlap, best rated": lambda rows: tags[rows] @ tags.T + ratings / 11.0,
        "popularity": lambda rows: np.tile(members.astype(np.float64), (len(rows), 1)),
        "random": lambda rows: rng.random((len(rows), len(bench.ids))),
    }


def _tags(documents: Sequence[Mapping[str, Any]]) -> Matrix:
    told = [facets.tags_of(document) for document in documents]
    names = sorted(set().union(*told))
    return np.array([[name in own for name in names] for own in told], dtype=np.float32)


def _jaccard(shared: Matrix, own: Matrix, other: Matrix) -> Matrix:
    either = own[:, None] + other[None, :] - shared
    found: Matrix = np.divide(shared, either, out=np.zeros_like(shared), where=either > 0)
    return found


def cosine(units: Matrix) -> Scorer:
    """Return the scorer by cosine of rows (n, n_dims) of length 1 or 0."""
    return lambda rows: units[rows] @ units.T
