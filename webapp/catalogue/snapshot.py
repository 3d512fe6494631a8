"""The catalogue in memory: one frozen snapshot that every answer of the site is made from.

A snapshot is loaded whole, used by any number of threads, and replaced whole.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from cf.asking.visitors import Members
from cf.models import Model
from nlp.query import StoryQuery
from ranking import similarity
from store import IdMap, SetInfo
from vision import safety
from webapp.catalogue.atlas import Atlas
from webapp.catalogue.cards import Card
from webapp.catalogue.franchises import Franchises
from webapp.catalogue.kinds import KindVectors
from webapp.catalogue.labels import Labels, labels_of
from webapp.catalogue.maps import Map
from webapp.catalogue.search import TitleIndex
from webapp.catalogue.topics import TopicFacts
from webapp.question.query import AGES, KINDS

# A genre or theme says something about two titles when at most this share of all titles has it.
TELLING_SHARE = 0.12
_BITS = {kind: 1 << place for place, kind in enumerate(KINDS)}


# Compared by identity: a snapshot is a moment, and comparing arrays would be slow.
@dataclass(frozen=True, eq=False)
class Snapshot:
    """All that the site knows at one moment. Row numbers are the same in every attribute.

    Attributes
    ----------
    cards
        The titles, by ascending id.
    id_map
        MAL id to row and back.
    kinds
        Vectors of each kind that has a current set.
    franchises
        Who belongs with whom.
    topics
        Labels and words that the topic model found.
    sets
        Current vector sets of all kinds, also those the site has no use for.
    titles
        Search by name.
    versions
        What was current when this was loaded, to see whether it still is.
    audience
        The model behind the audience's vectors, which takes a visitor in as it would a member;
        None when the current set came without it.
    maps
        Maps of the catalogue, by what they are of: story, look, audience.
    story_query
        Turns plain words into a vector of the stories; None where its weights are not installed.
    tastes
        The members that the audience was learned from; None while there is no such set.
    gists
        MAL id to two or three sentences of reviews that stand for all of them.
    poster_shares
        (n_items, 5) what each poster shows, in `vision.safety.COLUMNS`; NaN where it was not
        judged. None while there is no such set.
    atlas
        Where posters stand on the sheet that is laid out by look; None while there is none.
    loaded
        When.
    """

    cards: Sequence[Card]
    id_map: IdMap
    kinds: Mapping[str, KindVectors]
    franchises: Franchises
    topics: TopicFacts
    sets: Mapping[str, SetInfo]
    titles: TitleIndex
    versions: Mapping[str, str]
    audience: Model | None = None
    maps: Mapping[str, Map] = field(default_factory=dict)
    story_query: StoryQuery | None = None
    tastes: Members | None = None
    gists: Mapping[int, Sequence[str]] = field(default_factory=dict)
    poster_shares: NDArray[np.float32] | None = None
    atlas: Atlas | None = None
    loaded: datetime = field(default_factory=lambda: datetime.now(UTC))

    def take_over(self, old: Snapshot) -> None:
        """Keep what was worked out of the titles, which are those of an older snapshot.

        Workers share the titles until they look at them: each look writes a count beside it.
        """
        of_others = {"known_to"}
        if self.poster_shares is not old.poster_shares:
            of_others.add("hidden_posters")
        for name, value in vars(old).items():
            if isinstance(vars(Snapshot).get(name), cached_property) and name not in of_others:
                vars(self)[name] = value

    @property
    def n_items(self) -> int:
        """How many titles there are."""
        return len(self.cards)

    def row_of(self, anime_id: int) -> int | None:
        """Row of a title, or None."""
        row = int(self.id_map.to_index([anime_id])[0])
        return None if row < 0 else row

    def poster_url(self, row: int, *, adult: bool = False) -> str:
        """Address of a poster; of a hidden one as it is, for who asks for titles for adults."""
        return self.cards[row].poster_address(adult=adult and bool(self.hidden_posters[row]))

    def brief(self, row: int, *, adult: bool = False) -> dict[str, Any]:
        """A title as an item of an API answer."""
        return self.cards[row].brief(adult=adult and bool(self.hidden_posters[row]))

    @cached_property
    def known_to(self) -> NDArray[np.uint8]:
        """(n_items,) which kinds know each title: a bit for each of `query.KINDS`, in its order."""
        bits = np.zeros(self.n_items, dtype=np.uint8)
        for kind, vectors in self.kinds.items():
            bits[vectors.rows] |= _BITS[kind]
        return bits

    def told_by(self, kinds: Iterable[str]) -> NDArray[np.bool_]:
        """(n_items,) titles of which at least one of some kinds knows something."""
        told: NDArray[np.bool_] = (self.known_to & self.bits_of(kinds)) > 0
        return told

    @staticmethod
    def bits_of(kinds: Iterable[str]) -> np.uint8:
        """The bits of some kinds in `known_to`."""
        return np.uint8(sum(map(_BITS.__getitem__, kinds)))

    @cached_property
    def members(self) -> NDArray[np.int64]:
        """(n_items,) how many people list each title; 0 when unknown."""
        return np.array([card.members for card in self.cards], dtype=np.int64)

    @cached_property
    def mean_scores(self) -> NDArray[np.float32]:
        """(n_items,) MAL's score of each title, 1-10; NaN when unknown."""
        return np.array([card.score or np.nan for card in self.cards], dtype=np.float32)

    @cached_property
    def years(self) -> NDArray[np.int64]:
        """(n_items,) year each title began; 0 when unknown."""
        return np.array([card.year or 0 for card in self.cards], dtype=np.int64)

    @cached_property
    def episodes(self) -> NDArray[np.int64]:
        """(n_items,) how many episodes each title has; 0 when unknown."""
        return np.array([card.episodes or 0 for card in self.cards], dtype=np.int64)

    @cached_property
    def ages(self) -> NDArray[np.int64]:
        """(n_items,) place of the age rating in `query.AGES`; past its end when unknown."""
        places = {age: place for place, age in enumerate(AGES)}
        found = [places.get(card.age or "", len(AGES)) for card in self.cards]
        return np.array(found, dtype=np.int64)

    @cached_property
    def status_rows(self) -> Mapping[str, NDArray[np.int64]]:
        """Rows of each airing status, in MAL's words."""
        return _rows_by(self.cards, lambda card: (card.status,) if card.status else ())

    @cached_property
    def genre_units(self) -> NDArray[np.float32]:
        """(n_items, n_genres) genres, themes and demographics of each title, rows of length 1 or 0.

        Rare ones count more, by the logarithm of how rare they are.
        """
        units = np.zeros((self.n_items, len(self.genre_rows)), dtype=np.float32)
        for column, rows in enumerate(self.genre_rows.values()):
            units[rows, column] = np.log1p(self.n_items / len(rows))
        return similarity.normalize_rows(units)

    @cached_property
    def unrated_yet(self) -> NDArray[np.bool_]:
        """(n_items,) titles of the latest season that nobody has scored.

        The season is the catalogue's own, so that one that was crawled long ago has one too: it
        begins four months before the newest title that a hundred members have scored.
        """
        known = (card.aired_from for card in self.cards if card.scored_by >= 100)
        newest = max((day for day in known if day and len(day) == 10), default="")
        if not newest:
            return np.zeros(self.n_items, dtype=bool)
        first = str(date.fromisoformat(newest) - timedelta(days=120))
        is_new = ((card.aired_from or "") >= first and not card.score for card in self.cards)
        return np.fromiter(is_new, dtype=bool, count=self.n_items)

    @cached_property
    def adult(self) -> NDArray[np.bool_]:
        """(n_items,) which titles are for adults only."""
        return np.array([card.is_adult for card in self.cards], dtype=bool)

    @cached_property
    def for_everybody(self) -> NDArray[np.bool_]:
        """(n_items,) all other titles."""
        return ~self.adult

    @cached_property
    def pictured(self) -> NDArray[np.bool_]:
        """(n_items,) which titles have a poster."""
        return np.array([card.has_poster for card in self.cards], dtype=bool)

    @cached_property
    def hidden_posters(self) -> NDArray[np.bool_]:
        """(n_items,) whose posters are shown only to who asks for titles for adults."""
        shares = self.poster_shares
        if shares is None:
            shares = np.full((self.n_items, len(safety.COLUMNS)), np.nan, dtype=np.float32)
        return safety.hidden([card.age for card in self.cards], shares)

    @cached_property
    def genre_rows(self) -> Mapping[str, NDArray[np.int64]]:
        """Rows of each genre, theme and demographic, by its name."""
        return _rows_by(self.cards, lambda card: card.genres)

    @cached_property
    def telling_labels(self) -> Labels:
        """Genres, themes and demographics of each title that say something, the rarest first."""
        most = max(TELLING_SHARE * self.n_items, 2)
        counts = {label: len(rows) for label, rows in self.genre_rows.items()}
        return labels_of(
            sorted((g for g in card.genres if counts[g] <= most), key=counts.__getitem__)
            for card in self.cards
        )

    @cached_property
    def type_rows(self) -> Mapping[str, NDArray[np.int64]]:
        """Rows of each format (TV, Movie, ...)."""
        return _rows_by(self.cards, lambda card: (card.type,) if card.type else ())

    @cached_property
    def prior(self) -> NDArray[np.float32]:
        """(n_items,) how well liked and how well known a title is, before anybody asks."""
        prior: NDArray[np.float32] = (self.quality + 0.3 * self.fame).astype(np.float32)
        return prior

    @cached_property
    def quality(self) -> NDArray[np.float32]:
        """(n_items,) MAL's score, 1-10; the catalogue's mean where it is not known.

        A score by few people is drawn towards that mean, as if 500 more had given it.
        """
        scores = np.nan_to_num(self.mean_scores, nan=0.0)
        voters = np.array([card.scored_by if card.score else 0 for card in self.cards], dtype=float)
        typical = float(scores[scores > 0].mean()) if (scores > 0).any() else 0.0
        shrunk = (scores * voters + typical * 500) / (voters + 500)
        quality: NDArray[np.float32] = shrunk.astype(np.float32)
        return quality

    @cached_property
    def fame(self) -> NDArray[np.float32]:
        """(n_items,) decimal logarithm of the members who list each title, at least 1."""
        return np.log10(np.maximum(self.members, 10)).astype(np.float32)


def _rows_by(
    cards: Sequence[Card], labels: Callable[[Card], Sequence[str]]
) -> dict[str, NDArray[np.int64]]:
    rows: dict[str, list[int]] = {}
    for row, card in enumerate(cards):
        for label in labels(card):
            rows.setdefault(label, []).append(row)
    return {label: np.array(rows[label], dtype=np.int64) for label in sorted(rows)}
