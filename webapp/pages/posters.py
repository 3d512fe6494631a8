"""``/posters/ID``: the picture of a title from the store, or a drawn stand-in.

A poster that `vision.safety` hides has two addresses, so that no cache mixes them up: the plain one
always shows the stand-in, and the one with ``adult=1`` the picture.
"""

from __future__ import annotations

import logging

import pymongo
from flask import Blueprint, Response, request
from pymongo.errors import PyMongoError

import store
from webapp.catalogue.cards import Card
from webapp.errors import NotFound, Unavailable
from webapp.pages import placeholder
from webapp.serving.watch import ANSWER_SECONDS, Serving, current_serving

posters = Blueprint("posters", __name__)
log = logging.getLogger(__name__)

DAY = 86_400
# A stand-in is worth asking again soon: the crawl may bring the picture, or another one.
STAND_IN_SECONDS = 300


@posters.get("/posters/<int:anime_id>")
def poster(anime_id: int) -> Response:
    """The picture of a title; unchanged ones are not sent twice."""
    serving = current_serving()
    snapshot = serving.require_snapshot()
    row = snapshot.row_of(anime_id)
    if row is None:
        raise NotFound(f"There is no title {anime_id} in this catalogue.", "anime_id")
    card = snapshot.cards[row]
    if snapshot.hidden_posters[row] and request.args.get("adult") != "1":
        return _stand_in(card, "Poster hidden")
    if card.poster_hash and card.poster_hash in request.if_none_match:
        return cached(Response(status=304), DAY, card.poster_hash)
    image = _image(serving, card)
    media_type = media_type_of(image) if image else None
    if image is None or media_type is None:
        return _stand_in(card)
    return cached(Response(image, mimetype=media_type), DAY, card.poster_hash)


def _stand_in(card: Card, mark: str = "") -> Response:
    drawn = Response(placeholder.draw(card, mark), mimetype="image/svg+xml")
    return cached(drawn, STAND_IN_SECONDS, None)


def _image(serving: Serving, card: Card) -> bytes | None:
    if not card.has_poster:
        return None
    try:
        with pymongo.timeout(ANSWER_SECONDS):
            found = store.posters.find(serving.database(), card.anime_id)
    except (PyMongoError, Unavailable):
        log.debug("no database for poster %d", card.anime_id)
        return None
    return found.image if found else None


def media_type_of(image: bytes) -> str | None:
    """Media type by the first bytes; None for what is no picture a browser shows."""
    if image.startswith(b"\xff\xd8\xff"):
        return "image/jpeg"
    if image.startswith(b"\x89PNG\r\n\x1a\n"):
        return "image/png"
    if image[:4] == b"RIFF" and image[8:12] == b"WEBP":
        return "image/webp"
    return "image/gif" if image[:6] in (b"GIF87a", b"GIF89a") else None


def cached(response: Response, seconds: int, etag: str | None) -> Response:
    """Let browsers and proxies keep an answer that is the same for everybody."""
    response.cache_control.public = True
    response.cache_control.max_age = seconds
    if etag:
        response.set_etag(etag)
    return response
