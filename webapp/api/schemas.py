"""What answers of the API look like, as JSON Schema. A schema with a title is listed by it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from webapp.question.query import MAX_ID
from webapp.question.shapes import Schema, or_null

INTEGER: Schema = {"type": "integer"}
NUMBER: Schema = {"type": "number"}
TEXT: Schema = {"type": "string"}
FLAG: Schema = {"type": "boolean"}
TIME: Schema = {"type": "string", "format": "date-time"}
ANIME_ID: Schema = {"type": "integer", "minimum": 1, "maximum": MAX_ID}
SHARE: Schema = {"type": "number", "minimum": 0, "maximum": 1}


def list_of(item: Schema) -> Schema:
    """A list of values of one schema."""
    return {"type": "array", "items": item}


def map_of(value: Schema) -> Schema:
    """An object whose names are free and whose values have one schema."""
    return {"type": "object", "additionalProperties": value}


def record(fields: Mapping[str, Schema], title: str | None = None, **more: Any) -> Schema:
    """An object that has at least these fields."""
    schema: Schema = {"type": "object", "properties": dict(fields), "required": list(fields)}
    return {**({"title": title} if title else {}), **schema, **more}


BRIEF = {
    "anime_id": ANIME_ID,
    "title": TEXT,
    "title_english": or_null(TEXT),
    "type": or_null(TEXT),
    "year": or_null(INTEGER),
    "episodes": or_null(INTEGER),
    "img_url": or_null(TEXT),
    "poster": or_null(TEXT),
}
TITLE = record({**BRIEF, "score": or_null(NUMBER)}, "Title")
RECOMMENDATION = record(
    {
        **BRIEF,
        "genres": list_of(TEXT),
        "franchise_entries": INTEGER,
        "score": NUMBER,
        "because": list_of(TEXT),
    },
    "Recommendation",
)
CONTRIBUTION = record(
    {"anime_id": ANIME_ID, "title": TEXT, "rating": or_null(NUMBER), "share": SHARE, "how": TEXT},
    "Contribution",
)
EXPLAINED = record(
    {**RECOMMENDATION["properties"], "contributions": list_of(CONTRIBUTION)}, "Explained"
)
SURE = record({"level": TEXT, "because": TEXT}, "Sureness")
ON_SHELF = record({**EXPLAINED["properties"], "sureness": SURE}, "ShelfItem")
SHELF = record(
    {
        "key": TEXT,
        "heading": TEXT,
        "about": TEXT,
        "has_more": FLAG,
        "items": list_of(ON_SHELF),
    },
    "Shelf",
)
TITLES = record({"items": list_of(TITLE)})
SIMILAR = record({"items": list_of(RECOMMENDATION)})
RECOMMENDED = record(
    {
        "items": list_of(EXPLAINED),
        "ignored": list_of(ANIME_ID),
        "remaining": INTEGER,
        "closed_by": or_null(TEXT),
    }
)
SHELVES = record(
    {
        "shelves": list_of(SHELF),
        "ignored": list_of(ANIME_ID),
        "remaining": INTEGER,
        "closed_by": or_null(TEXT),
    }
)
DOCUMENT = record({"_id": ANIME_ID, "title": or_null(TEXT)}, "Document")
ERROR = record(
    {"error": record({"code": TEXT, "message": TEXT, "field": or_null(TEXT)})},
    "Error",
)
# The variable parts of addresses beside a title's id.
PATH_PARTS: Mapping[str, Schema] = {
    "topic": {"type": "integer", "minimum": 0},
    "genre": {"type": "string", "minLength": 1, "maxLength": 60},
    "year": {"type": "integer", "minimum": 1900, "maximum": 2100},
    "name": {"type": "string", "pattern": "^[A-Za-z0-9_-]{2,16}$"},
    "season": {"type": "string", "enum": ["winter", "spring", "summer", "fall"]},
}
