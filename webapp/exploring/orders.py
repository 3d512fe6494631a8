"""In which order the titles of a group are shown, one for each franchise."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np
from numpy.typing import NDArray

from ranking import diversity
from ranking.top_k import top_k
from webapp.catalogue.remembered import remembered_of_titles
from webapp.catalogue.snapshot import Snapshot

Rows = NDArray[np.int64]
Scores = NDArray[np.float64]

# A gem is scored by enough people to be trusted, and listed by few beside the well-known.
GEM_VOTERS, GEM_FAME = 0.4, 0.85
SHORTS = frozenset({"Music", "PV", "CM"})
# A score by few is drawn to the mean as if so many more had given that.
CAUTION = 500


def ordered(snapshot: Snapshot, rows: Rows, order: str, k: int) -> list[int]:
    """The first `k` of some catalogue rows in one of `ORDERS`, one of each franchise.

    Of a franchise the title where to start stands there, if it is one of the rows. Titles for
    adults are left out.
    """
    scores = np.full(snapshot.n_items, np.nan)
    rows = rows[~snapshot.adult[rows]]
    scores[rows] = ORDERS[order](snapshot)[rows]
    best = top_k(scores, len(rows))
    found = diversity.one_per_group(best, snapshot.franchises.groups)[:k]
    if order == "newest":  # what is new is the sequel
        return [int(row) for row in found]
    starts = snapshot.franchises.starts[found]
    return [int(row) for row in np.where(np.isfinite(scores[starts]), starts, found)]


def gems(snapshot: Snapshot, k: int) -> list[int]:
    """The best scored titles that few know."""
    rows = np.flatnonzero(np.isfinite(_gem_scores(snapshot)))
    return ordered(snapshot, rows, "gems", k)


def shrunk_scores(snapshot: Snapshot) -> Scores:
    """(n_items,) MAL's score, drawn to the catalogue's mean where few gave it; NaN without one."""
    scores = snapshot.mean_scores.astype(np.float64)
    if not np.isfinite(scores).any():
        return scores
    voters = _voters(snapshot)
    return np.asarray((scores * voters + np.nanmean(scores) * CAUTION) / (voters + CAUTION))


def _known_first(snapshot: Snapshot) -> Scores:
    return snapshot.prior.astype(np.float64)


def _best_first(snapshot: Snapshot) -> Scores:
    return np.nan_to_num(shrunk_scores(snapshot), nan=-1.0)


@remembered_of_titles
def _newest_first(snapshot: Snapshot) -> Scores:
    """The day a title began as a number, unknown days last, the known before the obscure."""
    days = [(card.aired_from or "0000").replace("-", "").ljust(8, "0") for card in snapshot.cards]
    return np.array([float(day) for day in days]) + snapshot.fame / 100


def _gem_scores(snapshot: Snapshot) -> Scores:
    """Shrunk scores of the titles that can be gems, NaN for others."""
    scored = np.flatnonzero(np.isfinite(snapshot.mean_scores) & (snapshot.members > 0))
    if not len(scored):
        return np.full(snapshot.n_items, np.nan)
    voters = _voters(snapshot)
    enough = np.quantile(voters[scored], GEM_VOTERS)
    famous = np.quantile(snapshot.members[scored], GEM_FAME)
    is_gem = (voters >= enough) & (snapshot.members <= famous)
    is_gem &= ~_is_short(snapshot)
    # A later season is known by few because the first is not for all.
    is_gem &= snapshot.franchises.starts == np.arange(snapshot.n_items)
    return np.where(is_gem, shrunk_scores(snapshot), np.nan)


@remembered_of_titles
def _is_short(snapshot: Snapshot) -> NDArray[np.bool_]:
    """(n_items,) songs and advertisements: no shows, however well they are scored."""
    return np.array([card.type in SHORTS for card in snapshot.cards], dtype=bool)


@remembered_of_titles
def _voters(snapshot: Snapshot) -> Scores:
    return np.array([card.scored_by for card in snapshot.cards], dtype=np.float64)


ORDERS: Mapping[str, Callable[[Snapshot], Scores]] = {
    "known": _known_first,
    "best": _best_first,
    "newest": _newest_first,
    "gems": _gem_scores,
}
