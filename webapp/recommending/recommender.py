"""From a question to an ordered list: titles like a title, titles for a taste."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from ranking.blend import standardize
from ranking.top_k import top_k
from webapp.catalogue.snapshot import Snapshot
from webapp.question.query import BLEND, DEFAULT_WEIGHTS, Query
from webapp.recommending import reasons
from webapp.recommending.likeness import of_likeness
from webapp.recommending.reasons import Why
from webapp.recommending.standing import (
    Scores,
    Standing,
    one_card_per_franchise,
    source_of,
    standing_of,
    with_prior,
)
from webapp.recommending.turns import in_turn

# How much a title's own standing counts beside a title, where being like it is what was asked.
PRIOR_FOR_LIKENESS = 0.05


class Pick(NamedTuple):
    """One place in an answer.

    Attributes
    ----------
    row
        Catalogue row of the title shown.
    score
        Higher is better; compares within one answer only.
    why
        What speaks for it, and the ratings that earned the place where a visitor's did.
    n_entries
        How many titles its franchise has, when the card stands for all of it; else 1.
    """

    row: int
    score: float
    why: Why
    n_entries: int = 1


class Answer(NamedTuple):
    """What `recommend` found.

    Attributes
    ----------
    picks
        Best first.
    ignored
        Rated ids that the catalogue does not hold.
    n_open
        How many titles could have been picked.
    closed_by
        When nothing could: the filter that closed most, if one did.
    """

    picks: tuple[Pick, ...]
    ignored: tuple[int, ...] = ()
    n_open: int = 0
    closed_by: str | None = None


@in_turn
def similar(snapshot: Snapshot, row: int, kind: str, k: int) -> tuple[Pick, ...]:
    """Titles like the one in `row`, in the sense of one kind, or of all of them blended.

    One kind: plain cosine, above 0. Blended: one card per franchise, the title's own left out.
    Adult titles stand only beside adult titles.
    """
    if kind == BLEND:
        return _similar_blended(snapshot, row, k)
    known = snapshot.kinds.get(kind)
    if known is None or not known.knows(row):
        return ()
    candidates = np.flatnonzero(_presentable(snapshot, row))
    scores = known.cosines(row, candidates)
    scores[(scores <= 0) | (candidates == row)] = np.nan
    return tuple(
        Pick(other, float(scores[i]), reasons.in_words(of_likeness(snapshot, kind, row, other)))
        for i in top_k(scores, k)
        for other in [int(candidates[i])]
    )


def _similar_blended(snapshot: Snapshot, row: int, k: int) -> tuple[Pick, ...]:
    known = {
        kind: snapshot.kinds[kind]
        for kind in DEFAULT_WEIGHTS
        if kind in snapshot.kinds and snapshot.kinds[kind].knows(row)
    }
    weights = {kind: DEFAULT_WEIGHTS[kind] for kind in known}
    is_open = _presentable(snapshot, row)
    is_open[snapshot.franchises.groups == snapshot.franchises.groups[row]] = False
    candidates = is_open & snapshot.told_by(known)
    cosines = {kind: vectors.cosines_of_known(row) for kind, vectors in known.items()}
    sources = [source_of(cosines[kind], weights[kind], known[kind]) for kind in known]
    scores = with_prior(snapshot, candidates, sources, PRIOR_FOR_LIKENESS)
    open_rows = np.flatnonzero(candidates)
    spoken = {
        kind: weights[kind] * standardize(known[kind].pick(cosines[kind], open_rows))
        for kind in known
    }
    picks = []
    earned, rows = one_card_per_franchise(snapshot, scores, k)
    for best, shown in zip(earned.tolist(), rows.tolist(), strict=True):
        place = np.searchsorted(open_rows, shown)
        strengths = {kind: float(spoken[kind][place]) for kind in spoken}
        why = reasons.in_words(*reasons.of_blend(snapshot, strengths, row, shown))
        picks.append(Pick(shown, float(scores[best]), why, int(snapshot.franchises.sizes[shown])))
    return tuple(picks)


@in_turn
def recommend(snapshot: Snapshot, query: Query) -> Answer:
    """Titles for the taste that the ratings of `query` show.

    Never a title that was seen. Of a franchise with a seen title nothing, or with
    ``include_sequels`` the one title that directly follows a liked one. Of other franchises one
    card: where to start, if the filters let that pass.
    """
    standing = standing_of(snapshot, query)
    if not standing.weights:
        return Answer((), standing.ignored)
    cards = one_card_per_franchise(snapshot, standing.scores, query.k)
    picks = picks_of(standing, [Chosen(*cards, standing.scores, standing.weights)])[0]
    return Answer(picks, standing.ignored, standing.n_open, standing.closed_by)


class Chosen(NamedTuple):
    """Cards of one list before their reasons are told.

    Attributes
    ----------
    earned, rows
        (n_cards,) int64 rows that earned the place, and rows to show, best first.
    scores
        (n_items,) float32 by which they were chosen.
    weights
        Of the kinds that may speak for them.
    did
        (n_cards, n_rated) float32: what each rating did for each card, of a list that is ranked by
        one kind and by other than what it says of the whole taste; None for other lists.
    """

    earned: NDArray[np.int64]
    rows: NDArray[np.int64]
    scores: Scores
    weights: Mapping[str, float]
    did: NDArray[np.float32] | None = None


def picks_of(standing: Standing, lists: Sequence[Chosen]) -> list[tuple[Pick, ...]]:
    """The cards of some lists, each with what earned it its place.

    What the ratings did is worked out once for all lists.
    """
    names = reasons.nameable(standing.taste)
    shared = _did(standing, [chosen for chosen in lists if chosen.did is None], names)
    return [
        _told(
            standing,
            chosen,
            names,
            next(shared) if chosen.did is None else chosen.did[None, :, names],
        )
        for chosen in lists
    ]


def _did(
    standing: Standing, lists: Sequence[Chosen], names: NDArray[np.int64]
) -> Iterator[NDArray[np.float32]]:
    """For each list (n_kinds, n_cards, n_names) float32: what the ratings did for the cards."""
    if not lists:
        return
    rows = np.concatenate([chosen.rows for chosen in lists])
    did = np.empty((len(standing.weights), len(rows), len(names)), dtype=np.float32)
    for place, kind in enumerate(standing.weights):
        standing.evidence[kind].explain(rows, names, did[place])
    start = 0
    for chosen in lists:
        end = start + len(chosen.rows)
        yield did[:, start:end]
        start = end


def _told(
    standing: Standing, chosen: Chosen, names: NDArray[np.int64], did: NDArray[np.float32]
) -> tuple[Pick, ...]:
    snapshot, weights = standing.snapshot, chosen.weights
    if chosen.did is None:
        # What a kind says counts in its deviations.
        weights = {
            kind: weights.get(kind, 0.0) / standing.evidence[kind].deviation
            for kind in standing.weights
        }
    rows = chosen.rows
    told = reasons.of_taste(
        snapshot, standing.taste, weights, names, did, rows, standing.query.language
    )
    whole = standing.unbegun[rows]
    sizes = np.where(whole, snapshot.franchises.sizes[rows], 1).tolist()
    scores = chosen.scores[chosen.earned].tolist()
    return tuple(map(_PICK, zip(rows.tolist(), scores, told, sizes, strict=True)))


# As `Pick._make`, less the check of the length.
_PICK = partial(tuple.__new__, Pick)


def _presentable(snapshot: Snapshot, row: int) -> NDArray[np.bool_]:
    """(n_items,) titles that may stand beside this one."""
    return ~snapshot.adult | bool(snapshot.adult[row])
