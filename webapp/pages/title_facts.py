"""What a title page says about a title, made ready for the template."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from webapp.catalogue.cards import Card
from webapp.catalogue.snapshot import Snapshot

MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
MAX_SONGS = 24
MAX_RECOMMENDED = 12
MAX_TOPICS = 3
# A topic is named when it has at least this share of a title.
LEAST_SHARE = 0.12


@dataclass(frozen=True)
class Recommended:
    """A title that members recommend beside another, and how many of them do."""

    card: Card
    votes: int


@dataclass(frozen=True)
class Bar:
    """One bar of the score histogram; share of all votes, height beside the tallest, 0 to 1."""

    score: int
    votes: int
    share: float
    height: float


def facts(card: Card, document: Mapping[str, Any]) -> list[tuple[str, str]]:
    """(label, value) of the facts that are known, in reading order."""
    minutes, score = document.get("minutes"), card.score
    lines = [
        ("Type", card.type),
        ("Episodes", _count(card.episodes)),
        ("Length", f"{minutes} min each" if minutes and (card.episodes or 0) > 1
         else f"{minutes} min" if minutes else None),
        ("Aired", _aired(document) or (str(card.year) if card.year else None)),
        ("Season", document.get("season")),
        ("Status", document.get("status")),
        ("Studio", ", ".join(document.get("studios") or ())),
        ("Source", document.get("source")),
        ("Rating", document.get("rating")),
        ("Score", f"{score:.2f} by {_count(card.scored_by)}" if score else None),
        ("Ranked", f"#{document['rank']}" if document.get("rank") else None),
        ("On lists", _count(card.members)),
    ]  # fmt: skip
    return [(label, value) for label, value in lines if value]


def histogram(document: Mapping[str, Any]) -> list[Bar]:
    """Bars for scores 1 to 10; empty when nobody voted."""
    votes = [int(n or 0) for n in document.get("score_votes") or ()]
    if len(votes) != 10 or not sum(votes):
        return []
    return [Bar(score, n, n / sum(votes), n / max(votes)) for score, n in enumerate(votes, start=1)]


def songs(document: Mapping[str, Any]) -> list[tuple[str, list[str]]]:
    """(heading, songs) of openings and endings, those that are known."""
    found = [("Openings", document.get("openings")), ("Endings", document.get("endings"))]
    return [(heading, list(songs)[:MAX_SONGS]) for heading, songs in found if songs]


def recommended(snapshot: Snapshot, row: int, document: Mapping[str, Any]) -> list[Recommended]:
    """What members recommend to those who liked the title, most votes first."""
    told = [
        Recommended(snapshot.cards[other], int(entry.get("votes") or 0))
        for entry in document.get("recommendations") or ()
        if (other := snapshot.row_of(entry["anime_id"])) is not None
        and (snapshot.adult[row] or not snapshot.adult[other])
    ]
    told.sort(key=lambda one: (-one.votes, one.card.anime_id))
    return told[:MAX_RECOMMENDED]


def topics(snapshot: Snapshot, row: int) -> list[str]:
    """Labels of the topics that make up most of a title, of those that hold together."""
    known = snapshot.kinds.get("topics")
    if known is None or not known.knows(row):
        return []
    vector = known.unit(row)
    shares = vector / max(float(vector.sum()), 1e-9)
    strongest = np.argsort(-shares, kind="stable")[:MAX_TOPICS].tolist()
    labels = [snapshot.topics.reason(t) for t in strongest if shares[t] >= LEAST_SHARE]
    return [label for label in labels if label]


def _count(number: int | None) -> str | None:
    return f"{number:,}" if number else None


def _aired(document: Mapping[str, Any]) -> str | None:
    first, last = (_in_words(document.get(name)) for name in ("aired_from", "aired_to"))
    return f"{first} to {last}" if first and last and last != first else first


def _in_words(day: Any) -> str | None:
    """A stored date for reading: 2001, 2001-04 and 2001-04-03 become 2001, Apr 2001, 3 Apr 2001."""
    year, *rest = str(day or "").split("-")
    if not year.isdigit():
        return None
    month = MONTHS[int(rest[0]) - 1] if rest and rest[0].isdigit() and 0 < int(rest[0]) < 13 else ""
    number = str(int(rest[1])) if month and len(rest) > 1 and rest[1].isdigit() else ""
    return " ".join(filter(None, [number, month, year]))
