"""What a reader hands on: one document and the collection it belongs to."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal


@dataclass(frozen=True)
class Loaded:
    """A document in the shape of the data dictionary, with the fields that the file knows."""

    collection: Literal["anime", "users", "reviews"]
    document: Mapping[str, Any]
