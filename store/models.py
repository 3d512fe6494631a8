"""What serving needs beside a set's vectors: arrays and facts, kept in GridFS by set id."""

from __future__ import annotations

import io
import json
from collections.abc import Mapping

import gridfs
import numpy as np
from numpy.typing import NDArray

from store.connection import Database
from store.documents import JSON

BUCKET = "models"
FACTS = "__facts__"


def save(
    db: Database, set_id: str, arrays: Mapping[str, NDArray[np.generic]], facts: Mapping[str, JSON]
) -> None:
    """Keep `arrays` and `facts` (what JSON can say) under a set's id."""
    buffer = io.BytesIO()
    told = np.frombuffer(json.dumps(facts, ensure_ascii=False).encode(), dtype=np.uint8)
    np.savez_compressed(buffer, allow_pickle=False, **{FACTS: told}, **arrays)
    gridfs.GridFS(db, BUCKET).put(buffer.getvalue(), filename=set_id)


def load(db: Database, set_id: str) -> tuple[dict[str, NDArray[np.generic]], dict[str, JSON]]:
    """Return the arrays and facts of a set; both empty if it has none."""
    file = gridfs.GridFS(db, BUCKET).find_one({"filename": set_id})
    if file is None:
        return {}, {}
    with np.load(io.BytesIO(file.read()), allow_pickle=False) as kept:
        arrays = {name: kept[name] for name in kept.files if name != FACTS}
        return arrays, json.loads(kept[FACTS].tobytes())


def delete(db: Database, set_id: str) -> None:
    """Forget what is kept under a set's id."""
    bucket = gridfs.GridFS(db, BUCKET)
    for file in bucket.find({"filename": set_id}):
        bucket.delete(file._id)
