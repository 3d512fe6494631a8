"""``/describe`` and ``/picture``: search by a story in plain words, and by a picture."""

from __future__ import annotations

from flask import current_app, g, render_template, request
from flask.typing import ResponseReturnValue

from vision import query
from webapp.encoders import Encoder
from webapp.errors import SiteError, Unreadable
from webapp.exploring.asking import LONGEST_QUESTION, by_picture, by_words
from webapp.pages.frame import page_blueprint
from webapp.question.link import with_note
from webapp.serving.limits import RateLimit
from webapp.serving.watch import current_serving

asking = page_blueprint("asking", own=("q",))

N_FOUND = 24
# A form wraps the picture in some hundred letters.
MAX_FORM = query.MAX_BYTES + 64 * 1024
# What a picture costs beside a plain question to the API.
PICTURE_COST = 20.0


@asking.get("/describe")
def describe() -> str:
    """Titles whose stories are near to a description."""
    text = request.args.get("q", "").strip()[:LONGEST_QUESTION]
    snapshot = current_serving().require_snapshot()
    found: list[tuple[int, float]] = []
    if text:
        _spend(1.0)
        try:
            found = by_words(snapshot, text, N_FOUND)
        except SiteError as error:
            g.state = with_note(g.state, error.message.rstrip("."))
    return render_template("describe.html", snapshot=snapshot, text=text, found=found)


@asking.get("/picture")
def picture() -> str:
    """The form for a picture."""
    return render_template("picture.html", snapshot=None, found=[], megabytes=_megabytes())


@asking.post("/picture")
def search_by_picture() -> ResponseReturnValue:
    """Titles whose posters are near to the picture that was sent; it is not kept."""
    request.max_content_length = MAX_FORM
    _spend(PICTURE_COST)
    sent = request.files.get("image")
    if sent is None or not sent.filename:
        raise Unreadable("No picture was chosen: choose a file and send it again", "image")
    snapshot = current_serving().require_snapshot()
    encoder: Encoder = current_app.extensions["encoder"]
    found = by_picture(snapshot, *encoder.vectors(sent.read()), N_FOUND)
    return render_template("picture.html", snapshot=snapshot, found=found, megabytes=_megabytes())


def _spend(cost: float) -> None:
    limit: RateLimit = current_app.extensions["rate_limit"]
    limit.spend(request.remote_addr or "", cost)


def _megabytes() -> int:
    return query.MAX_BYTES // 1_000_000
