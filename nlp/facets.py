"""What a title's page says beside the synopsis: its tags, how it is told, and its standing.

Tags are MAL's genres, themes and demographics. How a story is told is five facts: the age it is
meant for, what it was made from, whether it is a series or a film, how long it runs, and how much
the synopsis tells. Each becomes a part of its own, a row of length 1 or, where the page says
nothing, of 0. Standing is how many know a title and how well they rate it; its row is as long as
the title stands high, so that it joins titles that stand high and says nothing of the others.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ranking.similarity import normalize_rows

Matrix = NDArray[np.float32]
FIELDS = (
    "genres", "themes", "demographics", "rating", "source", "type", "episodes", "minutes",
    "members", "score",
)  # fmt: skip
TAG_FIELDS = ("genres", "themes", "demographics")
# Centres on a scale of doublings, and how far one reaches: a likeness of lengths that fades.
MINUTES = (np.arange(0.0, 14.0, 1.0), 1.5)
LENGTH = (np.arange(1.0, 10.0, 0.5), 0.8)
# From where to where standing grows from 0 to 1: tenfolds of members (10,000 to 2 million), score.
MEMBERS = (4.0, 6.3)
SCORE = (6.5, 9.0)


@dataclass(frozen=True)
class FacetSpace:
    """What turns a page's facts into numbers.

    Attributes
    ----------
    tags, ratings, sources, types
        Known values, in the order of their columns.
    idf
        (n_tags,) float32: how much a tag tells; a rare one tells more.
    """

    tags: Sequence[str]
    idf: Matrix
    ratings: Sequence[str]
    sources: Sequence[str]
    types: Sequence[str]

    def encode(self, documents: Sequence[Mapping[str, Any]], n_words: Matrix) -> dict[str, Matrix]:
        """Return each part's rows (n, its dims) float32; unknown values are 0.

        Rows are of length 1 or 0, those of standing of any length between.

        Parameters
        ----------
        documents
            `FIELDS` of n titles.
        n_words
            (n,) words of each synopsis.
        """
        return {
            "tags": normalize_rows(
                _held(self.tags, [tags_of(row) for row in documents]) * self.idf
            ),
            "rating": _held(self.ratings, [_one(row, "rating") for row in documents]),
            "source": _held(self.sources, [_one(row, "source") for row in documents]),
            "type": _held(self.types, [_one(row, "type") for row in documents]),
            "running time": _near(np.array([_minutes(row) for row in documents]), *MINUTES),
            "length": length_rows(n_words),
            "standing": standing_rows(documents),
        }


def fit(documents: Sequence[Mapping[str, Any]]) -> FacetSpace:
    """Learn which values there are, and how rare each tag is.

    The weight of a tag that stands on d of n pages is ln((1 + n) / (1 + d)) + 1.
    """
    told = [tags_of(row) for row in documents]
    tags = sorted(set().union(*told)) if told else []
    n_pages = _held(tags, told).sum(axis=0)
    return FacetSpace(
        tags=tags,
        idf=(np.log((1 + len(documents)) / (1 + n_pages)) + 1).astype(np.float32),
        ratings=sorted(set().union(*(_one(row, "rating") for row in documents))),
        sources=sorted(set().union(*(_one(row, "source") for row in documents))),
        types=sorted(set().union(*(_one(row, "type") for row in documents))),
    )


def length_rows(n_words: NDArray[Any]) -> Matrix:
    """Return the part that says how much a synopsis tells: (n, its dims) of numbers of words."""
    return _near(np.asarray(n_words, dtype=np.float64) + 2.0, *LENGTH)


def standing_rows(documents: Sequence[Mapping[str, Any]]) -> Matrix:
    """Return (n, 2) float32: how well known and how well rated titles are, rows of length 0 to 1.

    A title that fewer than 10,000 know has 0 in the first number, one that is scored under 6.5 or
    by nobody has 0 in the second.
    """
    members = np.array([row.get("members") or 0 for row in documents], dtype=np.float64)
    scores = np.array([row.get("score") or 0 for row in documents], dtype=np.float64)
    both = np.column_stack(
        [_grown(np.log10(np.maximum(members, 1.0)), *MEMBERS), _grown(scores, *SCORE)]
    )
    rows: Matrix = (both / np.sqrt(2.0)).astype(np.float32)
    return rows


def _grown(values: NDArray[np.float64], low: float, high: float) -> NDArray[np.float64]:
    grown: NDArray[np.float64] = np.clip((values - low) / (high - low), 0.0, 1.0)
    return grown


def tags_of(document: Mapping[str, Any]) -> frozenset[str]:
    """Return the genres, themes and demographics of a page."""
    return frozenset(tag for field in TAG_FIELDS for tag in document.get(field) or ())


def _one(document: Mapping[str, Any], field: str) -> frozenset[str]:
    return frozenset([document[field]]) if document.get(field) else frozenset()


def _minutes(document: Mapping[str, Any]) -> float:
    """Running time of the whole title, plus one; 0 when it is unknown."""
    total = (document.get("episodes") or 0) * (document.get("minutes") or 0)
    return float(total + 1) if total else 0.0


def _held(names: Sequence[str], told: Sequence[frozenset[str]]) -> Matrix:
    """(n, n_names) of 1 where a title holds a value, else 0."""
    column = {name: at for at, name in enumerate(names)}
    rows = np.zeros((len(told), len(names)), dtype=np.float32)
    for row, own in enumerate(told):
        rows[row, [column[name] for name in own if name in column]] = 1.0
    return rows


def _near(amounts: NDArray[np.float64], centres: NDArray[np.float64], reach: float) -> Matrix:
    """Nearness of the logarithm of each amount to each centre; rows of 0 for an amount of 0."""
    known = amounts > 0
    doublings = np.log2(np.where(known, amounts, 1.0))
    near = np.exp(-(((doublings[:, None] - centres[None, :]) / reach) ** 2)) * known[:, None]
    return normalize_rows(near.astype(np.float32))
