"""``/search``: titles by name."""

from __future__ import annotations

from flask import g, render_template, request

from webapp.catalogue.search import MAX_QUERY_LENGTH
from webapp.serving.watch import current_serving

N_FOUND = 24


def search() -> str:
    """Titles by any of their names."""
    text = request.args.get("q", "").strip()[:MAX_QUERY_LENGTH]
    snapshot = current_serving().require_snapshot()
    found = snapshot.titles.find(text, N_FOUND).tolist()
    rows = [row for row in found if g.state.filters.include_adult or not snapshot.adult[row]]
    return render_template(
        "search.html",
        text=text,
        found=[snapshot.cards[row] for row in rows],
        n_hidden=len(found) - len(rows),
    )
