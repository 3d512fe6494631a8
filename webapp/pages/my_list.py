"""``/list``: shelves for the visitor, and all that bends them. ``/scores``: the list itself."""

from __future__ import annotations

from dataclasses import replace

from flask import g, render_template, request

from webapp.catalogue.cards import ADULT_GENRES
from webapp.catalogue.snapshot import Snapshot
from webapp.pages.listed import STATE_WORDS, listed, sentences, standing
from webapp.question import link
from webapp.question.link import LinkState
from webapp.recommending.details import details_of
from webapp.recommending.shelves import BY_KEY, N_ON_SHELF, TWINS, shelf, shelves
from webapp.serving.watch import current_serving
from webapp.visitor.twins import loved_by_twins

# The list beside the shelves shows its latest lines; all of them have a page of their own.
N_BESIDE, N_A_PAGE = 16, 100
# Each filter in the words of its control.
FILTER_WORDS = {
    "genres_in": "genres that have to be there",
    "genres_out": "genres left out",
    "types": "type",
    "year_min": "first year",
    "year_max": "last year",
    "score_min": "least score",
    "members_min": "least members",
    "episodes_min": "least episodes",
    "episodes_max": "most episodes",
    "statuses": "status",
    "age_max": "age rating",
    "planned": "only what I planned",
    "only_sequels": "only sequels",
}


def my_list() -> str:
    """What follows from the list, shelf by shelf; with ``shelf`` one of them in full."""
    snapshot = current_serving().require_snapshot()
    lines = listed(snapshot)
    where = standing(snapshot)
    one = BY_KEY.get(g.state.shelf)
    loved = loved_by_twins(snapshot, g.state.query(1)) if one in (None, TWINS) else ()
    found = [shelf(where, one, g.state.shown, loved)] if one else shelves(where, N_ON_SHELF, loved)
    opened = [
        (s, list(zip(s.picks, details_of(where, s.picks), strict=True))) for s in found if s.picks
    ]
    return render_template(
        "list.html",
        snapshot=snapshot,
        lines=lines,
        n_beside=N_BESIDE,
        standing=where,
        one=one,
        shelves=opened,
        sentences=sentences(snapshot, [pair for _, pairs in opened for pair in pairs]),
        closed_by=FILTER_WORDS.get(where.closed_by or ""),
        without_it=_without(where.closed_by),
        genres=_genres(snapshot),
        next_page=min(g.state.shown + link.PAGE_SIZE, link.MAX_SHOWN),
        state_words=STATE_WORDS,
        n_skipped=_count("skipped"),
        n_left_out=_count("left"),
    )


def _count(name: str) -> int:
    """A number that the page before has put into the address; 0 for anything else."""
    text = request.args.get(name, "")
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 7 else 0


def _without(closed_by: str | None) -> link.Arguments:
    """The state's arguments without one of its filters."""
    state: LinkState = g.state
    filters = state.filters.without(closed_by) if closed_by else state.filters
    return replace(state, filters=filters).arguments


def scores() -> str:
    """Every line of the list, a hundred a page."""
    snapshot = current_serving().require_snapshot()
    lines = listed(snapshot)
    n_pages = max(1, -(-len(lines) // N_A_PAGE))
    page = min(max(_count("page"), 1), n_pages)
    return render_template(
        "scores.html",
        n_lines=len(lines),
        lines=lines[(page - 1) * N_A_PAGE : page * N_A_PAGE],
        page=page,
        n_pages=n_pages,
        state_words=STATE_WORDS,
    )


def _genres(snapshot: Snapshot) -> list[str]:
    """Genres, themes and demographics that there is a title of and that may be shown."""
    shows_adult = g.state.filters.include_adult
    return [name for name in snapshot.genre_rows if shows_adult or name not in ADULT_GENRES]
