"""The visitor's whole state, as it stands in the address of a page.

``/list?r=1-9.5-8.5&genre=Drama&from=1995`` : two scored titles and two filters. What cannot be read
is left out and named in `notes`; a page never fails because of its address.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Protocol

from webapp.errors import SiteError, shown
from webapp.question.query import DEFAULT_WEIGHTS, MAX_ID, MAX_RATING, MIN_RATING, Filters, Rating
from webapp.question.validation import filters_of, number_in_query, weights_of

# An address of more than some 4,000 letters does not pass every server on its way.
MAX_LINK_RATINGS = 300
PAGE_SIZE, MAX_SHOWN = 24, 96
ADD, DROP, SCORE = "add", "drop", "s-"
# Filter -> its name in an address.
_LISTS = {"genres_in": "genre", "genres_out": "without", "types": "type"}
_NUMBERS = {"year_min": "from", "year_max": "to", "score_min": "score", "members_min": "members"}
_FLAGS = {"include_sequels": "sequels", "include_adult": "adult"}
# No whole number: scores may have a half.
_FRACTIONS = ("score_min",)

Arguments = dict[str, str | list[str]]


class Fields(Protocol):
    """What Flask's ``request.args`` can do, as far as it is used here."""

    def get(self, key: str, default: str) -> str: ...  # noqa: D102
    def getlist(self, key: str) -> Sequence[str]: ...  # noqa: D102
    def __iter__(self) -> Iterator[str]: ...


@dataclass(frozen=True)
class LinkState:
    """What the address of a page says.

    Attributes
    ----------
    ratings
        Title id to score, in the order they were given.
    filters, weights
        As in `query.Query`.
    shown
        How many recommendations to show.
    notes
        What could not be read, for the visitor.
    """

    ratings: Mapping[int, float] = field(default_factory=dict)
    filters: Filters = field(default_factory=Filters)
    weights: Mapping[str, float] = field(default_factory=lambda: dict(DEFAULT_WEIGHTS))
    shown: int = PAGE_SIZE
    notes: tuple[str, ...] = ()

    @property
    def rating_list(self) -> tuple[Rating, ...]:
        """The ratings for the recommender."""
        return tuple(Rating(anime_id, score) for anime_id, score in self.ratings.items())

    @property
    def arguments(self) -> Arguments:
        """The state as arguments of an address; what is at its default is left out."""
        arguments: Arguments = dict(self.rating_arguments)
        for name, argument in _LISTS.items():
            if values := getattr(self.filters, name):
                arguments[argument] = list(values)
        for name, argument in _NUMBERS.items():
            if (value := getattr(self.filters, name)) is not None:
                arguments[argument] = f"{value:g}" if name in _FRACTIONS else str(value)
        for name, argument in _FLAGS.items():
            if getattr(self.filters, name):
                arguments[argument] = "1"
        for kind, weight in self.weights.items():
            if weight != DEFAULT_WEIGHTS[kind]:
                arguments[kind] = f"{weight:g}"
        if self.shown != PAGE_SIZE:
            arguments["n"] = str(self.shown)
        return arguments

    @property
    def rating_arguments(self) -> Mapping[str, str]:
        """Only the ratings, for pages that have no use for filters."""
        pairs = ".".join(f"{id_}-{_plain(score)}" for id_, score in self.ratings.items())
        return {"r": pairs} if pairs else {}

    def with_rating(self, anime_id: int, score: float) -> LinkState:
        """The state after one more answer; a full list stays as it is and says so."""
        if anime_id not in self.ratings and len(self.ratings) >= MAX_LINK_RATINGS:
            note = f"A link holds {MAX_LINK_RATINGS} titles. Remove one to add another."
            return replace(self, notes=(*self.notes, note))
        return replace(self, ratings={**self.ratings, anime_id: score})

    def without_rating(self, anime_id: int) -> LinkState:
        """The state after a title is taken off the list."""
        kept = {id_: score for id_, score in self.ratings.items() if id_ != anime_id}
        return replace(self, ratings=kept)


def read(arguments: Fields) -> LinkState:
    """Read an address, and apply what a form adds to it: scores changed, a title more or less."""
    state = LinkState()
    pairs = [part for part in arguments.get("r", "").split(".") if part]
    changes = [f"{k[len(SCORE) :]}-{arguments.get(k, '')}" for k in arguments
               if k.startswith(SCORE)]  # fmt: skip
    for pair in (*pairs, *changes, *arguments.getlist(ADD)):
        if not pair.endswith("-"):
            state = _try(state, pair, _rate)
    for dropped in arguments.getlist(DROP):
        state = _try(state, dropped, lambda s, text: s.without_rating(int(text)))
    state = _try(state, arguments, _filter)
    state = _try(state, arguments, _weigh)
    # The last one: a button's value stands after the hidden one it replaces.
    if numbers := arguments.getlist("n"):
        state = _try(state, numbers[-1], _show)
    return state


def with_note(state: LinkState, message: str) -> LinkState:
    """The state with one more thing to tell the visitor."""
    return replace(state, notes=(*state.notes, f"{message}."))


def _try(state: LinkState, given: Any, change: Callable[[LinkState, Any], LinkState]) -> LinkState:
    try:
        return change(state, given)
    except SiteError as error:
        note = error.message
    except ValueError:
        note = f"{shown(given)} in the address could not be read and was left out"
    return with_note(state, note)


def _rate(state: LinkState, pair: str) -> LinkState:
    """Add ``id-score``, as ``5-8h`` for eight and a half."""
    anime_id, _, score_text = pair[:40].partition("-")
    half = score_text.endswith("h")
    score = int(score_text.removesuffix("h")) + 0.5 * half
    if not (0 < int(anime_id) <= MAX_ID and MIN_RATING <= score <= MAX_RATING):
        raise ValueError
    return state.with_rating(int(anime_id), score)


def _plain(score: float) -> str:
    """A score without a point, which parts one rating from the next; halves are kept."""
    doubled = round(2 * score)
    return f"{doubled // 2}{'h' if doubled % 2 else ''}"


def _filter(state: LinkState, arguments: Fields) -> LinkState:
    given: dict[str, Any] = {}
    for name, argument in _LISTS.items():
        given[name] = list(filter(None, arguments.getlist(argument)))
    for name, argument in _NUMBERS.items():
        if text := arguments.get(argument, "").strip():
            given[name] = float(text[:20]) if name in _FRACTIONS else int(text[:20])
    for name, argument in _FLAGS.items():
        given[name] = arguments.get(argument, "") == "1"
    return replace(state, filters=filters_of(given))


def _weigh(state: LinkState, arguments: Fields) -> LinkState:
    given = {k: float(text[:20]) for k in DEFAULT_WEIGHTS if (text := arguments.get(k, "").strip())}
    return replace(state, weights=weights_of(given))


def _show(state: LinkState, text: str) -> LinkState:
    return replace(state, shown=number_in_query(text, "n", PAGE_SIZE, MAX_SHOWN))
