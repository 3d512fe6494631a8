"""The franchise of a title as a small graph: the main line in watch order, the rest beside it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from webapp.catalogue.cards import Card
from webapp.catalogue.snapshot import Snapshot

MAX_STEPS = 14
MAX_SIDES = 6
# Relations that say nothing of an order.
APART = frozenset({"character", "adaptation", "other"})
# What a title names so stands beside it, and so do what is no story of its own.
BESIDE = frozenset({"side story", "summary", "spin-off"})
EXTRAS = frozenset({"Special", "TV Special", "Music", "PV", "CM"})


@dataclass(frozen=True)
class Node:
    """One title of the graph; `relation` is to the title of the page, in MAL's word."""

    card: Card
    relation: str
    is_this: bool


@dataclass(frozen=True)
class Step:
    """A title of the main line and what hangs on it; `n_left_out` side titles are not shown."""

    node: Node
    sides: tuple[Node, ...]
    n_left_out: int


def path(snapshot: Snapshot, row: int, document: Mapping[str, Any]) -> list[Step]:
    """Return the main line around a title, in watch order; empty when the title stands alone."""
    direct = _direct(snapshot, document)
    mates = snapshot.franchises.mates(row).tolist()
    rows = {row, *mates, *(r for r, told in direct.items() if told.casefold() not in APART)}
    if len(rows) < 2:
        return []
    sides = _sides(snapshot, row, rows, direct)
    ordered = sorted(sides, key=lambda r: _aired(snapshot, r))
    at = next(i for i, r in enumerate(ordered) if r == row or row in sides[r])
    start = max(0, min(at - MAX_STEPS // 2, len(ordered) - MAX_STEPS))

    def node(other: int) -> Node:
        relation = "This one" if other == row else direct.get(other, "")
        return Node(snapshot.cards[other], relation, other == row)

    return [
        Step(
            node(r),
            tuple(node(side) for side in _kept(sides[r], row)),
            max(0, len(sides[r]) - MAX_SIDES),
        )
        for r in ordered[start : start + MAX_STEPS]
    ]


def apart(snapshot: Snapshot, row: int, document: Mapping[str, Any]) -> list[Node]:
    """Return related titles that have no place in an order: other works, shared characters."""
    mates = {*snapshot.franchises.mates(row).tolist()}
    return [
        Node(snapshot.cards[other], told, is_this=False)
        for other, told in _direct(snapshot, document).items()
        if told.casefold() in APART and other not in mates
    ]


def _direct(snapshot: Snapshot, document: Mapping[str, Any]) -> dict[int, str]:
    """Row to relation of the titles that the title's own page names."""
    return {
        other: edge["relation"]
        for edge in document.get("related") or ()
        if (other := snapshot.row_of(edge["anime_id"])) is not None
    }


def _sides(
    snapshot: Snapshot, row: int, rows: set[int], direct: Mapping[int, str]
) -> dict[int, list[int]]:
    """Each title of the main line, and the titles beside it in the order in which they aired."""
    parents = snapshot.franchises.parents
    beside = {r: int(parents[r]) for r in rows if int(parents[r]) in rows}
    for other, told in direct.items():
        if told.casefold() in BESIDE and other in rows and beside.get(row) != other:
            beside.setdefault(other, row)
    by_day = sorted(rows, key=lambda r: _aired(snapshot, r))
    main = [r for r in by_day if r not in beside] or by_day[:1]
    main = [r for r in main if snapshot.cards[r].type not in EXTRAS] or main
    sides: dict[int, list[int]] = {r: [] for r in main}
    for side in by_day:
        if side not in sides:
            sides[_host(snapshot, beside, side, main)].append(side)
    return sides


def _host(snapshot: Snapshot, beside: Mapping[int, int], side: int, main: Sequence[int]) -> int:
    """Walk up to the main line; where that leads nowhere, to what aired last before it."""
    met: set[int] = set()
    above = side
    while above not in main and above in beside and above not in met:
        met.add(above)
        above = beside[above]
    if above in main:
        return above
    day = _aired(snapshot, side)
    return max((r for r in main if _aired(snapshot, r) <= day), key=main.index, default=main[0])


def _kept(sides: list[int], row: int) -> list[int]:
    """The first side titles, and the page's own wherever it stands."""
    kept = sides[:MAX_SIDES]
    return kept if row not in sides or row in kept else [*kept[:-1], row]


def _aired(snapshot: Snapshot, row: int) -> tuple[str, int]:
    return snapshot.cards[row].aired_from or "9999", row
