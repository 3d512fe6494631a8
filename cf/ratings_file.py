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
``u.data`` has no heading and tabs, ``ratings.dat`` none and double colons; stars are doubled, so
that the scale is 1-10. Users are numbers or names, titles are numbers.
"""

from __future__ import annotations

import gzip
import itertools
import zlib
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TextIO

import numpy as np
from numpy.typing import NDArray

from cf.errors import BadRatingsFile
from store import Interactions

NAMES = {
    "user": ("user_id", "userid", "user id", "user_name", "username", "user"),
    "item": ("anime_id", "movieid", "item id", "item_id", "animeid", "item", "mal_id"),
    "score": ("rating", "my_score", "score"),
    "status": ("watching_status", "my_status", "status"),
    "episodes": ("watched_episodes", "my_watched_episodes", "episodes"),
}
NEEDED = ("user", "item", "score")
SEPARATORS = ("::", "\t", ",", ";")
COMPLETED = 2
HIGHEST = 10.0
STARRED = ("movieid", "item id")
LONGEST_NAME = 64
# Rows that are read at once.
CHUNK = 1 << 20


@dataclass(frozen=True)
class Layout:
    """What the first two lines of a file tell.

    Attributes
    ----------
    separator
        What stands between columns.
    columns
        Place of each column that is read, by its role.
    heading
        Lines before the first rating.
    stars
        Whether scores are stars, 0.5-5.
    named
        Whether users have names, not numbers.
    """

    separator: str
    columns: Mapping[str, int]
    heading: int
    stars: bool
    named: bool


def read(path: Path) -> Interactions:
    """Return the ratings of a file, by user; ``.gz`` is read as such.

    Raises
    ------
    BadRatingsFile
        When there is no such file, a needed column is missing, or a value is not a number.
    """
    parts = list(chunks(path))
    names, user_index = np.unique(_joined([part.users for part in parts]), return_inverse=True)
    order = np.argsort(user_index, kind="stable")
    told = [part.episodes for part in parts if part.episodes is not None]
    return Interactions(
        user_names=[str(name) for name in names],
        user_index=user_index[order].astype(np.int32),
        anime_ids=_joined([part.items for part in parts])[order],
        scores=_joined([part.scores for part in parts])[order],
        statuses=_joined([part.statuses for part in parts])[order],
        episodes=_joined(told)[order] if told else None,
    )


@dataclass(frozen=True)
class Chunk:
    """Some rows of a file, in its order.

    Attributes
    ----------
    users
        (n,) int64, or str where users have names.
    items
        (n,) int32.
    scores
        (n,) int8, 1-10; 0 = no score.
    statuses
        (n,) int8, as MyAnimeList counts them; 2 (completed) where the file tells none.
    episodes
        (n,) int16, how many were watched; None where the file tells none.
    """

    users: NDArray[Any]
    items: NDArray[np.int32]
    scores: NDArray[np.int8]
    statuses: NDArray[np.int8]
    episodes: NDArray[np.int16] | None


def chunks(path: Path, n_rows: int = CHUNK) -> Iterator[Chunk]:
    """Yield the ratings of a file, some rows at a time: memory for these alone.

    Raises
    ------
    BadRatingsFile
        As `read` does.
    """
    layout = _layout(path)
    # numpy's reader wants one character: the second of "::" starts an empty column.
    step = len(layout.separator)
    kinds = [(role, _kind(role, layout)) for role in layout.columns]
    with _readable(path), _opened(path) as lines:
        for _ in range(layout.heading):
            next(lines)
        for first in lines:
            rows = np.loadtxt(
                itertools.chain([first], itertools.islice(lines, n_rows - 1)),
                delimiter=layout.separator[0],
                usecols=[place * step for place in layout.columns.values()],
                ndmin=1,
                dtype=np.dtype(kinds),
                quotechar='"',
            )
            yield _chunk(rows, layout)


@contextmanager
def _readable(path: Path) -> Iterator[None]:
    """Say of what cannot be read or understood inside which file it stands in."""
    try:
        yield
    except BadRatingsFile:
        raise
    except UnicodeDecodeError as error:
        raise BadRatingsFile(f"{path} is not text in UTF-8: {error}") from error
    except (EOFError, zlib.error, gzip.BadGzipFile) as error:
        raise BadRatingsFile(f"{path} is not a whole gzip file: {error}") from error
    except ValueError as error:
        raise BadRatingsFile(
            f"{path}: {error}; ids are whole numbers, titles' below 2147483648, ratings numbers"
        ) from error


def _layout(path: Path) -> Layout:
    if not path.is_file():
        raise BadRatingsFile(f"{path} is not a file: name one that holds ratings")
    with _readable(path), _opened(path) as lines:
        first, second = next(lines, ""), next(lines, "")
    if not first.strip():
        raise BadRatingsFile(f"{path} is empty: it needs a heading and ratings")
    separator = next((mark for mark in SEPARATORS if mark in first), ",")
    heading = [name.strip().strip('"').lower() for name in first.strip().split(separator)]
    columns = _columns(heading, path)
    headless = _is_number(heading[0])
    row = (first if headless else second).strip().split(separator)
    user = row[columns["user"]] if len(row) > columns["user"] else "0"
    return Layout(
        separator=separator,
        columns=columns,
        heading=0 if headless else 1,
        stars=headless or heading[columns["item"]] in STARRED,
        named=not _is_number(user.strip().strip('"')),
    )


def _chunk(rows: NDArray[Any], layout: Layout) -> Chunk:
    scores = np.maximum(rows["score"], 0.0) * (2.0 if layout.stars else 1.0)
    if len(scores) and not scores.max() <= HIGHEST:  # NaN is no number below any other
        raise BadRatingsFile(
            f"a rating is {scores.max():g}: ratings are 1 to 10, MovieLens' stars 0.5 to 5, and 0 "
            "or -1 where there is none"
        )
    told = layout.columns
    most = np.iinfo(np.int16).max
    return Chunk(
        users=rows["user"],
        items=rows["item"].astype(np.int32),
        scores=np.round(scores).astype(np.int8),
        statuses=(rows["status"] if "status" in told else np.full(len(rows), COMPLETED)).astype(
            np.int8
        ),
        episodes=np.minimum(rows["episodes"], most).astype(np.int16)
        if "episodes" in told
        else None,
    )


def _kind(role: str, layout: Layout) -> str:
    if role == "user":
        return f"U{LONGEST_NAME}" if layout.named else "i8"
    return "f4" if role == "score" else "i4"


def _opened(path: Path) -> TextIO:
    if path.suffix == ".gz":
        return gzip.open(path, "rt", encoding="utf-8")
    return path.open(encoding="utf-8")


def _joined(parts: Sequence[NDArray[Any]]) -> NDArray[Any]:
    return np.concatenate(parts) if parts else np.empty(0, dtype=np.int32)


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


def _is_number(text: str) -> bool:
    return text.lstrip("-").replace(".", "", 1).isdigit()
