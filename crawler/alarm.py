"""The alarm: a field that pages used to have is missing, so the site changed its pages."""

from __future__ import annotations

import re
from collections import Counter, defaultdict, deque
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from crawler.items import AnimeItem
from crawler.pages.tree import utf8

WINDOW = 20  # recent pages that are looked at
FEWEST = 10  # of them that must have been expected to have the field
USUAL = 0.95  # share of earlier titles with a field from which a new title is expected to have it

FEWEST_STORED = 50  # titles from which it is told what is usual
# New titles that nobody scored yet lack much; these fields even they have.
OF_EVERY_TITLE = frozenset({"type", "status", "popularity", "members", "favorites", "img_url"})
_ALWAYS_TOLD = frozenset({"synopsis", "related"})
_NOTHING: tuple[Any, ...] = (None, [])

# What is looked for on the page, to be repaired first when the field is missing.
SELECTORS = {
    "title_japanese": "span.dark_text 'Japanese:'",
    "type": "span.dark_text 'Type:'",
    "source": "span.dark_text 'Source:'",
    "status": "span.dark_text 'Status:'",
    "episodes": "span.dark_text 'Episodes:'",
    "minutes": "span.dark_text 'Duration:'",
    "aired_from": "span.dark_text 'Aired:'",
    "season": "span.dark_text 'Premiered:'",
    "rating": "span.dark_text 'Rating:'",
    "studios": "span.dark_text 'Studios:' a[href*='/producer/']",
    "genres": "span.dark_text 'Genres:' a[href*='/genre/']",
    "score": "span.dark_text 'Score:' span",
    "scored_by": "[itemprop=ratingCount]",
    "rank": "span.dark_text 'Ranked:' #N",
    "popularity": "span.dark_text 'Popularity:' #N",
    "members": "span.dark_text 'Members:'",
    "favorites": "span.dark_text 'Favorites:'",
    "synopsis": "p[itemprop=description]",
    "img_url": "img[itemprop=image]",
    "related": "div.related-entries",
    "recommendations": "#anime_recommendation li.btn-anime",
    "openings": "div.theme-songs.opnening",
    "endings": "div.theme-songs.ending",
}


@dataclass(frozen=True)
class Broken:
    """A field that is missing on too many pages.

    Attributes
    ----------
    field, share, n_pages
        Which, on which share of how many recent pages that should have it.
    url
        Where it was last missed.
    """

    field: str
    share: float
    n_pages: int
    url: str

    def __str__(self) -> str:
        return (
            f"{self.field!r} is missing on {self.share:.0%} of {self.n_pages} pages that used to "
            f"have it, last on {self.url}; the selector is {SELECTORS[self.field]}"
        )


@dataclass
class Alarm:
    """Watches titles on their way to the database.

    Parameters
    ----------
    share
        A field may be missing on at most this share of the recent pages that should have it.
    usual
        Share of the stored titles that have each field.
    """

    share: float
    usual: Mapping[str, float]
    broken: Broken | None = None
    _held: list[tuple[AnimeItem, dict[str, int]]] = field(default_factory=list)
    _recent: dict[str, deque[bool]] = field(
        default_factory=lambda: defaultdict(lambda: deque(maxlen=WINDOW))
    )
    _judged: Counter[str] = field(default_factory=Counter)

    def sift(
        self, found: Sequence[AnimeItem], stored: Mapping[int, Mapping[str, Any]]
    ) -> list[AnimeItem]:
        """Return the titles that may be written; none any more once a field is broken.

        A stored title that would lose a field is held back until as many later pages as are
        looked at have gone by without an alarm.

        Parameters
        ----------
        found
            Titles as their pages show them.
        stored
            Those of them that are stored, by id.
        """
        passed = []
        for item in found:
            before = stored.get(item.document.get("_id", 0))
            lost = self._judge(item, before)
            if lost and before is not None:
                self._held.append((item, {name: self._judged[name] for name in lost}))
            else:
                passed.append(item)
        return [] if self.broken else passed + self._let_go()

    def end(self) -> list[AnimeItem]:
        """Return what is still held when the crawl ends, without the fields that it lost.

        The pages were too few to tell whether the site or the titles changed: what is stored of
        those fields stays.
        """
        held, self._held = self._held, []
        if self.broken:
            return []
        return [AnimeItem(_without(item.document, lost), item.url) for item, lost in held]

    def _judge(self, item: AnimeItem, before: Mapping[str, Any] | None) -> list[str]:
        """Look at each field that this title should have; return those that it lacks."""
        lost = []
        for name in SELECTORS:
            is_told = name in item.document or name in _ALWAYS_TOLD
            if not is_told or not self._is_expected(name, before):
                continue
            is_missing = item.document.get(name) in _NOTHING
            self._judged[name] += 1
            self._recent[name].append(is_missing)
            if is_missing:
                lost.append(name)
                self._look(name, item.url)
        return lost

    def _is_expected(self, name: str, before: Mapping[str, Any] | None) -> bool:
        if before is not None:
            return before.get(name) not in _NOTHING
        return name in OF_EVERY_TITLE and self.usual.get(name, 0.0) >= USUAL

    def _look(self, name: str, url: str) -> None:
        recent = self._recent[name]
        share = sum(recent) / len(recent)
        if not self.broken and len(recent) >= FEWEST and share > self.share:
            self.broken = Broken(name, share, len(recent), url)

    def _let_go(self) -> list[AnimeItem]:
        waiting: list[tuple[AnimeItem, dict[str, int]]] = []
        free: list[AnimeItem] = []
        for item, lost in self._held:
            if all(self._judged[name] - at >= WINDOW for name, at in lost.items()):
                free.append(item)
            else:
                waiting.append((item, lost))
        self._held = waiting
        return free


def keep_page(folder: Path, item: AnimeItem) -> Path:
    """Write the page of a title to `folder` and return where."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / (re.sub(r"\W+", "_", item.url).strip("_")[-80:] + ".html")
    path.write_bytes(utf8(item.page))
    return path


def usual_share(documents: Iterable[Mapping[str, Any]]) -> dict[str, float]:
    """Return the share of `documents` that have each watched field; empty for few."""
    titles = list(documents)
    if len(titles) < FEWEST_STORED:
        return {}
    known = {name: sum(t.get(name) not in _NOTHING for t in titles) for name in SELECTORS}
    return {name: count / len(titles) for name, count in known.items()}


def _without(document: Mapping[str, Any], lost: Iterable[str]) -> dict[str, Any]:
    return {name: value for name, value in document.items() if name not in lost}
