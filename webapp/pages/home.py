"""``/``: a search box, a wall of posters, and the first shelf once something was picked."""

from __future__ import annotations

from flask import g, render_template

from webapp.catalogue.snapshot import Snapshot
from webapp.pages.listed import listed, listed_rows, standing
from webapp.recommending.details import details_of
from webapp.recommending.shelves import FOR_YOU, shelf
from webapp.recommending.wall import wall_rows
from webapp.serving.watch import current_serving

N_FIRST_SHELF = 12
ENOUGH = 3


def home() -> str:
    """Ask which titles are known, and show at once what follows from the answers."""
    snapshot = current_serving().require_snapshot()
    shown = first = None
    if g.state.marks:
        where = standing(snapshot)
        first = shelf(where, FOR_YOU, N_FIRST_SHELF)
        shown = list(zip(first.picks, details_of(where, first.picks), strict=True))
    return render_template(
        "home.html",
        snapshot=snapshot,
        wall=_wall(snapshot),
        lines=listed(snapshot),
        first=first,
        shown=shown or [],
        missing=max(0, ENOUGH - len(g.state.marks)),
    )


def _wall(snapshot: Snapshot) -> list[object]:
    """Cards of the wall whose franchises are not on the list yet."""
    groups = snapshot.franchises.groups
    begun = set(groups[listed_rows(snapshot)].tolist())
    return [snapshot.cards[r] for r in wall_rows(snapshot) if int(groups[r]) not in begun]
