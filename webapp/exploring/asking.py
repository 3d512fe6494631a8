"""Titles for a question in plain words, or for a picture."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from ranking import diversity, similarity
from vision import query
from webapp.catalogue.kinds import KindVectors
from webapp.catalogue.snapshot import Snapshot
from webapp.errors import NotFound, Unavailable, Unprocessable

LONGEST_QUESTION = 400


def by_words(snapshot: Snapshot, text: str, k: int) -> list[tuple[int, float]]:
    """(row, cosine) of the titles whose stories are nearest to a description, one a franchise.

    Raises
    ------
    NotFound
        There is no story set, or the sentence model's weights are not installed.
    Unprocessable
        Nothing in the text says anything.
    """
    known = snapshot.kinds.get("story")
    if known is None or snapshot.story_query is None:
        raise NotFound("Questions in plain words need python -m nlp with its sentence model.")
    unit = snapshot.story_query.vector(text)
    if not unit.any():
        raise Unprocessable("there is no word in it that says what a story is about", "q")
    return _best(snapshot, known, similarity.cosine_scores(unit, known.units), k)


def by_picture(
    snapshot: Snapshot, set_id: str, views: NDArray[np.float32], k: int
) -> list[tuple[int, float]]:
    """(row, cosine) of the titles whose posters are nearest to a picture, one a franchise.

    Parameters
    ----------
    snapshot
        The catalogue.
    set_id
        The set in whose space the picture's vectors are.
    views
        (n_views, n_dims) float32, rows of length 1.
    k
        How many.
    """
    known = snapshot.kinds.get("look")
    if known is None or known.info.set_id != set_id:
        raise Unavailable("The posters' vectors are being replaced. Try again in a moment.")
    return _best(snapshot, known, query.best_scores(known.units, views), k)


def _best(
    snapshot: Snapshot, known: KindVectors, scores: NDArray[np.float32], k: int
) -> list[tuple[int, float]]:
    """The best known rows that anybody may see, and that are alike at all."""
    all_scores = np.full(snapshot.n_items, np.nan, dtype=np.float32)
    all_scores[known.rows] = scores
    all_scores[snapshot.adult | ~(all_scores > 0)] = np.nan
    rows = diversity.best_of_groups(all_scores, snapshot.franchises.groups, k)
    # Of a franchise the title where to start is shown, if it is alike too.
    starts = snapshot.franchises.starts[rows]
    shown = np.where(np.isfinite(all_scores[starts]), starts, rows)
    return [(int(s), float(all_scores[row])) for s, row in zip(shown, rows, strict=True)]
