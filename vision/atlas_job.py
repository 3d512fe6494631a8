"""The vector set ``atlas``: a cell of the sheet for each safe poster, and the sheet itself."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from store import Database, VectorSet, anime, posters, vectors
from vision import safety
from vision.errors import ImageError, NoPostersError

KIND = "atlas"
VERSION = 1


def run(db: Database, seed: int) -> str:
    """Bring the atlas up to date with the current ``look`` set; return one line of counts.

    Raises
    ------
    NoPostersError
        When there is no ``look`` set, or none of its posters may be shown.
    """
    info = vectors.current_sets(db).get("look")
    if info is None:
        raise NoPostersError("no look vectors yet: run python -m vision")
    look = vectors.load(db, info)
    ids = _shown(db, look.ids.tolist())
    if not ids:
        raise NoPostersError(f"none of {info.n_rows} posters may be shown on an atlas")
    fingerprint = _fingerprint(info.fingerprint, ids, seed)
    current = vectors.current_sets(db).get(KIND)
    if current and current.fingerprint == fingerprint:
        return f"{KIND}: nothing changed ({current.n_rows} posters)"
    row_of = {anime_id: row for row, anime_id in enumerate(look.ids.tolist())}
    return _publish(db, ids, look.vectors[[row_of[i] for i in ids]], seed, fingerprint)


def safety_shares(db: Database, ids: Sequence[int]) -> NDArray[np.float32]:
    """(n, 5) shares of `vision.safety.COLUMNS` for each title; rows of NaN were not judged."""
    shares = np.full((len(ids), len(safety.COLUMNS)), np.nan, np.float32)
    info = vectors.current_sets(db).get(safety.KIND)
    if info is not None:
        judged = vectors.load(db, info)
        row_of = {anime_id: row for row, anime_id in enumerate(judged.ids.tolist())}
        known = [(row, row_of[i]) for row, i in enumerate(ids) if i in row_of]
        for row, other in known:
            shares[row] = judged.vectors[other]
    return shares


def _shown(db: Database, ids: list[int]) -> list[int]:
    """The most popular titles whose posters may be shown, as many as there are cells."""
    from vision.atlas import MOST_CELLS, grid_for

    facts = anime.find_many(db, ids, ["rating", "members"])
    ratings = [facts.get(i, {}).get("rating") for i in ids]
    hidden = safety.hidden(ratings, safety_shares(db, ids))
    safe = [i for i, is_hidden in zip(ids, hidden, strict=True) if not is_hidden]
    popular = sorted(safe, key=lambda i: (-(facts.get(i, {}).get("members") or 0), i))
    grid = grid_for(min(len(popular), MOST_CELLS))
    return sorted(popular[: grid.columns * grid.rows])


def _fingerprint(look: str, ids: list[int], seed: int) -> str:
    said: list[Any] = [VERSION, look, ids, seed]
    return hashlib.sha256(json.dumps(said).encode()).hexdigest()


def _publish(
    db: Database, ids: list[int], rows: NDArray[np.float32], seed: int, fingerprint: str
) -> str:
    from vision.atlas import CELL, draw, grid_for, layout

    grid = grid_for(len(ids))
    cells = layout(rows, grid, seed)
    sheet = draw(grid, _placed(db, ids, cells))
    width, height = grid.pixels
    facts = {
        "columns": grid.columns,
        "rows": grid.rows,
        "cell_width": CELL[0],
        "cell_height": CELL[1],
        "width": width,
        "height": height,
        "media_type": "image/png",
    }
    atlas = VectorSet(
        kind=KIND,
        ids=np.array(ids, np.int64),
        vectors=cells.astype(np.float32),
        model="t-SNE of look, on a grid",
        parameters={"seed": seed, "version": VERSION},
        fingerprint=fingerprint,
    )
    vectors.publish(db, atlas, arrays={"sheet": np.frombuffer(sheet, np.uint8)}, facts=facts)
    return f"{KIND}: {len(ids)} posters on {width}x{height}, {len(sheet) / 1e6:.1f} MB"


def _placed(
    db: Database, ids: list[int], cells: NDArray[np.int64]
) -> Iterator[tuple[NDArray[np.int64], NDArray[np.uint8]]]:
    from vision.decode import decode

    cell_of = dict(zip(ids, cells, strict=True))
    for poster in posters.iterate(db, ids):
        try:
            yield cell_of[poster.anime_id], decode(poster.image)
        except ImageError:  # It was changed since it was encoded: its cell stays empty.
            continue
