"""From the current vector sets to the sets ``map_*``; a set that did not change is left alone."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

import store
from maps import layout
from maps.errors import NothingToMap

SOURCES = ("story", "look", "audience")
PREFIX = "map_"
MODEL = "t-SNE (scikit-learn, started from the principal components)"
# Raised when the code gives other places from the same vectors.
VERSION = 2
# How well known a title is has no place on a map of what it is about.
LEFT_OUT = "standing"


def run(db: store.Database, seed: int, kinds: Sequence[str] = SOURCES) -> Iterator[str]:
    """Lay out each source that has a set; yield a line for each that says what happened.

    Raises
    ------
    NothingToMap
        When none of the sources has a set of `layout.FEWEST_POINTS` rows.
    """
    current = store.vectors.current_sets(db)
    fit = [kind for kind in kinds if _fits(current, kind)]
    if not fit:
        raise NothingToMap(
            f"no set of {', '.join(kinds)} with {layout.FEWEST_POINTS} rows or more: "
            "run python -m nlp, python -m vision and python -m cf first"
        )
    for kind in kinds:
        if kind in fit:
            yield _map(db, current, kind, seed)
        else:
            yield f"{PREFIX}{kind}: there is no set of {kind} to lay out"


def _fits(current: Mapping[str, store.SetInfo], kind: str) -> bool:
    return kind in current and current[kind].n_rows >= layout.FEWEST_POINTS


def _map(db: store.Database, current: Mapping[str, store.SetInfo], kind: str, seed: int) -> str:
    topics = current.get("topics")
    parameters: dict[str, Any] = {
        "of": current[kind].set_id,
        "topics": topics.set_id if topics else None,
        "seed": seed,
        "version": VERSION,
    }
    fingerprint = hashlib.sha256(json.dumps(parameters, sort_keys=True).encode()).hexdigest()
    own = PREFIX + kind
    if own in current and current[own].fingerprint == fingerprint:
        return f"{own}: nothing changed ({current[own].n_rows} rows)"
    source = store.vectors.load(db, current[kind])
    groups, topic_facts = _groups(db, topics, source.ids)
    made = store.VectorSet(
        kind=own,
        ids=source.ids,
        vectors=layout.lay_out(_alike(db, current[kind], source.vectors), seed),
        model=MODEL,
        parameters=parameters,
        fingerprint=fingerprint,
    )
    facts = {"of": kind, **topic_facts}
    store.vectors.publish(db, made, arrays={"group": groups}, facts=facts)
    told = int((groups >= 0).sum())
    return f"{own}: {len(made.ids)} titles ({told} of a topic, {len(made.ids) - told} of none)"


def _alike(
    db: store.Database, info: store.SetInfo, vectors: NDArray[np.float32]
) -> NDArray[np.float32]:
    """The vectors (n, n_dims) without the part that says nothing of what is alike."""
    _, facts = store.vectors.load_model(db, info)
    kept = vectors.copy()
    for part in facts.get("parts") or ():
        if part["name"] == LEFT_OUT:
            kept[:, part["start"] : part["end"]] = 0.0
    return kept


def _groups(
    db: store.Database, topics: store.SetInfo | None, ids: NDArray[np.int64]
) -> tuple[NDArray[np.int32], dict[str, Any]]:
    """Each title's strongest topic (n,), -1 for none, and what the topics are called."""
    if topics is None:
        return np.full(len(ids), -1, dtype=np.int32), {"labels": [], "share": []}
    weights = store.vectors.load(db, topics)
    _, facts = store.vectors.load_model(db, topics)
    row = store.IdMap(weights.ids).to_index(ids)
    strongest = weights.vectors.argmax(axis=1)[row]
    groups = np.where(row >= 0, strongest, -1).astype(np.int32)
    named = {key: [topic[key] for topic in facts["topics"]] for key in ("label", "share")}
    return groups, {"labels": named["label"], "share": named["share"]}
