"""Made-up members: 400 lists drawn from a seeded taste model. Nobody here is a person.

The model, so that what is found in these lists can be judged:

* A member loves three to five tags (genres, themes, demographics), dislikes up to two, is drawn
  to one era, and has chance feelings about each franchise. Affinity is the sum of these.
* Which titles are on the list: affinity, plus how many real members a title has, plus chance.
  A sequel gets there almost only when what comes before it is there and was liked.
* Scores: a mixture of affinity, the title's score and chance, brought to the member's own mean
  and spread, rounded to 1-10. About 12 % of what was watched has no score (0).
* Statuses: mostly completed, some watching or on hold; what was disliked is often dropped.
  About a tenth of each list is planned: no score, no episodes.

Six lists are private and one is empty. Who wrote a review is a member, with that score listed.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

import numpy as np
from numpy.typing import NDArray

from sample.catalogue import Catalogue

N_MEMBERS = 400
WATCHING, COMPLETED, ON_HOLD, DROPPED, PLANNED = 1, 2, 3, 4, 6
_PRIVATE, _EMPTY = (61, 118, 175, 232, 289, 346), 57
_SHORTEST, _LONGEST = 15, 120
_SHARE_UNSCORED, _SHARE_PLANNED = 0.12, 0.1
_NEWEST = int(datetime(2025, 6, 1, tzinfo=UTC).timestamp())
_DAY = 86_400
_EARLIER = {"Prequel", "Parent Story", "Full Story"}
_ADJECTIVES = """amber brave calm dapper eager fuzzy gentle hasty idle jolly kind lunar mellow noble
odd polite quiet rustic sleepy tidy urban velvet witty young zesty"""
_NOUNS = """acorn badger comet dune ember fern gecko heron inkpot jasper kite lantern maple nettle
otter pebble"""

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Entry:
    """One title on a list; `score` is 1-10 or 0 for none, `updated` is seconds since 1970."""

    anime_id: int
    score: int
    status: int
    episodes: int
    updated: int


@dataclass(frozen=True)
class Member:
    """A made-up member; nobody but its owner may see a list that is not public."""

    name: str
    joined: int
    entries: list[Entry]
    public: bool = True


@dataclass(frozen=True)
class _World:
    """What the model knows of the titles, rows aligned with `anime_ids`."""

    anime_ids: NDArray[np.int64]  # (n_items,)
    tags: Floats  # (n_items, n_tags), each row of length 1
    years: Floats  # (n_items,)
    quality: Floats  # (n_items,) score, standardised
    fame: Floats  # (n_items,) log of members, standardised
    franchise: NDArray[np.int64]  # (n_items,) row of the franchise
    before: list[int]  # row of the title that comes before, or -1
    n_episodes: list[int | None]
    aired: list[bool]  # False: nothing was shown yet
    airing: list[bool]


def make(catalogue: Catalogue, seed: int = 1, n_members: int = N_MEMBERS) -> dict[str, Member]:
    """Draw the members and their lists.

    Parameters
    ----------
    catalogue
        Titles to choose from.
    seed
        The same seed and catalogue give the same members.
    n_members
        How many; there are 400 names beside those of the reviewers.

    Returns
    -------
    dict
        Members by name.

    Raises
    ------
    ValueError
        If there are not enough names for `n_members`.
    """
    reviewed = _reviewed(catalogue)
    made_up = [f"{first}_{second}" for second in _NOUNS.split() for first in _ADJECTIVES.split()]
    rng = np.random.default_rng(seed)
    rng.shuffle(made_up)
    names = list(dict.fromkeys([*sorted(reviewed), *made_up]))
    if n_members > len(names):
        raise ValueError(f"n_members={n_members}, but there are {len(names)} names; ask for fewer")
    world = _world(catalogue)
    members = {}
    for number, name in enumerate(names[:n_members]):
        entries = [] if number == _EMPTY else _list(world, rng)
        entries = _with_reviewed(entries, reviewed.get(name, {}))
        first = min((entry.updated for entry in entries), default=_NEWEST)
        joined = first - int(rng.integers(_DAY, 400 * _DAY))
        members[name] = Member(name, joined, entries, number not in _PRIVATE)
    return members


def _reviewed(catalogue: Catalogue) -> dict[str, dict[int, Entry]]:
    """For each reviewer, the list entries that their reviews speak of, by anime id."""
    found: dict[str, dict[int, Entry]] = {}
    for reviews in catalogue.reviews.values():
        for review in reviews:
            seen = catalogue.titles[review.anime_id].episodes or 1
            written = int(datetime.fromisoformat(f"{review.date}T12:00:00+00:00").timestamp())
            entry = Entry(review.anime_id, review.score, COMPLETED, seen, written)
            found.setdefault(review.user, {})[review.anime_id] = entry
    return found


def _with_reviewed(entries: list[Entry], reviewed: Mapping[int, Entry]) -> list[Entry]:
    """Put what was reviewed on the list, within its longest length."""
    others = [entry for entry in entries if entry.anime_id not in reviewed]
    kept = [*others[: _LONGEST - len(reviewed)], *reviewed.values()]
    return sorted(kept, key=lambda entry: -entry.updated)


def _world(catalogue: Catalogue) -> _World:
    titles = list(catalogue.titles.values())
    row_of = {title.anime_id: row for row, title in enumerate(titles)}
    words = sorted({tag for title in titles for tag in title.tags})
    tags = np.array([[float(word in title.tags) for word in words] for title in titles])
    # A rare tag says more about a title than one that every third title has.
    tags *= np.log(len(titles) / tags.sum(axis=0))
    tags /= np.maximum(np.linalg.norm(tags, axis=1, keepdims=True), 1e-9)
    _, franchise = np.unique(
        [catalogue.franchise_of[title.anime_id] for title in titles], return_inverse=True
    )
    return _World(
        anime_ids=np.array([title.anime_id for title in titles]),
        tags=tags,
        years=np.array([float(title.year or 2020) for title in titles]),
        quality=_standardised(np.array([title.score or 7.0 for title in titles])),
        fame=_standardised(np.log([title.members + 1 for title in titles])),
        franchise=franchise,
        before=[
            next((row_of[r.anime_id] for r in title.related if r.relation in _EARLIER), -1)
            for title in titles
        ],
        n_episodes=[title.episodes for title in titles],
        aired=[title.status != "Not yet aired" for title in titles],
        airing=[title.status == "Currently Airing" for title in titles],
    )


def _list(world: _World, rng: np.random.Generator) -> list[Entry]:
    """Draw one member: tastes, then titles, then scores and statuses."""
    affinity = _affinity(world, rng)
    liking = affinity + 0.55 * world.quality + rng.normal(0, 0.55, len(affinity))
    liking = _standardised(liking)
    wish = 1.6 * affinity + 0.9 * world.fame + rng.gumbel(0, 0.75, len(affinity))
    length = int(np.clip(rng.lognormal(3.75, 0.55), _SHORTEST, _LONGEST))
    n_planned = round(length * _SHARE_PLANNED)
    watched = _watched(world, wish, liking, length - n_planned)
    mean, spread = float(rng.normal(7.4, 0.6)), float(rng.uniform(0.9, 1.7))
    felt = mean + spread * _standardised(liking[watched])
    entries = [_entry(world, row, float(felt[n]), rng) for n, row in enumerate(watched)]
    rest = [int(row) for row in np.argsort(-affinity - 0.3 * wish) if row not in set(watched)]
    planned = [_planned(world, row, rng) for row in rest[:n_planned]]
    return sorted(entries + planned, key=lambda entry: -entry.updated)


def _affinity(world: _World, rng: np.random.Generator) -> Floats:
    """How much one member is drawn to each title (n_items,), standardised."""
    n_tags = world.tags.shape[1]
    tastes: Floats = np.asarray(rng.normal(0, 0.15, n_tags))
    n_loved = min(int(rng.integers(3, 6)), n_tags)
    chosen = rng.choice(n_tags, min(n_loved + 2, n_tags), replace=False)
    tastes[chosen[:n_loved]] += rng.uniform(1.2, 2.2, n_loved)
    tastes[chosen[n_loved:]] -= rng.uniform(0, 1.5, len(chosen) - n_loved)
    era, width = float(rng.uniform(1990, 2022)), float(rng.uniform(6, 16))
    nearness = np.exp(-(((world.years - era) / width) ** 2))
    whims = rng.normal(0, 0.45, int(world.franchise.max()) + 1)[world.franchise]
    return _standardised(world.tags @ tastes + 0.5 * nearness + 0.6 * whims)


def _watched(world: _World, wish: Floats, liking: Floats, count: int) -> list[int]:
    """Rows of the `count` titles most wished for; sequels follow what was liked."""
    drawn = wish.copy()
    for row, first in enumerate(world.before):
        if first >= 0:
            drawn[row] = wish[row] + 1.0 if liking[first] > 0.1 else wish[row] - 3.5
        if not world.aired[row]:
            drawn[row] = -np.inf
    chosen: list[int] = []
    for row in (int(row) for row in np.argsort(-drawn)):
        if len(chosen) >= count or drawn[row] == -np.inf:
            break
        chosen += [each for each in _with_earlier(world, row) if each not in chosen]
    return chosen[:count]


def _with_earlier(world: _World, row: int) -> list[int]:
    """A title's row after the rows of what comes before it, as one watches them."""
    rows = [row]
    while (first := world.before[rows[-1]]) >= 0 and first not in rows:
        rows.append(first)
    return rows[::-1]


def _entry(world: _World, row: int, felt: float, rng: np.random.Generator) -> Entry:
    score = int(np.clip(round(felt), 1, 10))
    total = world.n_episodes[row]
    status = _status(score, rng, done=not world.airing[row], short=total == 1)
    seen = total or int(rng.integers(12, 200))
    if status != COMPLETED:
        seen = int(rng.integers(1, max(2, seen)))
    if rng.random() < _SHARE_UNSCORED:
        score = 0
    updated = _moment(world, row, rng)
    return Entry(int(world.anime_ids[row]), score, status, seen, updated)


def _status(score: int, rng: np.random.Generator, *, done: bool, short: bool) -> int:
    if not done:
        return WATCHING
    if short:
        return COMPLETED
    if score <= 5 and rng.random() < 0.5:
        return DROPPED
    chance = rng.random()
    return WATCHING if chance < 0.05 else ON_HOLD if chance < 0.09 else COMPLETED


def _planned(world: _World, row: int, rng: np.random.Generator) -> Entry:
    return Entry(int(world.anime_ids[row]), 0, PLANNED, 0, _moment(world, row, rng))


def _moment(world: _World, row: int, rng: np.random.Generator) -> int:
    """A time between the later of 2010 and the title's next year, and the newest."""
    year = int(np.clip(world.years[row] + 1, 2010, 2024))
    start = int(datetime(year, 1, 1, tzinfo=UTC).timestamp())
    return int(rng.integers(start, _NEWEST))


def status_counts(member: Member) -> Mapping[int, int]:
    """How many entries of a list have each status."""
    states = [entry.status for entry in member.entries]
    return {state: states.count(state) for state in (1, 2, 3, 4, 6)}


def _standardised(values: Floats) -> Floats:
    """Mean 0 and spread 1."""
    return np.asarray((values - values.mean()) / max(float(values.std()), 1e-9))
