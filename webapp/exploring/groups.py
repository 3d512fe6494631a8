"""The groups that titles fall into: topics of their stories, genres, seasons."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from webapp.catalogue.cards import ADULT_GENRES
from webapp.catalogue.remembered import remembered, remembered_of_titles
from webapp.catalogue.snapshot import Snapshot
from webapp.exploring.orders import ordered

# A title belongs to a topic that makes up at least this share of it.
LEAST_SHARE = 0.15
N_FACES = 4
# A topic shows its face in the titles that it makes the most of.
N_STRONGEST = 120
SEASONS = ("winter", "spring", "summer", "fall")


@dataclass(frozen=True)
class Group:
    """One group of titles.

    Attributes
    ----------
    key
        What stands for it in an address.
    label
        Its name.
    n_titles
        How many titles it has.
    faces
        Rows of the titles that show what it is.
    words
        What else tells what it is.
    """

    key: str | int
    label: str
    n_titles: int
    faces: tuple[int, ...] = ()
    words: tuple[str, ...] = ()


@remembered
def topics(snapshot: Snapshot) -> list[Group]:
    """The topics of the stories, the largest first; empty while there is no topic model."""
    found = [
        _group(snapshot, number, label, rows, _words(snapshot, number), rows[:N_STRONGEST])
        for number, label in enumerate(snapshot.topics.labels)
        if label and len(rows := topic_rows(snapshot, number))
    ]
    return sorted(found, key=lambda group: -group.n_titles)


def topic_rows(snapshot: Snapshot, topic: int) -> NDArray[np.int64]:
    """Catalogue rows of the titles that a topic makes a good part of, most of all first."""
    known = snapshot.kinds.get("topics")
    if known is None or not 0 <= topic < known.units.shape[1]:
        return np.array([], dtype=np.int64)
    shares = known.units[:, topic] / np.maximum(known.units.sum(axis=1), 1e-9)
    order = np.argsort(-shares, kind="stable")
    rows: NDArray[np.int64] = known.rows[order[shares[order] >= LEAST_SHARE]]
    return rows


@remembered
def genres(snapshot: Snapshot) -> list[Group]:
    """Genres, themes and demographics by name, without those that are for adults."""
    return [
        _group(snapshot, name, name, rows, ())
        for name, rows in snapshot.genre_rows.items()
        if name not in ADULT_GENRES
    ]


@remembered_of_titles
def seasons(snapshot: Snapshot) -> list[tuple[int, list[tuple[str, int]]]]:
    """(year, [(season, titles that began in it)]), the latest year first."""
    rows = _rows_of_seasons(snapshot)
    years = sorted({year for year, _ in rows}, reverse=True)
    return [
        (year, [(name, len(rows[year, name])) for name in SEASONS if (year, name) in rows])
        for year in years
    ]


def season_rows(snapshot: Snapshot, year: int, name: str) -> NDArray[np.int64]:
    """Catalogue rows of the titles that began in a season."""
    return _rows_of_seasons(snapshot).get((year, name), np.array([], dtype=np.int64))


@remembered_of_titles
def _rows_of_seasons(snapshot: Snapshot) -> dict[tuple[int, str], NDArray[np.int64]]:
    rows = defaultdict(list)
    for row, card in enumerate(snapshot.cards):
        if key := season_of(card.season):
            rows[key].append(row)
    return {key: np.array(own, dtype=np.int64) for key, own in rows.items()}


def season_of(text: str | None) -> tuple[int, str] | None:
    """Read MAL's ``Spring 2001`` as (2001, "spring")."""
    name, _, year = (text or "").lower().partition(" ")
    return (int(year), name) if name in SEASONS and year.isdecimal() else None


def _group(
    snapshot: Snapshot,
    key: str | int,
    label: str,
    rows: NDArray[np.int64],
    words: tuple[str, ...],
    shown: NDArray[np.int64] | None = None,
) -> Group:
    best = ordered(snapshot, rows if shown is None else shown, "known", len(rows))
    faces = np.array(best, dtype=np.int64)
    # Of equals those with a picture that anybody may see come first.
    is_bare = snapshot.hidden_posters[faces] | ~snapshot.pictured[faces]
    first = faces[np.argsort(is_bare, kind="stable")][:N_FACES]
    return Group(key, label, len(rows), tuple(first.tolist()), words)


def _words(snapshot: Snapshot, topic: int) -> tuple[str, ...]:
    words = snapshot.topics.words
    return words[topic] if topic < len(words) else ()
