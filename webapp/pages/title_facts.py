"""What a title page says about a title, made ready for the template."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from webapp.catalogue.cards import Card
from webapp.catalogue.snapshot import Snapshot

MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
MAX_RELATIONS = 18
MAX_TOPICS = 3
# A topic is named when it has at least this share of a title.
LEAST_SHARE = 0.12


@dataclass(frozen=True)
class Relation:
    """One line of the watch order."""

    card: Card
    relation: str
    is_this: bool


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


def relations(snapshot: Snapshot, row: int, document: Mapping[str, Any]) -> list[Relation]:
    """The franchise and the direct relations of a title, in the order they aired.

    Empty when the title stands alone.
    """
    direct = {
        other: edge["relation"]
        for edge in document.get("related") or ()
        if (other := snapshot.row_of(edge["anime_id"])) is not None
    }
    rows = sorted({*direct, *snapshot.franchises.mates(row).tolist()})
    if len(rows) < 2:
        return []
    rows.sort(key=lambda r: (snapshot.cards[r].aired_from or "9999", r))
    # Of a very long franchise, the part around this title.
    first = max(0, min(rows.index(row) - MAX_RELATIONS // 2, len(rows) - MAX_RELATIONS))
    return [
        Relation(snapshot.cards[r], "This one" if r == row else direct.get(r, ""), r == row)
        for r in rows[first : first + MAX_RELATIONS]
    ]


def topics(snapshot: Snapshot, row: int) -> list[str]:
    """Labels of the topics that make up most of a title."""
    known = snapshot.kinds.get("topics")
    if known is None or not known.knows(row):
        return []
    vector = known.unit(row)
    shares = vector / max(float(vector.sum()), 1e-9)
    strongest = np.argsort(-shares, kind="stable")[:MAX_TOPICS].tolist()
    labels = [snapshot.topics.label(t) for t in strongest if shares[t] >= LEAST_SHARE]
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
