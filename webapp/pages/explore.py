"""``/explore``: ways into the catalogue for whoever is not looking for a title."""

from __future__ import annotations

import secrets
import struct
from typing import Any, cast

import numpy as np
from flask import Response, g, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from webapp.catalogue.maps import MAPS, Map
from webapp.catalogue.snapshot import Snapshot
from webapp.errors import NotFound
from webapp.exploring import groups, orders
from webapp.pages import looks
from webapp.pages.frame import page_blueprint
from webapp.serving.watch import current_serving

explore = page_blueprint("explore", own=("order", "of", "page"))
explore.add_url_rule("/explore/looks", view_func=looks.looks)
explore.add_url_rule("/explore/looks/<set_id>.png", view_func=looks.sheet)

PAGE, MAX_PAGE = 48, 500
ORDER_WORDS = {
    "known": "best known", "best": "best scored", "newest": "newest", "gems": "hidden gems",
}  # fmt: skip
MAP_WORDS = {"story": "Story", "look": "Look", "audience": "Audience"}
N_LISTED = 5
N_RANDOM = 2000


@explore.get("/explore")
def index() -> str:
    """Topics, maps, genres, seasons, gems."""
    snapshot = current_serving().require_snapshot()
    return render_template(
        "explore.html",
        snapshot=snapshot,
        topics=groups.topics(snapshot),
        genres=groups.genres(snapshot),
        years=groups.seasons(snapshot),
        gems=orders.gems(snapshot, 12),
        map_words={of: MAP_WORDS[of] for of in MAPS if of in snapshot.maps},
    )


@explore.get("/explore/topic/<int:topic>")
def topic(topic: int) -> str:
    """The titles that a topic makes a good part of."""
    snapshot = current_serving().require_snapshot()
    label = snapshot.topics.label(topic) if topic < len(snapshot.topics.labels) else None
    rows = groups.topic_rows(snapshot, topic)
    if not label or not len(rows):
        raise NotFound(f"There is no topic {topic} in this catalogue.", "topic")
    words = snapshot.topics.words
    return _shelf(snapshot, rows, label, "A topic of the stories.",
                  words=words[topic] if topic < len(words) else ())  # fmt: skip


@explore.get("/explore/genre/<genre>")
def genre(genre: str) -> str:
    """The titles of a genre, theme or demographic."""
    snapshot = current_serving().require_snapshot()
    if genre not in snapshot.genre_rows:
        raise NotFound("There is no such genre in this catalogue.", "genre")
    return _shelf(snapshot, snapshot.genre_rows[genre], genre, "A genre, theme or audience.")


@explore.get("/explore/season/<int:year>/<season>")
def season(year: int, season: str) -> str:
    """The titles that began in a season."""
    snapshot = current_serving().require_snapshot()
    rows = groups.season_rows(snapshot, year, season)
    if not len(rows):
        raise NotFound("No title of this catalogue began then.", "season")
    return _shelf(snapshot, rows, f"{season.capitalize()} {year}", "What began in this season.")


@explore.get("/explore/gems")
def gems() -> str:
    """Well scored by those who know them, and known by few."""
    snapshot = current_serving().require_snapshot()
    rows = np.array(orders.gems(snapshot, snapshot.n_items), dtype=np.int64)
    lead = "Scored high by those who know them, and known by few."
    return _shelf(snapshot, rows, "Hidden gems", lead, default="gems")


@explore.get("/random")
def random_title() -> ResponseReturnValue:
    """Send the visitor to any of the better-known titles."""
    snapshot = current_serving().require_snapshot()
    rows = orders.ordered(snapshot, np.arange(snapshot.n_items), "known", N_RANDOM)
    if not rows:
        raise NotFound("There is no title yet.")
    card = snapshot.cards[secrets.choice(rows)]
    answer = make_response(
        redirect(url_for("pages.title", anime_id=card.anime_id, **g.state.carried()))
    )
    answer.cache_control.no_store = True
    return answer


@explore.get("/map")
def map_page() -> str:
    """The map of the catalogue, and beside it the same in words."""
    snapshot = current_serving().require_snapshot()
    of = request.args.get("of", "")
    of = of if of in snapshot.maps else next(iter(snapshot.maps), "")
    return render_template(
        "map.html",
        snapshot=snapshot,
        of=of,
        map_words={name: MAP_WORDS[name] for name in MAPS if name in snapshot.maps},
        regions=_regions(snapshot, snapshot.maps[of]) if of else [],
        mine=[int(anime_id) for anime_id in g.state.marks],
    )


@explore.get("/map/<of>.points")
def map_points(of: str) -> Response:
    """The points of a map, for the page's script.

    Little-endian: the number of points as uint32; ids as uint32; x and y, 0 to 65,535, as uint16;
    groups as uint8, 255 for none; and log10 of the members in steps of 1/32 as uint8.
    """
    snapshot = current_serving().require_snapshot()
    if of not in snapshot.maps:
        raise NotFound("There is no such map yet.")
    adult = g.state.filters.include_adult
    drawn = snapshot.maps[of].without(snapshot.adult & (not adult))
    places = np.round(np.clip(drawn.points, 0, 1) * 65535).astype("<u2")
    rows = drawn.rows
    ids = np.array([snapshot.cards[row].anime_id for row in rows], dtype="<u4")
    kinds = np.where(drawn.groups < 0, 255, drawn.groups).astype("u1")
    fame = np.clip(snapshot.fame[rows] * 32, 0, 255).astype("u1")
    parts = (ids, places[:, 0], places[:, 1], kinds, fame)
    packed = struct.pack("<I", len(ids)) + b"".join(part.tobytes() for part in parts)
    answer = Response(packed, mimetype="application/octet-stream")
    info = snapshot.sets[MAPS[of]]
    answer.set_etag(f"{info.set_id}-{snapshot.versions.get('titles', '')}-{adult:d}")
    answer.cache_control.no_cache = True
    return cast("Response", answer.make_conditional(request))


def _shelf(
    snapshot: Snapshot,
    rows: Any,
    heading: str,
    lead: str,
    *,
    words: tuple[str, ...] = (),
    default: str = "known",
) -> str:
    order = request.args.get("order", default)
    order = order if order in ORDER_WORDS else default
    text = request.args.get("page", "1")
    page = min(max(int(text), 1), MAX_PAGE) if text.isdecimal() and len(text) < 6 else 1
    found = orders.ordered(snapshot, rows, order, PAGE * page + 1)
    return render_template(
        "explore_shelf.html",
        snapshot=snapshot,
        heading=heading,
        lead=lead,
        words=words,
        n_titles=len(rows),
        cards=[snapshot.cards[row] for row in found[PAGE * (page - 1) : PAGE * page]],
        order=order,
        orders=ORDER_WORDS,
        page=page,
        has_more=len(found) > PAGE * page,
    )


def _regions(snapshot: Snapshot, drawn: Map) -> list[tuple[int, str, int, list[int]]]:
    """(number, name, titles, best known rows) of each group on the map, the largest first."""
    found = []
    for place, label in enumerate(drawn.labels):
        rows = drawn.rows[drawn.groups == place]
        if label and len(rows):
            shown = orders.ordered(snapshot, rows, "known", N_LISTED)
            found.append((place, label, len(rows), shown))
    return sorted(found, key=lambda region: -region[2])
