"""A taste in figures: what a visitor watches and how it is scored, against the whole of MAL."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from webapp.catalogue.cards import Card
from webapp.catalogue.remembered import remembered_of_titles
from webapp.catalogue.snapshot import Snapshot
from webapp.question.query import Rating, Ratings

MAX_LINES = 12
# A label needs so many of the visitor's titles before its mean score is worth a word.
LEAST_TITLES = 3


@dataclass(frozen=True)
class Line:
    """One genre, source, decade or studio.

    Attributes
    ----------
    label
        Its name.
    n_titles
        How many of the visitor's titles have it.
    share, usual_share
        Of the visitor's titles, and of all that MAL's members list, 0 to 1.
    mean, usual_mean
        The visitor's mean score of them, and MAL's of the same titles; None without one.
    """

    label: str
    n_titles: int
    share: float
    usual_share: float
    mean: float | None
    usual_mean: float | None


@dataclass(frozen=True)
class Profile:
    """What a list of scores says.

    Attributes
    ----------
    n_scores
        How many titles with a score the catalogue holds.
    mean, usual_mean
        The visitor's mean score, and MAL's of the same titles; None without any.
    histogram
        (10,) how often the visitor gave 1 to 10.
    lines
        For genres, sources, decades, studios and types, the most frequent first.
    """

    n_scores: int
    mean: float | None
    usual_mean: float | None
    histogram: tuple[int, ...]
    lines: Mapping[str, Sequence[Line]]


def _decade(card: Card) -> tuple[str, ...]:
    return (f"{card.year // 10 * 10}s",) if card.year else ()


FIELDS: Mapping[str, Callable[[Card], Sequence[str]]] = {
    "genres": lambda card: card.genres,
    "sources": lambda card: (card.source,) if card.source else (),
    "decades": _decade,
    "studios": lambda card: card.studios,
    "types": lambda card: (card.type,) if card.type else (),
}


def profile_of(snapshot: Snapshot, ratings: Sequence[Rating]) -> Profile:
    """Work out the figures; titles that the catalogue lacks are left out."""
    rows, scores = known_scores(snapshot, ratings)
    usual = _usual(snapshot, rows)
    places = np.clip(np.round(scores), 1, 10).astype(int)
    return Profile(
        len(rows),
        _mean(scores),
        _mean(usual),
        tuple(np.bincount(places, minlength=11)[1:].tolist()),
        {name: _lines(snapshot, rows, scores, name) for name in FIELDS},
    )


def known_scores(
    snapshot: Snapshot, ratings: Sequence[Rating]
) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    """(n_known,) catalogue rows and scores of the ratings that have both."""
    given = Ratings.of(ratings)
    rows, scores = snapshot.id_map.to_index(given.ids), given.scores
    known = (rows >= 0) & (scores > 0)
    return rows[known], scores[known]


def _lines(
    snapshot: Snapshot,
    rows: NDArray[np.int64],
    scores: NDArray[np.float64],
    field: str,
) -> list[Line]:
    mine: dict[str, list[int]] = {}
    labels = FIELDS[field]
    for place, row in enumerate(rows.tolist()):
        for label in labels(snapshot.cards[row]):
            mine.setdefault(label, []).append(place)
    largest = sorted(mine, key=lambda label: (-len(mine[label]), label))[:MAX_LINES]
    usual, found = usual_shares(snapshot)[field], []
    for label in largest:
        places = np.array(mine[label])
        is_enough = len(places) >= LEAST_TITLES
        mean = _mean(scores[places]) if is_enough else None
        usual_mean = _mean(_usual(snapshot, rows[places])) if is_enough else None
        share = len(places) / max(len(rows), 1)
        found.append(Line(label, len(places), share, usual[label], mean, usual_mean))
    return found


@remembered_of_titles
def usual_shares(snapshot: Snapshot) -> Mapping[str, Mapping[str, float]]:
    """For each of `FIELDS`, the share of all entries on members' lists whose title has a label."""
    counts: dict[str, Counter[str]] = {field: Counter() for field in FIELDS}
    for card in snapshot.cards:
        for field, labels in FIELDS.items():
            for label in labels(card):
                counts[field][label] += card.members
    total = max(int(snapshot.members.sum()), 1)
    return {
        field: {label: count / total for label, count in own.items()}
        for field, own in counts.items()
    }


def _usual(snapshot: Snapshot, rows: NDArray[np.int64]) -> NDArray[np.float64]:
    return snapshot.mean_scores[rows].astype(np.float64)


def _mean(values: NDArray[np.float64]) -> float | None:
    known = values[np.isfinite(values)]
    return float(known.mean()) if len(known) else None
