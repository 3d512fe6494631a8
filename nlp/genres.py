"""Neighbours by genre overlap: most tags in common first, then best rated, newest or hidden gems.

Tags are MAL's genres, themes and demographics. Nothing heavy is imported: the site calls this.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nlp.facets import tags_of

Matrix = NDArray[np.float32]
Numbers = NDArray[np.floating[Any]]
ORDERS = ("rated", "newest", "gems")
# A gem's score loses a point for every tenfold of members: 8.0 of 10,000 stands beside 9.0 of
# 100,000.
POINTS_PER_TENFOLD = 1.0


def tag_table(documents: Sequence[Mapping[str, Any]]) -> tuple[Matrix, list[str]]:
    """Return (n, n_tags) float32 of 1 where a title has a tag, else 0, and the tags' names."""
    told = [tags_of(document) for document in documents]
    names = sorted(set().union(*told)) if told else []
    column = {name: at for at, name in enumerate(names)}
    table = np.zeros((len(told), len(names)), dtype=np.float32)
    for row, own in enumerate(told):
        table[row, [column[name] for name in own]] = 1.0
    return table, names


def overlap_order(
    tags: Matrix, row: int, order: str, *, score: Numbers, aired: Numbers, members: Numbers
) -> NDArray[np.int64]:
    """Return the rows of the titles that share tags with one, best first, itself left out.

    Parameters
    ----------
    tags
        (n, n_tags) of 0 and 1.
    row
        The title that asks.
    order
        What decides between titles that share as many: ``rated`` (score), ``newest`` (first
        aired) or ``gems`` (a high score that few members know).
    score, aired, members
        (n,) each; NaN where it is unknown: such titles come last of their equals. `aired` may be
        in any unit that grows.

    Raises
    ------
    ValueError
        For an order that there is not.
    """
    if order not in ORDERS:
        raise ValueError(f"order is {order!r}: it is one of {', '.join(ORDERS)}")
    shared = tags @ tags[row]
    shared[row] = 0.0
    found = np.flatnonzero(shared > 0)
    # Members break ties: of two unrated titles the better known stands first.
    known = np.nan_to_num(members, nan=0.0)
    by = _by(order, score, aired, known)
    last = np.where(np.isnan(by), -np.inf, by)
    return found[np.lexsort((-known[found], -last[found], -shared[found]))]


def _by(order: str, score: Numbers, aired: Numbers, members: Numbers) -> Numbers:
    if order == "rated":
        return score
    if order == "newest":
        return aired
    gems: Numbers = score - POINTS_PER_TENFOLD * np.log10(np.maximum(members, 1.0))
    return gems
