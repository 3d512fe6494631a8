"""What a poster card shows of a title: the part of its document that stays in memory."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

# Everything the site keeps in memory of a document; the rest is read when a title page asks.
FIELDS = (
    "title", "title_english", "title_japanese", "synonyms", "type", "episodes", "aired_from",
    "status", "rating", "genres", "themes", "demographics", "score", "scored_by", "members",
    "img_url", "franchise_id", "related", "source", "studios", "season",
)  # fmt: skip
ADULT_GENRES = frozenset({"Hentai", "Erotica"})


@dataclass(frozen=True, slots=True)
class Card:
    """One title as lists show it; unknown is None."""

    anime_id: int
    title: str
    title_english: str | None
    title_japanese: str | None
    synonyms: tuple[str, ...]
    type: str | None
    year: int | None
    aired_from: str | None
    episodes: int | None
    score: float | None
    scored_by: int
    members: int
    genres: tuple[str, ...]
    img_url: str | None
    is_adult: bool
    poster_hash: str | None
    status: str | None = None
    age: str | None = None
    source: str | None = None
    studios: tuple[str, ...] = ()
    season: str | None = None

    @property
    def has_poster(self) -> bool:
        """Whether the store holds its picture."""
        return self.poster_hash is not None

    @property
    def poster_url(self) -> str:
        """Address of the poster on this site: the picture, or a drawn stand-in."""
        return self.poster_address(adult=False)

    def poster_address(self, *, adult: bool) -> str:
        """The same; as it is, though it is for adults, if `adult`."""
        return f"/posters/{self.anime_id}?adult=1" if adult else f"/posters/{self.anime_id}"

    def named(self, language: str) -> str:
        """The title in one of `query.LANGUAGES`; the main one where the other is not known."""
        if language == "english":
            return self.title_english or self.title
        if language == "japanese":
            return self.title_japanese or self.title
        return self.title

    @property
    def names(self) -> tuple[str, ...]:
        """Every name the title goes by."""
        other = (self.title_english or "", self.title_japanese or "", *self.synonyms)
        return (self.title, *(name for name in other if name))

    def brief(self, *, adult: bool = False) -> dict[str, Any]:
        """The title as an item of an API answer; see `poster_address`."""
        return {
            "anime_id": self.anime_id,
            "title": self.title,
            "title_english": self.title_english,
            "type": self.type,
            "year": self.year,
            "episodes": self.episodes,
            "img_url": self.img_url,
            "poster": self.poster_address(adult=adult) if self.has_poster else None,
        }


def card_of(document: Mapping[str, Any], poster_hash: str | None) -> Card:
    """Make the card of an anime document; `poster_hash` names the bytes of its picture."""
    genres = _labels(document)
    aired = first_day(document)
    return Card(
        anime_id=int(document["_id"]),
        title=str(document.get("title") or f"Title {document['_id']}"),
        title_english=document.get("title_english") or None,
        title_japanese=document.get("title_japanese") or None,
        synonyms=tuple(document.get("synonyms") or ()),
        type=document.get("type"),
        year=int(aired[:4]) if aired else None,
        aired_from=aired,
        episodes=document.get("episodes"),
        score=document.get("score"),
        scored_by=document.get("scored_by") or 0,
        members=document.get("members") or 0,
        genres=genres,
        img_url=document.get("img_url"),
        is_adult=not ADULT_GENRES.isdisjoint(genres)
        or str(document.get("rating") or "").startswith("Rx"),
        poster_hash=poster_hash,
        status=document.get("status"),
        # "PG-13 - Teens 13 or older": the code before the words.
        age=str(document.get("rating") or "").split(" ")[0] or None,
        source=document.get("source"),
        studios=tuple(document.get("studios") or ()),
        season=document.get("season"),
    )


def _labels(document: Mapping[str, Any]) -> tuple[str, ...]:
    """Genres, themes and demographics, each once, in MAL's order."""
    groups: Iterable[Iterable[str]] = (
        document.get(name) or () for name in ("genres", "themes", "demographics")
    )
    return tuple(dict.fromkeys(label for group in groups for label in group))


def first_day(document: Mapping[str, Any]) -> str | None:
    """When a title began, as YYYY, YYYY-MM or YYYY-MM-DD; None when its year is unknown."""
    value = document.get("aired_from")
    text = value.isoformat() if isinstance(value, date | datetime) else str(value or "")
    return text[:10] if text[:4].isdigit() else None
