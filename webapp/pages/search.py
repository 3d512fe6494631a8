"""``/search``: titles by name."""

from __future__ import annotations

from flask import render_template, request

from webapp.catalogue.search import MAX_QUERY_LENGTH
from webapp.serving.watch import current_serving

N_FOUND = 24


def search() -> str:
    """Titles by any of their names."""
    text = request.args.get("q", "").strip()[:MAX_QUERY_LENGTH]
    snapshot = current_serving().require_snapshot()
    rows = snapshot.titles.find(text, N_FOUND).tolist()
    return render_template("search.html", text=text, found=[snapshot.cards[row] for row in rows])
