"""Who says that two titles are alike: members who recommend, and members who like both.

A truth is, for each title that asks, which titles answer and how much each is worth. Titles of one
franchise never answer each other, since finding a sequel proves nothing.
"""

from __future__ import annotations

import csv
import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix

import store
from nlp.errors import NlpError

Gains = dict[int, dict[int, float]]
# An audience is judged from this many members who like a title.
FEWEST_LIKES = 30
LEAST_LIKED = 7
RIDGE = 100.0
ANSWERS = 20
SHORTEST_BEGINNING = 8


@dataclass(frozen=True)
class Truth:
    """One way of saying what is alike.

    Attributes
    ----------
    name
        As reports call it.
    gains
        Row of a query to gain of each row that answers it.
    candidates
        (n,) bool: the rows that could have answered; others are not ranked.
    """

    name: str
    gains: Gains
    candidates: NDArray[np.bool_]


def own_lists(
    ids: NDArray[np.int64], documents: Sequence[Mapping[str, Any]], groups: NDArray[np.int64]
) -> Truth:
    """Each title's own recommendations as its page lists them, votes as gain.

    A title that only stands on the lists of others asks nothing: its own list was not crawled, and
    what is not known to be on it is not wrong.
    """
    edges = _edges(ids, documents)
    return Truth("recommended on the title's own page", _gains(ids, edges, groups), _all(ids))


def both_ways(
    ids: NDArray[np.int64], documents: Sequence[Mapping[str, Any]], groups: NDArray[np.int64]
) -> Truth:
    """The same pairs read in both directions; most answers are then the few famous titles."""
    gains = _gains(ids, _mirrored(_edges(ids, documents)), groups)
    return Truth("recommended, read both ways", gains, _all(ids))


def from_file(path: Path, ids: NDArray[np.int64], groups: NDArray[np.int64]) -> Truth:
    """Pairs of a CSV file with the columns ``anime_id, other_id, votes``, read both ways.

    Raises
    ------
    NlpError
        When the file is not such a table.
    """
    try:
        with path.open(encoding="utf-8", newline="") as file:
            edges = [
                (int(row["anime_id"]), int(row["other_id"]), float(row["votes"]))
                for row in csv.DictReader(file)
            ]
    except (OSError, KeyError, TypeError, ValueError) as error:
        raise NlpError(
            f"{path} is no table of pairs ({error}): its columns are anime_id, other_id, votes"
        ) from error
    return Truth(f"pairs of {path.name}", _gains(ids, _mirrored(edges), groups), _all(ids))


def shared_audience(
    ids: NDArray[np.int64], lists: store.users.Interactions, groups: NDArray[np.int64]
) -> Truth:
    """Titles that the same members like beyond what the rest of their lists explains.

    Notes
    -----
    Member u likes title i when the score is 7 or more and not under u's mean. With X (members,
    titles) of 0 and 1 and P = (X'X + 100 I)^-1, the gain of j for i is the partial correlation
    -P_ij / sqrt(P_ii P_jj): being famous is taken out, as is the length of a list. The 20 highest
    answer, of titles that 30 members or more like.
    """
    likes = _likes(ids, lists)
    liked = np.asarray(likes.sum(axis=0)).ravel() >= FEWEST_LIKES
    kept = np.flatnonzero(liked)
    x = likes[:, kept]
    inverse = np.linalg.inv((x.T @ x).toarray() + RIDGE * np.eye(len(kept)))
    scale = np.sqrt(np.diag(inverse))
    partial = -inverse / np.outer(scale, scale)
    partial[groups[kept][:, None] == groups[kept][None, :]] = 0.0
    gains: Gains = {}
    for row, values in zip(kept.tolist(), partial, strict=True):
        best = np.argsort(-values, kind="stable")[:ANSWERS]
        if found := {int(kept[at]): float(values[at]) for at in best if values[at] > 0}:
            gains[row] = found
    return Truth("liked by the same members", gains, liked)


def among(truth: Truth, kept: NDArray[np.bool_]) -> Truth:
    """Return what a truth says of some titles alone: `kept` (n,) may ask and answer."""
    found = {
        query: own
        for query, gains in truth.gains.items()
        if kept[query] and (own := {row: gain for row, gain in gains.items() if kept[row]})
    }
    return Truth(truth.name, found, truth.candidates & kept)


def groups_of(documents: Sequence[Mapping[str, Any]], ids: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return a number (n,) for each title: equal for those of one franchise.

    Titles of one stored franchise are one; so are titles that begin with the same two words, or
    with the same word of eight letters or more ("Lanterns", "Lanterns: the second year").
    """
    above = list(range(len(documents)))

    def root(at: int) -> int:
        while above[at] != at:
            above[at] = at = above[above[at]]
        return at

    first: dict[object, int] = {}
    for row, (id_, document) in enumerate(zip(ids.tolist(), documents, strict=True)):
        keys: list[object] = [document.get("franchise_id") or id_]
        for key in keys + list(_beginnings(str(document.get("title") or ""))):
            above[root(row)] = root(first.setdefault(key, row))
    return np.array([root(row) for row in range(len(above))], dtype=np.int64)


def _beginnings(title: str) -> Iterable[str]:
    words = re.sub(r"[^\w ]", "", title.lower()).split()
    if len(words) > 1 and len(" ".join(words[:2])) >= SHORTEST_BEGINNING:
        yield " ".join(words[:2])
    if words and len(words[0]) >= SHORTEST_BEGINNING:
        yield words[0]


def _edges(
    ids: NDArray[np.int64], documents: Sequence[Mapping[str, Any]]
) -> list[tuple[int, int, float]]:
    return [
        (int(id_), edge["anime_id"], float(edge.get("votes") or 1))
        for id_, document in zip(ids, documents, strict=True)
        for edge in document.get("recommendations") or ()
    ]


def _mirrored(edges: Sequence[tuple[int, int, float]]) -> list[tuple[int, int, float]]:
    return [*edges, *((other, one, votes) for one, other, votes in edges)]


def _gains(
    ids: NDArray[np.int64], edges: Iterable[tuple[int, int, float]], groups: NDArray[np.int64]
) -> Gains:
    """Votes between rows; an edge that comes twice has the higher count."""
    row_of = {int(id_): row for row, id_ in enumerate(ids)}
    gains: Gains = defaultdict(dict)
    for one, other, votes in edges:
        row, answer = row_of.get(one), row_of.get(other)
        if row is None or answer is None or groups[row] == groups[answer]:
            continue
        gains[row][answer] = max(votes, gains[row].get(answer, 0.0))
    return {row: gains[row] for row in sorted(gains)}


def _all(ids: NDArray[np.int64]) -> NDArray[np.bool_]:
    return np.ones(len(ids), dtype=np.bool_)


def _likes(ids: NDArray[np.int64], lists: store.users.Interactions) -> csr_matrix:
    """(n_users, n) of 1 where a member likes a title."""
    n_users = len(lists.user_names)
    scored = lists.scores > 0
    counts = np.maximum(np.bincount(lists.user_index[scored], minlength=n_users), 1)
    totals = np.bincount(lists.user_index[scored], lists.scores[scored], minlength=n_users)
    row = store.IdMap(ids).to_index(lists.anime_ids)
    mean = (totals / counts)[lists.user_index]
    liked = (row >= 0) & (lists.scores >= LEAST_LIKED) & (lists.scores >= mean)
    ones = np.ones(int(liked.sum()), dtype=np.float64)
    return csr_matrix((ones, (lists.user_index[liked], row[liked])), shape=(n_users, len(ids)))
