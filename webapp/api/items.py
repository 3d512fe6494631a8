"""Titles as items of answers.

What an item says of its title is the same in all answers, so it is written as JSON once.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from typing import Any

import numpy as np
import orjson

from webapp.catalogue.remembered import remembered
from webapp.catalogue.snapshot import Snapshot
from webapp.recommending.recommender import Pick

# Titles of which it is kept: the same ones are recommended again and again.
MOST_KEPT = 4096
_ENTRIES, _SCORE = b'"franchise_entries":', b',"score":'


def listed(snapshot: Snapshot, rows: Sequence[int], *, adult: bool = False) -> list[dict[str, Any]]:
    """Titles with MAL's score of each."""
    scores = [snapshot.cards[row].score for row in rows]
    return [
        {**snapshot.brief(row, adult=adult), "score": score}
        for row, score in zip(rows, scores, strict=True)
    ]


def recommended(
    snapshot: Snapshot,
    picks: Sequence[Pick],
    more: Sequence[Mapping[str, Any]] | None = None,
    *,
    adult: bool = False,
) -> list[orjson.Fragment]:
    """Picks with what their place comes from in words.

    Parameters
    ----------
    snapshot, picks
        What to write.
    more
        Fields to write beside, for each pick.
    adult
        Whether posters are shown that are hidden otherwise.
    """
    begun = _begun(snapshot)
    entries = _numbers([pick.n_entries for pick in picks])
    scores = _numbers(np.round(np.array([pick.score for pick in picks]), 4).tolist())
    ends = [b"}"] * len(picks) if more is None else [b"," + orjson.dumps(f)[1:] for f in more]
    written = (
        (begun(pick.row, adult), _ENTRIES, n, _SCORE, score, b",", pick.why.told, end)
        for pick, n, score, end in zip(picks, entries, scores, ends, strict=True)
    )
    return [orjson.Fragment(item) for item in map(b"".join, written)]


def _numbers(values: Sequence[float]) -> list[bytes]:
    """Numbers as JSON has them, written in one go."""
    return orjson.dumps(values)[1:-1].split(b",") if values else []


@remembered
def _begun(snapshot: Snapshot) -> Callable[[int, bool], bytes]:
    """From a row, and whether hidden posters are shown, to how its item begins as JSON."""
    # The snapshot itself, if it stood here, would be in memory for ever.
    cards, hidden = snapshot.cards, snapshot.hidden_posters

    @lru_cache(maxsize=MOST_KEPT)
    def begun(row: int, adult: bool) -> bytes:
        card = cards[row]
        told = {**card.brief(adult=adult and bool(hidden[row])), "genres": card.genres}
        return orjson.dumps(told)[:-1] + b","

    return begun
