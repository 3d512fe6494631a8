"""A job: posters in MongoDB to a vector set, with only new and changed posters encoded."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from store import Database, SetInfo, VectorSet, posters, vectors
from vision.errors import NoPostersError
from vision.features import Features, encode_missing, kept
from vision.recipe import Mode

if TYPE_CHECKING:
    from vision.backbones import Backbone


@dataclass(frozen=True)
class Made:
    """What a plan makes of all features: the rows of a set, and what serving needs beside them.

    Attributes
    ----------
    vectors
        (n, n_dims) float32, a row for each row of the features.
    arrays, facts
        Kept with the set.
    """

    vectors: NDArray[np.float32]
    arrays: Mapping[str, NDArray[Any]] = field(default_factory=dict)
    facts: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Plan:
    """How a kind of set is made of posters.

    Attributes
    ----------
    kind, model
        As the vector set says them.
    parameters
        All that decides a row; ``encoding`` is the part of it that decides a poster's features.
    load
        Loads the backbones. TensorFlow is imported there, when it is known that there is work.
    mode
        How haze is removed.
    make
        Features, as `Features.arrays` names them, to what is published.
    """

    kind: str
    model: str
    parameters: Mapping[str, Any]
    load: Callable[[], Sequence[Backbone]]
    mode: Mode
    make: Callable[[Mapping[str, NDArray[Any]]], Made]

    def fingerprint(self, wanted: Mapping[int, str]) -> str:
        """Hash of the plan and the posters (title id to sha256) it is used on."""
        said = json.dumps([self.kind, self.parameters, sorted(wanted.items())], sort_keys=True)
        return hashlib.sha256(said.encode()).hexdigest()


@dataclass(frozen=True)
class Outcome:
    """What a run did: one line of counts.

    Attributes
    ----------
    kind
        Of the set.
    n_rows, n_dims
        Size of the set that is current after it.
    encoded, reused
        Posters that a backbone was run on, and those whose features were kept from the last run.
    failed
        Reason and count of posters that could not be read.
    changed
        False when the current set already was what this run would have made.
    """

    kind: str
    n_rows: int
    n_dims: int
    encoded: int = 0
    reused: int = 0
    failed: Mapping[str, int] = field(default_factory=dict)
    changed: bool = True

    def __str__(self) -> str:
        if not self.changed:
            return f"{self.kind}: nothing changed ({self.n_rows} rows)"
        reasons = ", ".join(f"{n} {reason}" for reason, n in sorted(self.failed.items()))
        failed = f"{sum(self.failed.values())} failed" + (f" ({reasons})" if reasons else "")
        size = f"{self.n_rows} x {self.n_dims}"
        return f"{self.kind}: {size}, {self.encoded} encoded, {self.reused} kept, {failed}"


def run(db: Database, plan: Plan, *, batch_size: int = 16, limit: int | None = None) -> Outcome:
    """Bring a kind of set up to date.

    Parameters
    ----------
    db
        The database.
    plan
        What to do to each poster.
    batch_size
        Posters that a backbone is given at once.
    limit
        Use only the posters of the first so many titles, by id.

    Raises
    ------
    NoPostersError
        When there is none, or none could be read; what was current stays so.
    WeightsError
        When a backbone cannot be loaded.
    """
    wanted = dict(islice(posters.hashes(db).items(), limit))
    if not wanted:
        raise NoPostersError("no posters stored yet: run scrapy crawl mal")
    fingerprint = plan.fingerprint(wanted)
    current = vectors.current_sets(db).get(plan.kind)
    if current and current.fingerprint == fingerprint:
        return Outcome(plan.kind, current.n_rows, current.n_dims, changed=False)
    features, n_encoded = _up_to_date(db, plan, current, wanted, batch_size)
    reasons = Counter(failure.reason for failure in features.failed.values())
    if not features.rows:
        said = ", ".join(f"{n} {reason}" for reason, n in sorted(reasons.items()))
        raise NoPostersError(f"none of {len(wanted)} posters could be read: {said}")
    n_rows, n_dims = _publish(db, plan, features, fingerprint)
    return Outcome(plan.kind, n_rows, n_dims, n_encoded, n_rows - n_encoded, reasons)


def _up_to_date(
    db: Database,
    plan: Plan,
    current: SetInfo | None,
    wanted: Mapping[int, str],
    batch_size: int,
) -> tuple[Features, int]:
    """Features of the wanted posters, and how many of them were made just now."""
    features = kept(db, current, plan.parameters["encoding"])
    features.keep(wanted)
    n_kept = len(features.rows)
    missing = [i for i in wanted if i not in features.rows and i not in features.failed]
    if missing:
        encode_missing(db, features, missing, plan.load(), plan.mode, batch_size, plan.kind)
    return features, len(features.rows) - n_kept


def _publish(db: Database, plan: Plan, features: Features, fingerprint: str) -> tuple[int, int]:
    arrays = features.arrays()
    made = plan.make(arrays)
    vector_set = VectorSet(
        kind=plan.kind,
        ids=arrays["feature_ids"],
        vectors=made.vectors,
        model=plan.model,
        parameters=plan.parameters,
        metrics={"failed": len(features.failed)},
        fingerprint=fingerprint,
    )
    facts = {**made.facts, "failed": features.failures()}
    vectors.publish(db, vector_set, arrays={**arrays, **made.arrays}, facts=facts)
    n_rows, n_dims = vector_set.vectors.shape
    return n_rows, n_dims
