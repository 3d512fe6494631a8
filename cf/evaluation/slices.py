"""Whom a model serves well: figures by length of a member's list and popularity of a title."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import numpy as np
from numpy.typing import NDArray

from cf.evaluation.protocols import Split
from cf.evaluation.ranking import LONG, Lists, per_user

# Titles that a member is known to have seen, up to and without the second number.
ACTIVITY = {
    "under 30": (0, 30),
    "30 to 99": (30, 100),
    "100 to 299": (100, 300),
    "300 and more": (300, np.inf),
}
# Share of the catalogue, those that most have seen first.
POPULARITY = {
    "first 1 %": (0.0, 0.01),
    "to 10 %": (0.01, 0.1),
    "to 50 %": (0.1, 0.5),
    "the rest": (0.5, 1.0),
}
FIGURES = ("ndcg@10", "recall@20")

# What is sliced, which slice, which figure.
Key = tuple[str, str, str]
# A sum, and over how many.
Total = tuple[float, int]


def totals(lists: Lists, split: Split) -> dict[Key, Total]:
    """Return the sums of each slice.

    Parameters
    ----------
    lists
        Ranked over all titles.
    split
        The one they were ranked for.
    """
    return {**_by_activity(lists, split), **_by_popularity(lists, split)}


def means(parts: Iterable[Mapping[Key, Total]]) -> dict[Key, Total]:
    """Return the mean of each slice over all parts, and over how many; 0 for none."""
    whole: dict[Key, Total] = {}
    for part in parts:
        for key, (total, count) in part.items():
            before = whole.get(key, (0.0, 0))
            whole[key] = (before[0] + total, before[1] + count)
    return {key: (total / max(count, 1), count) for key, (total, count) in whole.items()}


def _by_activity(lists: Lists, split: Split) -> dict[Key, Total]:
    """Sums over members, by how many titles each is known to have seen."""
    values, length = per_user(lists), np.diff(split.seen.indptr)[lists.users]
    found: dict[Key, Total] = {}
    for group, (low, high) in ACTIVITY.items():
        own = (length >= low) & (length < high)
        for figure in FIGURES:
            found["list", group, figure] = float(values[figure][own].sum()), int(own.sum())
    return found


def _by_popularity(lists: Lists, split: Split) -> dict[Key, Total]:
    """Hidden titles found among the first 20, of all hidden ones, by how many have seen them."""
    n_items = split.train.shape[1]
    tier = _tiers(np.bincount(split.train.indices, minlength=n_items))
    hits = np.bincount(tier[lists.ranked[lists.hits]], minlength=len(POPULARITY))
    hidden = np.bincount(tier[split.hidden[lists.users].indices], minlength=len(POPULARITY))
    figure = f"found@{LONG}"
    return {
        ("titles", group, figure): (float(hits[place]), int(hidden[place]))
        for place, group in enumerate(POPULARITY)
    }


def _tiers(counts: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return (n_items,) which of `POPULARITY` each item belongs to."""
    rank = np.empty(len(counts), dtype=np.int64)
    rank[np.argsort(-counts, kind="stable")] = np.arange(len(counts))
    ends = [np.ceil(end * len(counts)) for _, end in POPULARITY.values()]
    return np.asarray(np.searchsorted(ends, rank, side="right"))
