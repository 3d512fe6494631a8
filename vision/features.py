"""Features of posters, kept with the set that was made of them, so that each is encoded once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

import store
from store import Database, SetInfo, posters, vectors
from vision.recipe import Mode

if TYPE_CHECKING:
    from vision.backbones import Backbone
    from vision.encode import Encoded


@dataclass(frozen=True)
class Failure:
    """Why a poster was not read, and of which bytes that is said."""

    reason: str
    sha256: str


@dataclass
class Features:
    """Features by title id, in float16: that is how they are kept, so a later run sees the same.

    Attributes
    ----------
    rows
        (n_features,) float16 of each poster.
    hashes
        sha256 of the bytes they were made of.
    prints
        (2,) uint64 of each poster: its perceptual hashes (`vision.perceptual`).
    failed
        Posters that were not read; only other bytes are tried again.
    widths
        How many features each thing has that a backbone looks at.
    """

    rows: dict[int, NDArray[np.float16]] = field(default_factory=dict)
    hashes: dict[int, str] = field(default_factory=dict)
    prints: dict[int, NDArray[np.uint64]] = field(default_factory=dict)
    failed: dict[int, Failure] = field(default_factory=dict)
    widths: list[int] = field(default_factory=list)

    def add(self, batch: Encoded) -> None:
        """Take in what became of a batch."""
        for index, anime_id in enumerate(batch.ids):
            self.rows[anime_id] = batch.features[index].astype(np.float16)
            self.hashes[anime_id] = batch.hashes[index]
            self.prints[anime_id] = batch.prints[index]
        self.failed |= batch.failed

    def keep(self, wanted: Mapping[int, str]) -> None:
        """Forget posters that are gone or are other pictures than ``wanted`` (id to sha256)."""
        self.hashes = {i: said for i, said in self.hashes.items() if wanted.get(i) == said}
        self.rows = {i: self.rows[i] for i in self.hashes}
        self.prints = {i: self.prints[i] for i in self.hashes}
        self.failed = {i: f for i, f in self.failed.items() if wanted.get(i) == f.sha256}

    def arrays(self) -> dict[str, NDArray[Any]]:
        """As `models` keeps them, by ascending title id."""
        ids = sorted(self.rows)
        return {
            "feature_ids": np.array(ids, np.int64),
            "feature_hashes": np.array([self.hashes[i] for i in ids], "U64"),
            "features": np.stack([self.rows[i] for i in ids]),
            "prints": np.stack([self.prints[i] for i in ids]),
            "widths": np.array(self.widths, np.int64),
        }

    def failures(self) -> dict[str, Any]:
        """As a set's facts keep them: reason and sha256 by title id."""
        said = sorted(self.failed.items())
        return {str(i): {"reason": f.reason, "sha256": f.sha256} for i, f in said}


def kept(db: Database, current: SetInfo | None, encoding: Mapping[str, Any]) -> Features:
    """Return what the current set's run kept, if it encoded posters as ``encoding`` says."""
    features = Features()
    if current is None or current.parameters.get("encoding") != encoding:
        return features
    arrays, facts = vectors.load_model(db, current)
    if "features" not in arrays:
        return features
    ids = arrays["feature_ids"].tolist()
    features.rows = dict(zip(ids, arrays["features"], strict=True))
    features.hashes = dict(zip(ids, arrays["feature_hashes"].tolist(), strict=True))
    features.prints = dict(zip(ids, arrays["prints"], strict=True))
    features.widths = arrays["widths"].tolist()
    features.failed = {int(i): Failure(**said) for i, said in facts["failed"].items()}
    return features


def encode_missing(
    db: Database,
    features: Features,
    ids: list[int],
    loaded: Sequence[Backbone],
    mode: Mode,
    batch_size: int,
    label: str,
) -> None:
    """Add the features of the posters ``ids``, with a progress bar called ``label``."""
    from vision.encode import encode_posters

    features.widths = [width for backbone in loaded for width in backbone.widths]
    source = store.progress(posters.iterate(db, ids), len(ids), label)
    for batch in encode_posters(source, loaded, mode, batch_size):
        features.add(batch)
