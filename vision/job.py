"""The job: posters in MongoDB to the vector set ``look``."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from itertools import islice
from typing import Any

import numpy as np
from numpy.typing import NDArray

import store
from store import Database, SetInfo, VectorSet, posters, vectors
from vision.errors import NoPostersError
from vision.recipe import Recipe

KIND = "look"


@dataclass(frozen=True)
class Outcome:
    """What a run did: one line of counts.

    Attributes
    ----------
    n_rows
        Rows of the set that is current now.
    n_dims
        Their width.
    encoded, reused
        Posters that a backbone was run on, and those whose features were kept from the last run.
    failed
        Reason and count of posters that were not read.
    changed
        False when the current set already was what this run would have made.
    """

    n_rows: int
    n_dims: int
    encoded: int = 0
    reused: int = 0
    failed: Mapping[str, int] = field(default_factory=dict)
    changed: bool = True

    def __str__(self) -> str:
        if not self.changed:
            return f"{KIND}: nothing changed ({self.n_rows} rows)"
        reasons = ", ".join(f"{n} {reason}" for reason, n in sorted(self.failed.items()))
        failed = f"{sum(self.failed.values())} failed" + (f" ({reasons})" if reasons else "")
        size = f"{self.n_rows} x {self.n_dims}"
        return f"{KIND}: {size}, {self.encoded} encoded, {self.reused} kept, {failed}"


@dataclass
class _Features:
    """Features of posters, in float16: that is how they are kept, so a later run sees the same."""

    rows: dict[int, NDArray[np.float16]] = field(default_factory=dict)
    hashes: dict[int, str] = field(default_factory=dict)
    widths: list[int] = field(default_factory=list)

    def add(self, ids: Iterable[int], hashes: Iterable[str], features: NDArray[Any]) -> None:
        for anime_id, sha256, row in zip(ids, hashes, features.astype(np.float16), strict=True):
            self.rows[anime_id], self.hashes[anime_id] = row, sha256

    def keep(self, wanted: Mapping[int, str]) -> None:
        """Forget posters that are gone or are other pictures now."""
        self.rows = {i: row for i, row in self.rows.items() if wanted.get(i) == self.hashes[i]}
        self.hashes = {i: self.hashes[i] for i in self.rows}

    def arrays(self) -> dict[str, NDArray[Any]]:
        """As `models` keeps them, by ascending title id."""
        ids = sorted(self.rows)
        return {
            "feature_ids": np.array(ids, np.int64),
            "feature_hashes": np.array([self.hashes[i] for i in ids], "U64"),
            "features": np.stack([self.rows[i] for i in ids]),
        }


def run(
    db: Database,
    recipe: Recipe,
    *,
    batch_size: int = 16,
    limit: int | None = None,
) -> Outcome:
    """Bring ``look`` up to date.

    Parameters
    ----------
    db
        The database.
    recipe
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
    fingerprint = recipe.fingerprint(wanted)
    current = vectors.current_sets(db).get(KIND)
    if current and current.fingerprint == fingerprint:
        return Outcome(current.n_rows, current.n_dims, changed=False)
    features = _kept_features(db, current, recipe)
    features.keep(wanted)
    missing = [anime_id for anime_id in wanted if anime_id not in features.rows]
    reused = len(features.rows)
    failed = _encode(db, missing, recipe, batch_size, features) if missing else {}
    reasons = Counter(failed.values())
    if not features.rows:
        raise NoPostersError(f"none of {len(wanted)} posters could be read: {dict(reasons)}")
    n_dims = _publish(db, recipe, features, failed, fingerprint)
    return Outcome(len(features.rows), n_dims, len(missing) - len(failed), reused, reasons)


def _kept_features(db: Database, current: SetInfo | None, recipe: Recipe) -> _Features:
    """What the last run kept, if it encoded posters as this one would."""
    kept = _Features()
    if current and current.parameters.get("encoding") == recipe.encoding():
        arrays, _ = vectors.load_model(db, current)
        if "features" in arrays:
            ids, hashes = arrays["feature_ids"].tolist(), arrays["feature_hashes"].tolist()
            kept.add(ids, hashes, arrays["features"])
            kept.widths = arrays["widths"].tolist()
    return kept


def _encode(
    db: Database, ids: list[int], recipe: Recipe, batch_size: int, features: _Features
) -> dict[int, str]:
    """Add the features of `ids`; return the reason for each poster that was not read."""
    # TensorFlow is imported here, when it is known that there is work for it.
    from vision import backbones
    from vision.encode import encode_posters

    loaded = [backbones.load(name, recipe.i2v_model) for name, _ in recipe.parts]
    features.widths = [backbone.n_dims for backbone in loaded]
    failed: dict[int, str] = {}
    source = store.progress(posters.iterate(db, ids), len(ids), KIND)
    for batch in encode_posters(source, loaded, recipe.dehaze, batch_size):
        features.add(batch.ids, batch.hashes, batch.features)
        failed |= batch.failed
    return failed


def _publish(
    db: Database,
    recipe: Recipe,
    features: _Features,
    failed: Mapping[int, str],
    fingerprint: str,
) -> int:
    from vision import projection

    arrays = features.arrays()
    raw = arrays["features"].astype(np.float32)
    weights = [weight for _, weight in recipe.parts]
    parts = list(zip(features.widths, weights, strict=True))
    fitted = projection.fit(raw, parts, recipe.n_dims, recipe.whitening)
    vector_set = VectorSet(
        kind=KIND,
        ids=arrays["feature_ids"],
        vectors=fitted.apply(raw),
        model=recipe.model,
        parameters=recipe.parameters(),
        metrics={"failed": len(failed)},
        fingerprint=fingerprint,
    )
    facts = {"failed": {str(anime_id): reason for anime_id, reason in failed.items()}}
    vectors.publish(db, vector_set, arrays={**arrays, **fitted.arrays()}, facts=facts)
    return int(vector_set.vectors.shape[1])
