"""The batch job: lists of the store in, vector sets ``audience`` and ``taste`` out."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Callable
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

import numpy as np

from cf.errors import TooFewRatings
from cf.interactions import Rules, UserItems, user_items
from store import Database, VectorSet, progress, users, vectors

if TYPE_CHECKING:
    from cf.implicit_als import Factors, Parameters

VERSION = 1
MODEL = "implicit ALS in TensorFlow"
KINDS = ("audience", "taste")
Say = Callable[[str], None]


def run(db: Database, rules: Rules, settings: dict[str, Any], say: Say, *, force: bool) -> None:
    """Train and publish, unless both sets were made from the same lists in the same way.

    Parameters
    ----------
    db
        The database.
    rules
        Which rows of the lists count.
    settings
        Fields of `cf.implicit_als.Parameters`; those not given have their defaults.
    say
        Takes each line of the report.
    force
        Train even if nothing changed.

    Raises
    ------
    TooFewRatings
        When the rules leave no rating.
    """
    made_from = fingerprint(db, rules, settings)
    current = vectors.current_sets(db)
    if not force and all(k in current and current[k].fingerprint == made_from for k in KINDS):
        for kind in KINDS:
            say(f"{kind}: nothing changed ({current[kind].n_rows} rows)")
        return
    matrix = load(db, rules)
    factors = train(matrix, settings)
    for vector_set in _vector_sets(matrix, factors, made_from):
        vectors.publish(db, vector_set)
        say(f"{vector_set.kind}: {len(vector_set.ids)} rows x {vector_set.vectors.shape[1]}")


def load(db: Database, rules: Rules) -> UserItems:
    """Return the store's ratings that `rules` let through.

    Raises
    ------
    TooFewRatings
        When none is left.
    """
    rows = users.interactions(db)
    matrix = user_items(rows, rules)
    if matrix.scores.nnz == 0:
        raise TooFewRatings(
            f"{len(rows)} list rows are stored and none is left with at least "
            f"{rules.min_user_ratings} a member and {rules.min_item_ratings} a title: run "
            "scrapy crawl mal -a users=N with a larger N, or lower --min-user and --min-item"
        )
    return matrix


def train(matrix: UserItems, settings: dict[str, Any]) -> Factors:
    """Fit the model, showing progress; TensorFlow is imported here and not before."""
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")  # its start-up notes are not ours to tell
    from cf.implicit_als import Parameters, fit

    parameters: Parameters = Parameters(**settings)
    steps = iter(progress(range(parameters.iterations), parameters.iterations, "audience"))
    factors = fit(matrix.preferences(parameters.slope), parameters, lambda _: next(steps, None))
    list(steps)
    return factors


def fingerprint(db: Database, rules: Rules, settings: dict[str, Any]) -> str:
    """Return a hash of all that decides the outcome: lists, rules, settings, version."""
    told = json.dumps([users.fingerprint(db), asdict(rules), settings, VERSION], sort_keys=True)
    return hashlib.sha256(told.encode()).hexdigest()


def _vector_sets(matrix: UserItems, factors: Factors, made_from: str) -> list[VectorSet]:
    metrics = {"n_ratings": int(matrix.scores.nnz)}
    return [
        VectorSet(kind, ids, rows, MODEL, factors.parameters, metrics, made_from)
        for kind, ids, rows in (
            ("audience", matrix.items.external_ids.astype(np.int64), factors.items),
            ("taste", matrix.users.external_ids, factors.users),
        )
    ]
