"""Ratings out of a file, whoever collected them.

The columns are found by their names:

==============  ===============  ===============================  =====================
whose           user             title                            score
==============  ===============  ===============================  =====================
ours            user_id          anime_id                         rating (-1: no score)
CooperUnion     user_id          anime_id                         rating (-1: no score)
Hernan4444      user_id          anime_id                         rating (0: no score)
MovieLens       userId, user id  movieId, item id, MovieID        rating (0.5-5)
==============  ===============  ===============================  =====================

Hernan4444's ``watching_status`` and ``watched_episodes`` are read when they are there. MovieLens'
``u.data`` has no heading and tabs; stars are doubled, so that the scale is 1-10.
"""

from __future__ import annotations

import gzip
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from cf.errors import BadRatingsFile
from store import Interactions

NAMES = {
    "user": ("user_id", "userid", "user id", "user"),
    "item": ("anime_id", "movieid", "item id", "item_id", "animeid", "item", "mal_id"),
    "score": ("rating", "my_score", "score"),
    "status": ("watching_status", "my_status", "status"),
    "episodes": ("watched_episodes", "my_watched_episodes", "episodes"),
}
NEEDED = ("user", "item", "score")
SEPARATORS = ("::", "\t", ",", ";")
COMPLETED = 2
HIGHEST_STARS = 5.0


def read(path: Path) -> Interactions:
    """Return the ratings of a file; ``.gz`` is read as such.

    Raises
    ------
    BadRatingsFile
        When there is no such file, a needed column is missing, or a value is not a number.
    """
    if not path.is_file():
        raise BadRatingsFile(f"{path} is not a file: name one that holds ratings")
    with gzip.open(path, "rt") if path.suffix == ".gz" else path.open() as lines:
        first = lines.readline()
    separator = next((mark for mark in SEPARATORS if mark in first), ",")
    heading = [name.strip().strip('"').lower() for name in first.strip().split(separator)]
    columns = _columns(heading, path)
    table = _table(path, separator, columns, skip=0 if _is_number(heading[0]) else 1)
    return _interactions(table)


def _columns(heading: Sequence[str], path: Path) -> dict[str, int]:
    if all(_is_number(name) for name in heading):  # u.data and ratings.dat: user, item, stars, time
        return {"user": 0, "item": 1, "score": 2}
    found = {
        role: heading.index(name)
        for role, names in NAMES.items()
        for name in reversed(names)
        if name in heading
    }
    if missing := [role for role in NEEDED if role not in found]:
        raise BadRatingsFile(
            f"{path} has the columns {', '.join(heading)} and none for {', '.join(missing)}: "
            f"name them {', '.join(NAMES[role][0] for role in missing)}"
        )
    return found


def _table(
    path: Path, separator: str, columns: dict[str, int], skip: int
) -> dict[str, NDArray[Any]]:
    # numpy's reader wants one character: the second of "::" starts an empty column.
    step = len(separator)
    try:
        rows = np.loadtxt(
            path,
            delimiter=separator[0],
            skiprows=skip,
            usecols=[place * step for place in columns.values()],
            ndmin=2,
            dtype=np.float64,
        )
    except ValueError as error:
        raise BadRatingsFile(f"{path}: {error}; ids and ratings are numbers") from error
    return dict(zip(columns, rows.T, strict=True))


def _interactions(table: dict[str, NDArray[np.float64]]) -> Interactions:
    order = np.argsort(table["user"], kind="stable")
    names, user_index = np.unique(table["user"][order].astype(np.int64), return_inverse=True)
    scores = np.maximum(table["score"][order], 0.0)
    if len(scores) and scores.max() <= HIGHEST_STARS:
        scores = scores * 2.0
    statuses = table.get("status", np.full(len(scores), COMPLETED))
    if "status" in table:
        statuses = statuses[order]
    return Interactions(
        user_names=[str(name) for name in names],
        user_index=user_index.astype(np.int32),
        anime_ids=table["item"][order].astype(np.int32),
        scores=np.round(scores).astype(np.int8),
        statuses=statuses.astype(np.int8),
    )


def _is_number(text: str) -> bool:
    return text.lstrip("-").replace(".", "", 1).isdigit()
