"""What a title's page tells beside the document, and where posters stand on the atlas."""

from __future__ import annotations

import pymongo
from flask.typing import ResponseReturnValue

import store
from webapp.api import schemas
from webapp.api.blueprint import PREFIX, api_blueprint
from webapp.api.contract import described
from webapp.api.finding import ANIME, no_title
from webapp.errors import NotFound
from webapp.pages import relations, title_facts
from webapp.pages.relations import Node
from webapp.serving.watch import ANSWER_SECONDS, current_serving

titles = api_blueprint("titles")

_TEXTS = schemas.list_of(schemas.TEXT)
_RELATED = schemas.record(
    {"anime_id": schemas.ANIME_ID, "title": schemas.TEXT, "relation": schemas.TEXT}, "Related"
)
_RELATIONS = schemas.record(
    {
        "steps": schemas.list_of(
            schemas.record(
                {
                    **_RELATED["properties"],
                    "sides": schemas.list_of(_RELATED),
                    "n_left_out": schemas.INTEGER,
                },
                "Step",
            )
        ),
        "apart": schemas.list_of(_RELATED),
    }
)
_ATLAS = schemas.record(
    {
        "columns": schemas.INTEGER,
        "lines": schemas.INTEGER,
        "sheet": schemas.TEXT,
        "items": schemas.list_of(
            schemas.record(
                {"anime_id": schemas.ANIME_ID, "column": schemas.INTEGER, "line": schemas.INTEGER}
            )
        ),
    }
)


@titles.get(f"{PREFIX}/anime/<int:anime_id>/words")
@described(schemas.record({"topics": _TEXTS, "keywords": _TEXTS, "reviews": _TEXTS}), path=ANIME)
def words_of(anime_id: int) -> ResponseReturnValue:
    """What a title is about: topics, words that mark it, sentences that stand for its reviews."""
    snapshot = current_serving().require_snapshot()
    row = snapshot.row_of(anime_id)
    if row is None:
        raise no_title(anime_id)
    return {
        "topics": title_facts.topics(snapshot, row),
        "keywords": snapshot.topics.keywords.of(row),
        "reviews": list(snapshot.gists.get(anime_id, ())),
    }


@titles.get(f"{PREFIX}/anime/<int:anime_id>/relations")
@described(_RELATIONS, path=ANIME)
def relations_of(anime_id: int) -> ResponseReturnValue:
    """The franchise of a title in watch order, what stands beside, and what is related apart."""
    serving = current_serving()
    snapshot = serving.require_snapshot()
    row = snapshot.row_of(anime_id)
    if row is None:
        raise no_title(anime_id)
    with pymongo.timeout(ANSWER_SECONDS):
        found = store.anime.find_many(serving.database(), [anime_id], ("related",))
    document = found.get(anime_id, {})
    return {
        "steps": [
            {
                **_told(step.node),
                "sides": [_told(side) for side in step.sides],
                "n_left_out": step.n_left_out,
            }
            for step in relations.path(snapshot, row, document)
        ],
        "apart": [_told(node) for node in relations.apart(snapshot, row, document)],
    }


@titles.get(f"{PREFIX}/atlas")
@described(_ATLAS, errors=(NotFound,))
def atlas() -> ResponseReturnValue:
    """Where posters stand on the atlas of looks; hidden ones are left out."""
    snapshot = current_serving().require_snapshot()
    drawn = snapshot.atlas
    if drawn is None:
        raise NotFound("There is no atlas yet: python -m vision draws it of the posters.")
    hidden = snapshot.hidden_posters
    return {
        "columns": drawn.columns,
        "lines": drawn.lines,
        "sheet": f"/explore/looks/{snapshot.sets['atlas'].set_id}.png",
        "items": [
            {"anime_id": snapshot.cards[row].anime_id, "column": x, "line": y}
            for (x, y), row in drawn.rows.items()
            if not hidden[row]
        ],
    }


def _told(node: Node) -> dict[str, object]:
    card = node.card
    relation = "" if node.is_this else node.relation
    return {"anime_id": card.anime_id, "title": card.title, "relation": relation}
