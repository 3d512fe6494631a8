"""How far a file was loaded, so that a load that was stopped goes on: collection ``loads``."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from store.connection import Database


def mark(db: Database, key: str) -> dict[str, Any] | None:
    """Return where the load of a file goes on, or None when it begins."""
    row = db.loads.find_one({"_id": key})
    return row["mark"] if row else None


def keep(db: Database, key: str, mark: Mapping[str, Any]) -> None:
    """Keep where the load of a file goes on."""
    db.loads.update_one({"_id": key}, {"$set": {"mark": dict(mark)}}, upsert=True)


def forget(db: Database, key: str) -> None:
    """Forget it: the file is loaded."""
    db.loads.delete_one({"_id": key})
