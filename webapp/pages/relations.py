"""The franchise of a title as a small graph: the main line in watch order, the rest beside it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from webapp.catalogue.cards import Card
from webapp.catalogue.snapshot import Snapshot

MAX_STEPS = 14
MAX_SIDES = 6


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
    direct = {
        other: edge["relation"]
        for edge in document.get("related") or ()
        if (other := snapshot.row_of(edge["anime_id"])) is not None
    }
    rows = {*direct, *snapshot.franchises.mates(row).tolist()}
    if len(rows | {row}) < 2:
        return []
    parents = snapshot.franchises.parents
    main = [r for r in rows if int(parents[r]) not in rows]
    sides: dict[int, list[int]] = {r: [] for r in main}
    first = min(main, key=lambda r: _aired(snapshot, r)) if main else row
    for side in sorted(rows - set(main), key=lambda r: _aired(snapshot, r)):
        sides.setdefault(_host(parents, side, sides, first), []).append(side)
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


def _host(parents: Any, side: int, sides: Mapping[int, Any], first: int) -> int:
    """Walk up from a side title to the main line; where that leads nowhere, the first title."""
    met = set()
    while side not in sides and side >= 0 and side not in met:
        met.add(side)
        side = int(parents[side])
    return side if side in sides else first


def _kept(sides: list[int], row: int) -> list[int]:
    """The first side titles, and the page's own wherever it stands."""
    kept = sides[:MAX_SIDES]
    return kept if row not in sides or row in kept else [*kept[:-1], row]


def _aired(snapshot: Snapshot, row: int) -> tuple[str, int]:
    return snapshot.cards[row].aired_from or "9999", row
