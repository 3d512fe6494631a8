"""The shelves: several lists for one visitor, each in a sense of its own.

A shelf that has nothing honest to show is not there: what stands on it has to be clearly above the
rest in the sense of the shelf.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import orjson

from webapp.catalogue.remembered import remembered
from webapp.catalogue.snapshot import Snapshot
from webapp.question.plain_ratings import read_plainly
from webapp.question.query import BLEND, MAX_RATING, MIN_RATING, Query, Rating
from webapp.recommending import next_season, senses
from webapp.recommending.recommender import Chosen, Pick, picks_of, recommend, similar
from webapp.recommending.standing import Mask, Standing, one_card_per_franchise, standing_of
from webapp.recommending.turns import in_turn

N_ON_SHELF = 10
# A made-up visitor knows so many of the titles that are on most lists.
REHEARSED = 20


@dataclass(frozen=True)
class Kind:
    """One sort of shelf: its name in an address, its heading, and what it is in one line."""

    key: str
    heading: str
    about: str


FOR_YOU = Kind("for-you", "For you", "Everything we know, weighed as you set it.")
NEXT = Kind("next", "Ready for the next season", "What directly follows titles you finished.")
GEMS = Kind("gems", "Hidden gems", "Scored high, and on few lists.")
STORY = Kind("story", "Same story", "Told like one of your favourites.")
LOOK = Kind("look", "Same look", "The poster is like that of one of your favourites.")
SAME_AUDIENCE = Kind("audience", "Same audience", "Watched and liked by the people who like yours.")
TWINS = Kind("twins", "Loved by your taste twins", "The members whose lists are nearest to yours.")
NEW = Kind("new", "New this season", "Nobody has scored these yet: judged by story and look alone.")
DIFFERENT = Kind("different", "Something different", "Suits you, in genres you rarely watch.")
KINDS: Sequence[Kind] = (
    FOR_YOU, NEXT, GEMS, STORY, LOOK, TWINS, SAME_AUDIENCE, NEW, DIFFERENT,
)  # fmt: skip
BY_KEY: Mapping[str, Kind] = {kind.key: kind for kind in KINDS}


@dataclass(frozen=True)
class Shelf:
    """A list with its heading; `has_more` when a longer one can be asked for."""

    kind: Kind
    picks: tuple[Pick, ...]
    has_more: bool


@in_turn
def shelves(standing: Standing, n_each: int = N_ON_SHELF, loved: senses.Loved = ()) -> list[Shelf]:
    """The shelves that have something to show; no franchise stands on two of them.

    Parameters
    ----------
    standing
        Of the visitor.
    n_each
        How many cards a shelf has at most.
    loved
        (row, how many of the visitor's taste twins love it).
    """
    shown = np.zeros(standing.snapshot.n_items, dtype=bool)
    groups = standing.snapshot.franchises.groups
    chosen: dict[str, Chosen] = {}
    for kind in KINDS:
        if kind is not NEXT and standing.weights:
            found = chosen[kind.key] = _choose(standing, kind, n_each + 1, loved, ~shown[groups])
            shown[groups[found.rows[:n_each]]] = True
    told = (
        dict(zip(chosen, picks_of(standing, list(chosen.values())), strict=True)) if chosen else {}
    )
    # Sequels that were asked for everywhere need no row of their own.
    told[NEXT.key] = () if _sequels_are_mixed(standing) else next_season.picks(standing, n_each + 1)
    return [
        Shelf(kind, picks[:n_each], len(picks) > n_each)
        for kind in KINDS
        if (picks := told.get(kind.key, ()))
    ]


@in_turn
def shelf(standing: Standing, kind: Kind, n: int, loved: senses.Loved = ()) -> Shelf:
    """One shelf of at most `n` cards; parameters are those of `shelves`."""
    picks: tuple[Pick, ...] = ()
    if kind is NEXT:
        picks = next_season.picks(standing, n + 1)
    elif standing.weights:
        picks = picks_of(standing, [_choose(standing, kind, n + 1, loved)])[0]
    if kind is TWINS:
        picks = _said_by_twins(picks)
    return Shelf(kind, picks[:n], len(picks) > n)


def _choose(
    standing: Standing, kind: Kind, n: int, loved: senses.Loved, among: Mask | None = None
) -> Chosen:
    """The best `n` cards of a shelf, from titles of the mask `among`."""
    ranked = senses.by_twins(standing, loved) if kind is TWINS else _SCORES[kind.key](standing)
    scores = ranked.scores if among is None else np.where(among, ranked.scores, senses.NOTHING)
    is_open = standing.unseen & standing.allowed
    cards = one_card_per_franchise(standing.snapshot, scores, n, is_open)
    weights = {k: w for k, w in standing.weights.items() if k in ranked.kinds}
    did = ranked.did(cards[0]) if ranked.did else None
    return Chosen(*cards, scores, weights, did)


def _sequels_are_mixed(standing: Standing) -> bool:
    given = standing.query.filters
    return given.include_sequels or given.only_sequels


def _said_by_twins(picks: tuple[Pick, ...]) -> tuple[Pick, ...]:
    """The picks with what their place comes from, before the titles that the twins share."""
    said = {1: "One of your taste twins loves it"}
    return tuple(
        pick._replace(why=pick.why.beginning_with(said.get(n, f"{n} of your taste twins love it")))
        for pick in picks
        for n in [round(pick.score)]
    )


_SCORES: Mapping[str, Callable[[Standing], senses.Ranked]] = {
    FOR_YOU.key: senses.for_you,
    GEMS.key: senses.of_gems,
    STORY.key: senses.nearest("story", "topics"),
    LOOK.key: senses.nearest("look"),
    SAME_AUDIENCE.key: senses.same_audience,
    NEW.key: senses.new,
    DIFFERENT.key: senses.different,
}


@remembered
def rehearsed(snapshot: Snapshot) -> bool:
    """Answer a made-up visitor, so that no real one waits for loops to be compiled."""
    known = np.argsort(-snapshot.members)[:REHEARSED].tolist()
    scores = itertools.cycle((MAX_RATING, MIN_RATING))
    ratings = tuple(
        Rating(snapshot.cards[row].anime_id, score)
        for row, score in zip(known, scores, strict=False)
    )
    read_plainly(orjson.dumps({"ratings": [rating._asdict() for rating in ratings]}))
    shelves(standing_of(snapshot, Query(ratings)), 1)
    recommend(snapshot, Query(ratings, k=1))
    for row in known[:1]:
        similar(snapshot, row, BLEND, 1)
    return True
