"""How well hidden ratings are found again, over the whole catalogue."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from ranking.metrics import coverage, ndcg_at_k, recall_at_k
from ranking.top_k import top_k

LIKED = 8
Scorer = Callable[[int], NDArray[np.float32]]


@dataclass(frozen=True)
class Split:
    """Scores that a model may see, and those it must find; both (n_users, n_items) CSR int8."""

    seen: sparse.csr_matrix
    hidden: sparse.csr_matrix


def hold_out(scores: sparse.csr_matrix, share: float, rng: np.random.Generator) -> Split:
    """Hide a random `share` of all ratings."""
    hide = rng.random(scores.nnz) < share
    rows = np.repeat(np.arange(scores.shape[0]), np.diff(scores.indptr))
    parts = (
        sparse.csr_matrix(
            (scores.data[mask], (rows[mask], scores.indices[mask])), shape=scores.shape
        )
        for mask in (~hide, hide)
    )
    return Split(*parts)


def rank_users(split: Split, scorer: Scorer, n_items: int) -> dict[str, float]:
    """Return NDCG@10 and Recall@20 of all hidden titles, NDCG@10 of liked ones, and coverage.

    Parameters
    ----------
    split
        What was seen (never ranked) and what is hidden.
    scorer
        User index to (n_items,) scores.
    n_items
        Size of the catalogue.
    """
    rows: list[tuple[float, float]] = []
    liked_rows: list[float] = []
    lists = []
    for user in np.flatnonzero(np.diff(split.hidden.indptr)):
        hidden = split.hidden[int(user)]
        seen = split.seen.indices[split.seen.indptr[user] : split.seen.indptr[user + 1]]
        ranked = top_k(scorer(int(user)), 20, exclude=seen).tolist()
        gains = dict.fromkeys(hidden.indices.tolist(), 1.0)
        liked = dict.fromkeys(hidden.indices[hidden.data >= LIKED].tolist(), 1.0)
        rows.append((ndcg_at_k(ranked, gains, 10), recall_at_k(ranked, gains, 20)))
        liked_rows += [ndcg_at_k(ranked, liked, 10)] if liked else []
        lists.append(ranked[:10])
    ndcg, recall = np.mean(rows, axis=0) if rows else (0.0, 0.0)
    return {
        "ndcg@10": float(ndcg),
        "recall@20": float(recall),
        "ndcg@10 liked": float(np.mean(liked_rows)) if liked_rows else 0.0,
        "coverage@10": coverage(lists, n_items),
    }


def popularity(split: Split) -> Scorer:
    """Return the baseline: every user gets the titles that most have seen."""
    counts = np.bincount(split.seen.indices, minlength=split.seen.shape[1]).astype(np.float32)
    return lambda _: counts.copy()
