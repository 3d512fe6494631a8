"""Whether story neighbours are those of whom people say: if you liked this, try that.

The truth are MAL members' recommendations, both ways, with votes as gain; titles of one franchise
are left out, since finding a sequel proves nothing. Each method ranks the same candidates: the
titles that have a story vector.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

import store
from nlp.cleaning import SHORT_CHARS
from nlp.errors import NlpError, NotBuilt
from ranking import metrics, similarity, top_k

K = 20
N_RESAMPLES = 1000
Matrix = NDArray[np.float32]
Scorer = Callable[[int], NDArray[np.floating[Any]]]


@dataclass(frozen=True)
class Bench:
    """What all methods are measured on.

    Attributes
    ----------
    ids
        (n,) candidates' title ids.
    texts, members, ratings, genres
        Of each candidate, row by row; genres are (n, n_genres) of 0 and 1.
    franchises
        (n,) franchise of each; titles without one are their own.
    gains
        Row of a query to gain of each relevant row.
    """

    ids: NDArray[np.int64]
    texts: Sequence[str]
    members: Matrix
    ratings: Matrix
    genres: Matrix
    franchises: NDArray[np.int64]
    gains: Mapping[int, Mapping[int, float]]


@dataclass(frozen=True)
class Line:
    """One method's quality: NDCG and recall of each query, in the order of the bench's queries."""

    name: str
    ndcg: NDArray[np.float64]
    recall: NDArray[np.float64]


def read_bench(db: store.Database) -> Bench:
    """Read candidates and truth from the store.

    Raises
    ------
    NotBuilt
        When there is no story set.
    NlpError
        When no stored recommendation joins two candidates.
    """
    info = store.vectors.current_sets(db).get("story")
    if info is None:
        raise NotBuilt("there is no story set to evaluate yet: run python -m nlp")
    ids = store.vectors.load(db, info).ids.astype(np.int64)
    fields = ["synopsis", "members", "score", "genres", "themes", "franchise_id", "recommendations"]
    found = store.anime.find_many(db, ids.tolist(), fields)
    rows: list[Mapping[str, Any]] = [found.get(int(id_), {}) for id_ in ids]
    franchises = np.array(
        [row.get("franchise_id") or int(id_) for id_, row in zip(ids, rows, strict=True)]
    )
    gains = _gains(ids, rows, franchises)
    if not gains:
        raise NlpError(
            "no recommendation joins two titles with a story: crawl titles whose pages show "
            "members' recommendations (scrapy crawl mal)"
        )
    return Bench(
        ids=ids,
        texts=[row.get("synopsis") or "" for row in rows],
        members=np.array([row.get("members") or 0 for row in rows], dtype=np.float32),
        ratings=np.array([row.get("score") or 0 for row in rows], dtype=np.float32),
        genres=_genres(rows),
        franchises=franchises,
        gains=gains,
    )


def scorers(db: store.Database, bench: Bench, seed: int) -> dict[str, Scorer]:
    """Return each method as a function from a query's row to scores (n,) of all candidates."""
    return {**_vector_scorers(db, bench), **_baselines(bench, seed)}


def measure(bench: Bench, name: str, scorer: Scorer) -> Line:
    """Rank all candidates for each query, and compare with the truth."""
    ndcg, recall = [], []
    for query, gain_of in bench.gains.items():
        own = np.flatnonzero(bench.franchises == bench.franchises[query])
        ranked = top_k.top_k(scorer(query), K, exclude=own).tolist()
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


def report(db: store.Database, seed: int) -> Iterator[str]:
    """Yield the table, line by line: each method, story's lead over it, and story by length."""
    bench = read_bench(db)
    yield (
        f"{len(bench.gains)} titles with recommendations, {len(bench.ids)} candidates, "
        "other titles of the same franchise left out; 95 % intervals over titles"
    )
    yield f"{'':<28} NDCG@{K}   interval            Recall@{K}  story leads by"
    lines = [measure(bench, name, scorer) for name, scorer in scorers(db, bench, seed).items()]
    story = lines[0]
    for line in lines:
        low, high = interval(line.ndcg, seed)
        lead = interval(story.ndcg - line.ndcg, seed)
        told = "" if line is story else f"{lead[0]:+.4f} to {lead[1]:+.4f}"
        yield (
            f"{line.name:<28} {line.ndcg.mean():.4f}    {low:.4f} to {high:.4f}   "
            f"{line.recall.mean():.4f}     {told}"
        )
    short = np.array([len(bench.texts[query]) < SHORT_CHARS for query in bench.gains])
    for name, part in ((f"under {SHORT_CHARS} characters", short), ("longer", ~short)):
        if part.any():
            yield f"story, synopsis {name}: {story.ndcg[part].mean():.4f} ({part.sum()} titles)"


def _gains(
    ids: NDArray[np.int64], rows: Sequence[Mapping[str, Any]], franchises: NDArray[np.int64]
) -> dict[int, dict[int, float]]:
    """Votes between rows, both ways; a pair that stands on both pages has the higher count."""
    row_of = {int(id_): row for row, id_ in enumerate(ids)}
    gains: dict[int, dict[int, float]] = defaultdict(dict)
    for row, document in enumerate(rows):
        for edge in document.get("recommendations") or ():
            other = row_of.get(edge["anime_id"])
            if other is None or franchises[other] == franchises[row]:
                continue
            votes = max(float(edge.get("votes") or 1), gains[row].get(other, 0.0))
            gains[row][other] = gains[other][row] = votes
    return {row: gains[row] for row in sorted(gains) if gains[row]}


def _genres(rows: Sequence[Mapping[str, Any]]) -> Matrix:
    told = [{*(row.get("genres") or ()), *(row.get("themes") or ())} for row in rows]
    names = sorted(set().union(*told)) if told else []
    return np.array([[name in own for name in names] for own in told], dtype=np.float32)


def _vector_scorers(db: store.Database, bench: Bench) -> dict[str, Scorer]:
    found: dict[str, Scorer] = {}
    sets = store.vectors.current_sets(db)
    for kind in ("story", "topics"):
        if kind not in sets:
            continue
        current = store.vectors.load(db, sets[kind])
        row = store.IdMap(current.ids).to_index(bench.ids)
        rows = similarity.normalize_rows(current.vectors)[row]
        rows[row < 0] = 0.0
        found[kind] = _cosine(rows)
    return found


def _baselines(bench: Bench, seed: int) -> dict[str, Scorer]:
    from sklearn.feature_extraction.text import TfidfVectorizer

    words = TfidfVectorizer(stop_words="english").fit_transform(bench.texts)
    rng = np.random.default_rng(seed)
    units = similarity.normalize_rows(bench.genres)
    return {
        "TF-IDF cosine": lambda query: (words @ words[query].T).toarray().ravel(),
        "genre cosine": _cosine(units),
        "genre overlap, best rated": lambda query: (
            bench.genres @ bench.genres[query] + bench.ratings / 11.0
        ),
        "popularity": lambda query: bench.members,
        "random": lambda query: rng.random(len(bench.ids)),
    }


def _cosine(units: Matrix) -> Scorer:
    return lambda query: similarity.cosine_scores(units[query], units)
