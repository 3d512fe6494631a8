"""How good a ranked list is. One function, one formula, and a stated answer for the empty case."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence

import numpy as np


def precision_at_k(ranked: Sequence[int], relevant: Collection[int], k: int) -> float:
    """Return hits among the first `k` divided by `k`; 0 when nothing is relevant."""
    return sum(item in relevant for item in ranked[:k]) / k


def recall_at_k(ranked: Sequence[int], relevant: Collection[int], k: int) -> float:
    """Return hits among the first `k` divided by min(k, relevant); 0 when nothing is relevant.

    The divisor is the most that k places can hold, as Liang et al. (2018) define it.
    """
    if not relevant:
        return 0.0
    return sum(item in relevant for item in ranked[:k]) / min(k, len(relevant))


def reciprocal_rank(ranked: Sequence[int], relevant: Collection[int]) -> float:
    """Return 1 / rank of the first hit; 0 when there is none."""
    return next((1.0 / rank for rank, item in enumerate(ranked, 1) if item in relevant), 0.0)


def dcg_at_k(gains: Sequence[float], k: int) -> float:
    """Return the sum of gain / log2(rank + 1) over the first `k`; 0 for an empty list."""
    return float(sum(gain / np.log2(rank + 1) for rank, gain in enumerate(gains[:k], 1)))


def ndcg_at_k(ranked: Sequence[int], gain_of: Mapping[int, float], k: int) -> float:
    """Return DCG divided by that of the ideal order; 0 when no item has a gain.

    Parameters
    ----------
    ranked
        Item ids, best first.
    gain_of
        Gain of each relevant item; items that are absent gain 0.
    k
        Places that count.
    """
    ideal = dcg_at_k(sorted(gain_of.values(), reverse=True), k)
    return dcg_at_k([gain_of.get(item, 0.0) for item in ranked], k) / ideal if ideal else 0.0


def coverage(lists: Iterable[Sequence[int]], n_items: int) -> float:
    """Return the share of `n_items` that stand in any list; 0 for an empty catalogue."""
    return len({item for ranked in lists for item in ranked}) / n_items if n_items else 0.0
