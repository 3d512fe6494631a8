"""What a visitor asks for: ratings, filters and weights, checked before they come here."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields

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
MAX_ID = 2**31 - 1
# MAL's own words for the formats of a title.
TYPES = ("TV", "Movie", "OVA", "ONA", "Special", "TV Special", "Music", "PV", "CM")


@dataclass(frozen=True)
class Rating:
    """A visitor's score for one title, 1 to 10."""

    anime_id: int
    score: float


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

    def active(self) -> tuple[str, ...]:
        """Names of the filters that are not at their default."""
        return tuple(f.name for f in fields(self) if getattr(self, f.name) != f.default)

    def without(self, name: str) -> Filters:
        """The same filters with one of them at its default."""
        return Filters(**{f.name: getattr(self, f.name) for f in fields(self) if f.name != name})


@dataclass(frozen=True)
class Query:
    """One question to the recommender."""

    ratings: tuple[Rating, ...]
    k: int = DEFAULT_K
    filters: Filters = field(default_factory=Filters)
    weights: Mapping[str, float] = field(default_factory=lambda: dict(DEFAULT_WEIGHTS))
