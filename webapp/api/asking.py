"""Search by a story in plain words, and by a picture."""

from __future__ import annotations

from typing import Any

from flask import current_app, request
from flask.typing import ResponseReturnValue

from vision import query
from webapp.api import schemas
from webapp.api.blueprint import PREFIX, api_blueprint
from webapp.api.contract import Body, Parameter, described
from webapp.catalogue.snapshot import Snapshot
from webapp.encoders import Encoder
from webapp.errors import NotFound, Unreadable, WrongMediaType
from webapp.exploring.asking import LONGEST_QUESTION, by_picture, by_words
from webapp.question.query import DEFAULT_K
from webapp.question.shapes import Text
from webapp.question.validation import K
from webapp.serving.limits import RateLimit
from webapp.serving.watch import current_serving

asking = api_blueprint("asking_api")

# What a picture costs beside a plain question, of which the route counts one.
MORE_COST = 19.0
_FOUND = schemas.record(
    {
        "items": schemas.list_of(
            schemas.record({**schemas.BRIEF, "similarity": schemas.NUMBER}, "Found")
        )
    }
)
_HOW_MANY = Parameter(K, "How many titles at most.", DEFAULT_K)


@asking.get(f"{PREFIX}/describe")
@described(
    _FOUND,
    query={
        "q": Parameter(
            Text(LONGEST_QUESTION), "What the story is about, in plain words.", required=True,
            example="a quiet show about running a shop in the countryside",
        ),
        "k": _HOW_MANY,
    },
    errors=(NotFound,),
)  # fmt: skip
def describe(*, q: str, k: int) -> ResponseReturnValue:
    """Titles whose stories are near to a description."""
    snapshot = current_serving().require_snapshot()
    return {"items": _items(snapshot, by_words(snapshot, q, k))}


@asking.post(f"{PREFIX}/picture")
@described(
    _FOUND,
    query={"k": _HOW_MANY},
    body=Body(None, "image/*", {"type": "string", "contentMediaType": "image/*"}),
)
def picture(*, k: int) -> ResponseReturnValue:
    """Titles whose posters are near to a picture (JPEG, PNG, WebP or GIF); it is not kept."""
    request.max_content_length = query.MAX_BYTES
    limit: RateLimit = current_app.extensions["rate_limit"]
    limit.spend(request.remote_addr or "", MORE_COST)
    if not (request.mimetype or "").startswith("image/"):
        raise WrongMediaType("The body has to be a picture: send Content-Type: image/jpeg")
    image = request.get_data()
    if not image:
        raise Unreadable("The body is empty: send a picture", "image")
    snapshot = current_serving().require_snapshot()
    encoder: Encoder = current_app.extensions["encoder"]
    return {"items": _items(snapshot, by_picture(snapshot, *encoder.vectors(image), k))}


def _items(snapshot: Snapshot, found: list[tuple[int, float]]) -> list[dict[str, Any]]:
    return [{**snapshot.brief(row), "similarity": round(s, 4)} for row, s in found]
