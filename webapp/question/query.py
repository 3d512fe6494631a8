"""What a visitor asks for: ratings, filters and weights, checked before they come here."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from functools import cached_property
from typing import NamedTuple, overload

import numpy as np
from numpy.typing import NDArray

AUDIENCE = "audience"
KINDS = ("story", "topics", "look", AUDIENCE, "reviews")
BLEND = "blend"
# The kinds a visitor can weigh, and how much each counts when nothing is said.
DEFAULT_WEIGHTS: Mapping[str, float] = {"audience": 5.0, "story": 3.0, "topics": 2.0, "look": 1.0}
MAX_WEIGHT = 10.0
MIN_RATING, MAX_RATING = 1, 10
MAX_RATINGS = 5000
MAX_K, DEFAULT_K = 100, 20
# Years in which an anime can have begun; wide, so that only nonsense is refused.
MIN_YEAR, MAX_YEAR = 1900, 2100
MIN_ID, MAX_ID = 1, 2**31 - 1
# MAL's own words for the formats of a title.
TYPES = ("TV", "Movie", "OVA", "ONA", "Special", "TV Special", "Music", "PV", "CM")
STATUSES = ("Finished Airing", "Currently Airing", "Not yet aired")
# MAL's age ratings, the mildest first; what comes after the last one is for adults.
AGES = ("G", "PG", "PG-13", "R", "R+")
MAX_EPISODES = 10_000
# What is done with the titles that the visitor means to watch.
PLANNED_WITH, PLANNED_WITHOUT, PLANNED_ONLY = PLANNED = ("with", "without", "only")
# How far one can lean to either side: -5 obscure to 5 popular, 0 safe to 10 surprising.
MAX_POPULARITY, MAX_SURPRISE = 5.0, 10.0
LANGUAGES = ("romaji", "english", "japanese")


class Rating(NamedTuple):
    """A visitor's score for one title, 1 to 10."""

    anime_id: int
    score: float


class Ratings(Sequence[Rating]):
    """Ratings that are held, and read out of, by columns.

    Parameters
    ----------
    ids
        (n,) int64 ids of the titles.
    scores
        (n,) float64, of each.
    """

    def __init__(self, ids: NDArray[np.int64], scores: NDArray[np.float64]) -> None:
        self.ids = ids
        self.scores = scores

    @classmethod
    def of(cls, ratings: Sequence[Rating]) -> Ratings:
        """The same ratings by columns."""
        if type(ratings) is Ratings:  # asked of an abstract class, `isinstance` takes its time
            return ratings
        ids, scores = zip(*ratings, strict=True) if ratings else ((), ())
        return cls(np.array(ids, dtype=np.int64), np.array(scores, dtype=np.float64))

    def __len__(self) -> int:
        return len(self.ids)

    def __iter__(self) -> Iterator[Rating]:
        return map(Rating, self.ids.tolist(), self.scores.tolist())

    @overload
    def __getitem__(self, place: int) -> Rating: ...
    @overload
    def __getitem__(self, place: slice) -> Ratings: ...
    def __getitem__(self, place: int | slice) -> Rating | Ratings:
        if isinstance(place, slice):
            return Ratings(self.ids[place], self.scores[place])
        return Rating(int(self.ids[place]), float(self.scores[place]))


@dataclass(frozen=True)
class Filters:
    """Which titles may be recommended; the default lets every title pass but adult ones."""

    genres_in: tuple[str, ...] = ()
    genres_out: tuple[str, ...] = ()
    types: tuple[str, ...] = ()
    year_min: int | None = None
    year_max: int | None = None
    score_min: float | None = None
    members_min: int | None = None
    include_sequels: bool = False
    include_adult: bool = False
    only_sequels: bool = False
    episodes_min: int | None = None
    episodes_max: int | None = None
    statuses: tuple[str, ...] = ()
    age_max: str | None = None
    planned: str = PLANNED_WITH

    @cached_property
    def active(self) -> tuple[str, ...]:
        """Names of the filters that are not at their default."""
        return tuple(n for n, default in _DEFAULTS.items() if getattr(self, n) != default)

    def without(self, name: str) -> Filters:
        """The same filters with one of them at its default."""
        return Filters(**{f.name: getattr(self, f.name) for f in fields(self) if f.name != name})


_DEFAULTS = {f.name: f.default for f in fields(Filters)}
NO_FILTERS = Filters()


class Query(NamedTuple):
    """One question to the recommender.

    Attributes
    ----------
    ratings
        Titles with a score.
    k
        How many recommendations.
    filters
        Which titles may be among them.
    weights
        Kind to how much it counts.
    watched, watching, dropped
        Ids of titles that were seen to the end, are being watched, were given up; with a score or
        without.
    planned
        Ids that the visitor means to watch.
    hidden
        Ids that the visitor wants to see no more.
    popularity
        -5 obscure to 5 popular; 0 leaves the order to the taste.
    surprise
        0 safe to 10 surprising: how much it counts against a title that its genres are the usual
        ones of this visitor.
    ignore_dislikes
        Whether the scores below the visitor's usual one say nothing about taste.
    language
        Of the titles in reasons, one of `LANGUAGES`.
    """

    ratings: Sequence[Rating] = ()
    k: int = DEFAULT_K
    filters: Filters = NO_FILTERS
    weights: Mapping[str, float] = DEFAULT_WEIGHTS
    watched: tuple[int, ...] = ()
    watching: tuple[int, ...] = ()
    dropped: tuple[int, ...] = ()
    planned: tuple[int, ...] = ()
    hidden: tuple[int, ...] = ()
    popularity: float = 0.0
    surprise: float = 0.0
    ignore_dislikes: bool = False
    language: str = LANGUAGES[0]
