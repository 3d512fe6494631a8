"""Reads a snapshot of the catalogue from the database; what did not change is taken from the old.

Large arrays may be shared by several workers (`shared`): the first to load a vector set lines it up
with the titles, the others map what it wrote.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from hashlib import blake2b
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

import store
from cf.asking import visitors
from cf.asking.visitors import Members
from cf.models import Model, restored
from nlp import story
from nlp.query import StoryQuery, open_query
from ranking import similarity
from ranking.coded import LANES, Coded
from store import IdMap, SetInfo
from vision import atlas_job, safety
from webapp.catalogue import atlas
from webapp.catalogue.cards import FIELDS, card_of, first_day
from webapp.catalogue.franchises import Franchises, franchises_of
from webapp.catalogue.kinds import MAX_SHORT, KindVectors, Rows, less_shared, line_up
from webapp.catalogue.maps import MAPS, Map, map_of
from webapp.catalogue.search import TitleIndex
from webapp.catalogue.shared import Arrays, forget_old, shared
from webapp.catalogue.snapshot import Snapshot
from webapp.catalogue.topics import topic_facts_of
from webapp.question.query import AUDIENCE, KINDS

log = logging.getLogger(__name__)

TITLES = "titles"
# How much of a story's standing counts beside a title. It tells much of what a visitor will like;
# where a story like another is asked for, the famous would be like everything: docs/neighbours.md.
STANDING_BESIDE = 0.5


def load(
    db: store.Database,
    versions: Mapping[str, str],
    folder: Path | None = None,
    old: Snapshot | None = None,
) -> Snapshot:
    """Read the catalogue and every current vector set that the site uses.

    Parameters
    ----------
    db
        The database.
    versions
        What `set_versions` and `title_version` said just before: a change after that is seen at
        the next look.
    folder
        Where workers share arrays; None keeps them in this process.
    old
        The snapshot so far, for the parts that are still current.
    """
    titles = _titles(db, versions, old)
    sets = store.vectors.current_sets(db)
    same = set()
    if old is not None and old.id_map is titles["id_map"]:
        same = {kind for kind, info in sets.items() if old.versions.get(kind) == info.set_id}
    kinds = {}
    for kind in KINDS:
        if kind in same and old is not None and kind in old.kinds:
            kinds[kind] = old.kinds[kind]
        elif kind in sets:
            kinds[kind] = _lined_up(db, sets[kind], titles["id_map"], folder)
    topics = sets.get("topics")
    snapshot = Snapshot(
        **titles,
        kinds=kinds,
        topics=old.topics
        if old is not None and "topics" in same
        else topic_facts_of(
            store.vectors.load_model(db, topics)[1] if topics else {}, titles["id_map"]
        ),
        sets=sets,
        versions=versions,
        audience=old.audience
        if old is not None and AUDIENCE in same
        else _model(db, sets.get(AUDIENCE), folder),
        tastes=old.tastes
        if old is not None and visitors.TASTE in same
        else _tastes(db, sets.get(visitors.TASTE), folder),
        maps={
            sense: old.maps[sense]
            if old is not None and kind in same
            else _map(db, sets[kind], titles["id_map"])
            for sense, kind in MAPS.items()
            if kind in sets
        },
        story_query=old.story_query
        if old is not None and "story" in same
        else _story_query(db, sets.get("story"), folder),
        gists=old.gists if old is not None and "reviews" in same else _gists(db, sets),
        poster_shares=old.poster_shares
        if old is not None and safety.KIND in same
        else _shares(db, sets, titles["id_map"]),
        atlas=old.atlas
        if old is not None and atlas.KIND in same
        else _atlas(db, sets.get(atlas.KIND), titles["id_map"]),
    )
    if old is not None and old.cards is snapshot.cards:
        snapshot.take_over(old)
    forget_old(folder)
    log.info("catalogue loaded: %d titles, kinds %s", snapshot.n_items, ", ".join(kinds) or "none")
    return snapshot


def set_versions(db: store.Database) -> dict[str, str]:
    """Id of the current vector set of each kind: cheap to ask, often asked."""
    return {kind: info.set_id for kind, info in store.vectors.current_sets(db).items()}


def title_version(db: store.Database) -> str:
    """Changes when any title or poster does; reads every document's hash."""
    titles = store.anime.fingerprint(db, ("content_hash", "franchise_id"))
    return f"{titles}-{len(store.posters.hashes(db))}"


def _titles(
    db: store.Database, versions: Mapping[str, str], old: Snapshot | None
) -> dict[str, Any]:
    """The parts of a snapshot that come from the titles alone."""
    if old is not None and old.versions.get(TITLES) == versions.get(TITLES):
        return {name: getattr(old, name) for name in ("cards", "id_map", "franchises", "titles")}
    posters = store.posters.hashes(db)
    documents = list(store.anime.iterate(db, FIELDS))
    cards = [card_of(document, posters.get(document["_id"])) for document in documents]
    id_map = IdMap(np.array([card.anime_id for card in cards], dtype=np.int64))
    members = np.array([card.members for card in cards], dtype=np.int64)
    return {
        "cards": cards,
        "id_map": id_map,
        "franchises": _franchises(documents, id_map),
        "titles": TitleIndex([card.names for card in cards], members),
    }


def _lined_up(db: store.Database, info: SetInfo, id_map: IdMap, folder: Path | None) -> KindVectors:
    """A kind's vectors, lined up with the titles; likeness is kept apart only where it differs."""

    def make() -> tuple[Arrays, Mapping[str, Any]]:
        vectors = store.vectors.load(db, info)
        kind = line_up(info, vectors, id_map, _likeness_of(db, info))
        arrays = {name: getattr(kind, name) for name in (*_ARRAYS, *_LIKE_UNITS)}
        arrays |= kind.short._asdict()
        like_units = [name for name in _LIKE_UNITS if arrays[name] is kind.units]
        apart = {k: v for k, v in arrays.items() if k not in like_units}
        return apart, {}

    arrays, _ = shared(folder, f"{info.set_id}-{_ids_hash(id_map)}-{_LAYOUT}", make)
    apart = {name: array for name, array in arrays.items() if name not in Coded._fields}
    short = Coded(*(arrays[name] for name in Coded._fields))
    return KindVectors(
        info, short=short, **{**dict.fromkeys(_LIKE_UNITS, arrays["units"]), **apart}
    )


def _likeness_of(db: store.Database, info: SetInfo) -> Callable[[Rows], Rows] | None:
    """What cosines of a kind compare, where that is not the vectors themselves."""
    if info.kind == AUDIENCE:
        return less_shared
    if info.kind == "story":
        parts = story.parts_of(store.vectors.load_model(db, info)[1])
        return partial(story.weighed, parts=parts, factor=STANDING_BESIDE)
    return None


_ARRAYS = ("rows", "units", "set_rows", "positions")
# Often the units themselves, and then held once.
_LIKE_UNITS = ("likeness",)
# What an older version of the site left in a folder that outlives it may be laid out otherwise.
_LAYOUT = blake2b(
    repr((_ARRAYS, _LIKE_UNITS, Coded._fields, MAX_SHORT, LANES)).encode(), digest_size=4
).hexdigest()


def _ids_hash(id_map: IdMap) -> str:
    """Says which titles stand in which row."""
    return blake2b(id_map.external_ids.tobytes(), digest_size=8).hexdigest()


def _model(db: store.Database, info: SetInfo | None, folder: Path | None) -> Model | None:
    """What learned the audience, to fold visitors in; None for a set that came without it."""
    if info is None:
        return None
    arrays, facts = shared(
        folder, f"{info.set_id}-model", lambda: store.vectors.load_model(db, info)
    )
    return restored(facts, arrays) if "settings" in facts else None


def _gists(db: store.Database, sets: Mapping[str, SetInfo]) -> dict[int, tuple[str, ...]]:
    """What reviews say of each title, in sentences of theirs."""
    facts = store.vectors.load_model(db, sets["reviews"])[1] if "reviews" in sets else {}
    return {
        int(anime_id): tuple(str(quoted["sentence"]) for quoted in gist)
        for anime_id, gist in (facts.get("gist") or {}).items()
    }


def _tastes(db: store.Database, info: SetInfo | None, folder: Path | None) -> Members | None:
    """The members' names and vectors; None while there is no such set."""
    if info is None:
        return None

    def make() -> tuple[Arrays, Mapping[str, Any]]:
        vectors = store.vectors.load(db, info)
        units = similarity.normalize_rows(vectors.vectors)
        return {"names": vectors.ids, "units": units}, {}

    arrays, _ = shared(folder, info.set_id, make)
    return Members(arrays["names"], arrays["units"])


def _story_query(
    db: store.Database, info: SetInfo | None, folder: Path | None
) -> StoryQuery | None:
    """What reads questions in plain words; None without a set that can be asked so."""
    if info is None:
        return None
    arrays, facts = shared(
        folder, f"{info.set_id}-model", lambda: store.vectors.load_model(db, info)
    )
    try:
        return open_query(facts, arrays) if facts else None
    except KeyError as missing:
        log.warning("the story set is of an older version, without %s: run python -m nlp", missing)
        return None


def _map(db: store.Database, info: SetInfo, id_map: IdMap) -> Map:
    """A map that was drawn."""
    return map_of(store.vectors.load(db, info), *store.vectors.load_model(db, info), id_map)


def _shares(
    db: store.Database, sets: Mapping[str, SetInfo], id_map: IdMap
) -> NDArray[np.float32] | None:
    """What each title's poster shows; None while no poster was judged."""
    if safety.KIND not in sets:
        return None
    return atlas_job.safety_shares(db, id_map.external_ids.tolist())


def _atlas(db: store.Database, info: SetInfo | None, id_map: IdMap) -> atlas.Atlas | None:
    """The atlas without its sheet, which is read when a page's picture asks for it."""
    if info is None:
        return None
    facts = store.vectors.load_model(db, info)[1]
    return atlas.atlas_of(store.vectors.load(db, info), facts, id_map)


def _franchises(documents: Sequence[Mapping[str, Any]], id_map: IdMap) -> Franchises:
    links = []
    for document in documents:
        edges = document.get("related") or []
        rows = id_map.to_index([edge["anime_id"] for edge in edges]).tolist()
        links.append(
            [(edge["relation"], row) for edge, row in zip(edges, rows, strict=True) if row >= 0]
        )
    franchise_ids = [document.get("franchise_id") or document["_id"] for document in documents]
    told = [
        {
            "aired_from": first_day(document),
            "type": document.get("type"),
            "members": document.get("members"),
        }
        for document in documents
    ]
    return franchises_of(franchise_ids, links, told)
