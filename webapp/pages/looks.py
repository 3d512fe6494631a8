"""``/explore/looks``: the atlas of posters by how they look, and its sheet."""

from __future__ import annotations

import pymongo
from flask import Response, g, render_template, request, url_for

import store
from webapp.catalogue.atlas import KIND, Atlas
from webapp.catalogue.cards import Card
from webapp.catalogue.snapshot import Snapshot
from webapp.errors import NotFound
from webapp.pages.posters import DAY, cached
from webapp.question.query import MAX_ID
from webapp.serving.watch import ANSWER_SECONDS, Serving, current_serving

# A sheet never changes: another one has another address.
SHEET_SECONDS = 30 * DAY


def looks() -> str:
    """The atlas: the sheet, and over each poster on it a link to its title."""
    snapshot = current_serving().require_snapshot()
    atlas = snapshot.atlas
    lines = _lines(snapshot, atlas) if atlas else []
    n_posters = sum(card is not None for line in lines for card in line)
    return render_template(
        "explore_looks.html",
        atlas=atlas,
        sheet=snapshot.sets[KIND].set_id if atlas else None,
        lines=lines,
        n_posters=n_posters,
        around=_around(n_posters),
    )


def sheet(set_id: str) -> Response:
    """The sheet of an atlas as it was published, PNG; unchanged it is not sent twice."""
    if set_id in request.if_none_match:
        return cached(Response(status=304), SHEET_SECONDS, set_id)
    serving = current_serving()
    with pymongo.timeout(ANSWER_SECONDS):
        info = _info(serving, set_id)
        arrays = store.vectors.load_model(serving.database(), info)[0] if info else {}
    if "sheet" not in arrays:
        raise NotFound("There is no such sheet any more: the page has the address of the new one.")
    answer = cached(
        Response(arrays["sheet"].tobytes(), mimetype="image/png"), SHEET_SECONDS, set_id
    )
    answer.cache_control.immutable = True
    return answer


def _around(n_links: int) -> list[str]:
    """What stands before and after a title's id in its address: made once for a thousand links."""
    address = url_for("pages.title", anime_id=MAX_ID, **g.state.carried(n_links))
    return address.split(str(MAX_ID), 1)


def _info(serving: Serving, set_id: str) -> store.SetInfo | None:
    """The atlas of this id: this process's, or one that another process knows already."""
    known = serving.require_snapshot().sets.get(KIND)
    if known is None or known.set_id != set_id:
        known = store.vectors.current_sets(serving.database()).get(KIND)
    return known if known and known.set_id == set_id else None


def _lines(snapshot: Snapshot, atlas: Atlas) -> list[list[Card | None]]:
    """The titles from the top left; None where a cell is empty or its poster is hidden by now."""
    hidden = snapshot.hidden_posters
    shown = {place: snapshot.cards[row] for place, row in atlas.rows.items() if not hidden[row]}
    return [[shown.get((x, y)) for x in range(atlas.columns)] for y in range(atlas.lines)]
