"""The visitor's whole state, as it stands in the address of a page.

``/list?r=1-9.5-8.7-p&genre=Drama&from=1995`` : two scored titles, a planned one and two filters.
What cannot be read is left out and named in `notes`; a page never fails because of its address.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace

from webapp.question import marks as packed
from webapp.question.marks import (
    DROPPED,
    HIDDEN,
    MAX_READABLE,
    PLANNED,
    WATCHED,
    WATCHING,
    Marks,
)
from webapp.question.query import (
    DEFAULT_WEIGHTS,
    LANGUAGES,
    MAX_POPULARITY,
    MAX_SURPRISE,
    PLANNED_WITH,
    Filters,
    Query,
    Rating,
)

PAGE_SIZE, MAX_SHOWN = 24, 96
# Filter -> its name in an address.
LISTS = {"genres_in": "genre", "genres_out": "without", "types": "type", "statuses": "status"}
NUMBERS = {
    "year_min": "from", "year_max": "to", "score_min": "score", "members_min": "members",
    "episodes_min": "least", "episodes_max": "most",
}  # fmt: skip
ONLY_SEQUELS = "only"
# The list itself, readable or packed.
LIST = ("r", "l")
# No whole number: scores may have a half.
FRACTIONS = ("score_min",)
# Leaning -> its name in an address and its bounds.
LEANINGS = {
    "popularity": ("popular", -MAX_POPULARITY, MAX_POPULARITY),
    "surprise": ("surprise", 0.0, MAX_SURPRISE),
}
# What all links of a page may say of the visitor's list together, in letters; each is a page's to
# load. Links of more say `SAME_LIST` for it: the list of the page that the link stands on.
MAX_CARRIED = 100_000
SAME_LIST = {"l": "~"}

Arguments = dict[str, str | list[str]]


@dataclass(frozen=True)
class LinkState:
    """What the address of a page says.

    Attributes
    ----------
    marks
        Title id to what is said of it, in the order it was said while the list is short.
    filters, weights, popularity, surprise, ignore_dislikes, language
        As in `query.Query`.
    shelf
        The one shelf to show; empty for all.
    shown
        How many recommendations to show of it.
    notes
        What could not be read, for the visitor.
    """

    marks: Marks = field(default_factory=dict)
    filters: Filters = field(default_factory=Filters)
    weights: Mapping[str, float] = field(default_factory=lambda: dict(DEFAULT_WEIGHTS))
    popularity: float = 0.0
    surprise: float = 0.0
    ignore_dislikes: bool = False
    language: str = LANGUAGES[0]
    shelf: str = ""
    shown: int = PAGE_SIZE
    notes: tuple[str, ...] = ()

    @property
    def ratings(self) -> dict[int, float]:
        """Title id to score, of those that have one."""
        return {id_: mark.score for id_, mark in self.marks.items() if mark.score is not None}

    @property
    def rating_list(self) -> tuple[Rating, ...]:
        """The ratings for the recommender."""
        return tuple(Rating(anime_id, score) for anime_id, score in self.ratings.items())

    def ids(self, state: str) -> tuple[int, ...]:
        """Ids of the titles that are in one of `marks.STATES`."""
        return tuple(id_ for id_, mark in self.marks.items() if mark.state == state)

    def query(self, k: int) -> Query:
        """The state as a question for `k` recommendations."""
        return Query(
            self.rating_list,
            k,
            self.filters,
            self.weights,
            watched=self.ids(WATCHED),
            watching=self.ids(WATCHING),
            dropped=self.ids(DROPPED),
            planned=self.ids(PLANNED),
            hidden=self.ids(HIDDEN),
            popularity=self.popularity,
            surprise=self.surprise,
            ignore_dislikes=self.ignore_dislikes,
            language=self.language,
        )

    @property
    def arguments(self) -> Arguments:
        """The state as arguments of an address; what is at its default is left out."""
        arguments: Arguments = {**self.rating_arguments, **self.filter_arguments}
        if self.shelf:
            arguments["shelf"] = self.shelf
        if self.shown != PAGE_SIZE:
            arguments["n"] = str(self.shown)
        return arguments

    @property
    def filter_arguments(self) -> Arguments:
        """Filters, weights and leanings, without the list."""
        arguments: Arguments = dict(_arguments_of(self.filters))
        for kind, weight in self.weights.items():
            if weight != DEFAULT_WEIGHTS[kind]:
                arguments[kind] = f"{weight:g}"
        for name, (argument, _, _) in LEANINGS.items():
            if leaning := getattr(self, name):
                arguments[argument] = f"{leaning:g}"
        if self.ignore_dislikes:
            arguments["dislikes"] = "ignore"
        return arguments

    @property
    def rating_arguments(self) -> Mapping[str, str]:
        """Only the list and the language of titles, for pages that have no use for filters."""
        arguments = {"lang": self.language} if self.language != LANGUAGES[0] else {}
        if not self.marks:
            return arguments
        if len(self.marks) <= MAX_READABLE:
            return {"r": packed.written(self.marks), **arguments}
        return {"l": packed.pack(self.marks), **arguments}

    def carried(self, n_links: int = 1, room: int = MAX_CARRIED) -> Mapping[str, str]:
        """What each of so many links of a page takes along: the list, and how to show titles.

        That titles for adults were asked for goes along: a title's page shows its poster then.
        """
        told = dict(self.rating_arguments)
        list_of = {name: told.pop(name) for name in LIST if name in told}
        if n_links * sum(map(len, list_of.values())) > room:
            list_of = SAME_LIST
        adult = {"adult": "1"} if self.filters.include_adult else {}
        return {**list_of, **told, **adult}


def with_note(state: LinkState, message: str) -> LinkState:
    """The state with one more thing to tell the visitor, once."""
    note = f"{message}."
    return state if note in state.notes else replace(state, notes=(*state.notes, note))


def _arguments_of(filters: Filters) -> Iterator[tuple[str, str | list[str]]]:
    for name, argument in LISTS.items():
        if values := getattr(filters, name):
            yield argument, list(values)
    for name, argument in NUMBERS.items():
        if (value := getattr(filters, name)) is not None:
            yield argument, f"{value:g}" if name in FRACTIONS else str(value)
    if filters.include_sequels or filters.only_sequels:
        yield "sequels", ONLY_SEQUELS if filters.only_sequels else "1"
    if filters.include_adult:
        yield "adult", "1"
    if filters.age_max:
        yield "age", filters.age_max
    if filters.planned != PLANNED_WITH:
        yield "planned", filters.planned
