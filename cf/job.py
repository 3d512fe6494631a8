"""The batch job: lists of the store in, vector sets ``audience`` and ``taste`` out.

Beside the vectors of titles, the set ``audience`` carries the whole fitted model: what
``cf.models.restored`` needs to answer a visitor.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import asdict
from typing import Any

import numpy as np

from cf import item_facts
from cf.errors import TooFewRatings, UnknownModel
from cf.interactions import UserItems, user_items
from cf.models import asked
from cf.models.als import ImplicitAls
from cf.models.blend import Blend
from cf.models.contract import Watch
from cf.rules import Rules
from cf.runs.data import data_of, left_out
from cf.runs.recording import recorded
from cf.runs.tracking import Tracker
from store import Database, VectorSet, anime, progress, users, vectors

VERSION = 5
EMBEDDING = "als"
KINDS = ("audience", "taste")
Say = Callable[[str], None]


def run(
    db: Database,
    rules: Rules,
    settings: Mapping[str, Any],
    say: Say,
    *,
    force: bool,
    tracker: Tracker | None = None,
) -> None:
    """Train the blend and publish, unless both sets were made from the same lists the same way.

    Parameters
    ----------
    db
        The database; the training is recorded there, see `store.runs`.
    rules
        Which rows of the lists count.
    settings
        Fields of `cf.models.blend.BlendSettings`; those not given have their defaults.
    say
        Takes each line of the report.
    force
        Train even if nothing changed.
    tracker
        Who else is told of the training.

    Raises
    ------
    TooFewRatings
        When the rules leave no rating.
    UnknownModel
        When the settings leave out the model whose vectors are published.
    """
    made_from = fingerprint(db, rules, settings)
    current = vectors.current_sets(db)
    if not force and all(k in current and current[k].fingerprint == made_from for k in KINDS):
        for kind in KINDS:
            say(f"{kind}: nothing changed ({current[kind].n_rows} rows)")
        return
    blend = asked(Blend.name, settings)
    assert isinstance(blend, Blend)
    if EMBEDDING not in blend.models:
        raise UnknownModel(
            f"the blend has {', '.join(blend.models)} and no {EMBEDDING}, whose vectors are "
            f"published: give it a weight, e.g. weights.{EMBEDDING}=0.001"
        )
    told = {**asdict(blend.settings), "rules": asdict(rules)}
    with recorded(db, "fit", blend.name, told, tracker) as record:
        matrix = load(db, rules)
        record.data = data_of(matrix, "lists of the store", made_from)
        record.metrics |= left_out(matrix)
        blend.watch = bars()
        blend.fit(matrix.scores, item_facts.of_database(db, matrix.items.external_ids))
        publish(db, matrix, blend, rules, made_from, say)


def load(db: Database, rules: Rules) -> UserItems:
    """Return the store's ratings that `rules` let through.

    Raises
    ------
    TooFewRatings
        When none is left.
    """
    rows = users.interactions(db)
    episodes = {row["_id"]: row.get("episodes") or 0 for row in anime.iterate(db, ("episodes",))}
    matrix = user_items(rows, rules, episodes)
    if len(rows) == 0:
        raise TooFewRatings(
            "no member's list is stored yet: run scrapy crawl mal -a users=N, or python -m crawler "
            "load FORMAT PATH"
        )
    if matrix.scores.nnz == 0:
        raise TooFewRatings(
            f"{len(rows)} list rows are stored and none is left with at least "
            f"{rules.min_user_ratings} a member and {rules.min_item_ratings} a title: run "
            "scrapy crawl mal -a users=N with a larger N, or lower --min-user and --min-item"
        )
    return matrix


def publish(
    db: Database, matrix: UserItems, blend: Blend, rules: Rules, made_from: str, say: Say
) -> None:
    """Store the embeddings of titles and members, and with the titles' the whole model."""
    embedding = blend.models[EMBEDDING]
    assert isinstance(embedding, ImplicitAls)
    n_users, n_items = matrix.scores.shape
    item_factors = embedding.array("item_factors")
    parameters = {
        **asdict(embedding.settings),
        "n_factors": item_factors.shape[1],
        "n_items": n_items,
        "n_users": n_users,
        "rules": asdict(rules),
    }
    metrics = {"n_ratings": int(matrix.scores.nnz)}
    name = " + ".join(blend.models)
    item_ids = matrix.items.external_ids.astype(np.int64)
    rows = {
        "audience": (item_ids, item_factors),
        "taste": (matrix.users.external_ids, embedding.user_factors(matrix.scores)),
    }
    for kind, (ids, factors) in rows.items():
        vector_set = VectorSet(kind, ids, factors, name, parameters, metrics, made_from)
        kept = kind == "audience"
        vectors.publish(
            db,
            vector_set,
            arrays=blend.arrays if kept else None,
            facts=blend.facts() if kept else None,
        )
        say(f"{kind}: {len(ids)} rows x {factors.shape[1]}")


def bars() -> Watch:
    """Return what shows the progress of each step of a `fit` on standard error."""
    running: dict[str, Iterator[int]] = {}

    def watch(what: str, done: int, total: int) -> None:
        bar = running.setdefault(what, progress(range(total), total, what))
        next(bar, None)
        if done == total:
            next(bar, None)

    return watch


def fingerprint(db: Database, rules: Rules, settings: Mapping[str, Any]) -> str:
    """Return a hash of all that decides the outcome: lists, facts, rules, settings, version."""
    known = [users.fingerprint(db), anime.fingerprint(db, (*item_facts.FIELDS, "episodes"))]
    told = json.dumps([known, asdict(rules), settings, VERSION], sort_keys=True)
    return hashlib.sha256(told.encode()).hexdigest()
