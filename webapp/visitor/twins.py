"""Members of MAL with a visitor's taste, and what they love."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pymongo
from pymongo.errors import PyMongoError

import store
from cf.asking import visitors
from webapp.catalogue.snapshot import Snapshot
from webapp.errors import Unavailable
from webapp.question.query import AUDIENCE, Query
from webapp.recommending.taste import history
from webapp.serving.watch import ANSWER_SECONDS, current_serving

N_TWINS, N_LOVED = 8, 24
# One who has scored less can hardly be told from anybody else.
LEAST_SCORES = 5


@dataclass(frozen=True)
class Near:
    """One member of the same taste: name, likeness, rows of what is loved and was not seen."""

    name: str
    cosine: float
    rows: tuple[int, ...]


@dataclass(frozen=True)
class Twins:
    """The nearest members; (row, how many of them love it) of what the visitor has not seen."""

    near: tuple[Near, ...]
    loved: tuple[tuple[int, int], ...]


def twins_of(db: store.Database, snapshot: Snapshot, query: Query) -> Twins | None:
    """Return a visitor's twins; None while there is no such model, or for too few scores."""
    known, members = snapshot.kinds.get(AUDIENCE), snapshot.tastes
    solve = visitors.solver(snapshot.audience) if snapshot.audience else None
    if known is None or members is None or solve is None:
        return None
    ratings = history(query)
    rows, scores = snapshot.id_map.to_index(ratings.ids), ratings.scores.astype(np.float32)
    told = (rows >= 0) & (known.positions[rows] >= 0)
    if int((scores[told] > 0).sum()) < LEAST_SCORES:
        return None
    vector = solve.vector(known.set_rows[known.positions[rows[told]]], scores[told])
    with pymongo.timeout(ANSWER_SECONDS):
        near = visitors.twins(db, members, vector, set(ratings.ids.tolist()), N_TWINS)
    loved = visitors.loved_by(near, N_LOVED)
    return Twins(
        tuple(Near(n.name, n.cosine, _rows(snapshot, n.favourites)) for n in near),
        tuple((row, one.n_twins) for one in loved for row in _rows(snapshot, (one.anime_id,))),
    )


def loved_by_twins(snapshot: Snapshot, query: Query) -> tuple[tuple[int, int], ...]:
    """(row, how many twins love it) of what the visitor has not seen; empty without a database."""
    try:
        found = twins_of(current_serving().database(), snapshot, query)
    except (PyMongoError, Unavailable):
        return ()
    return found.loved if found else ()


def _rows(snapshot: Snapshot, ids: tuple[int, ...]) -> tuple[int, ...]:
    """Rows of the titles that may be shown to anybody."""
    rows = snapshot.id_map.to_index(ids)
    return tuple(row for row in rows.tolist() if row >= 0 and not snapshot.adult[row])
