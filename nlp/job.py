"""What the jobs of this room share: has anything changed, which texts are new, what to say."""

from __future__ import annotations

import hashlib
import json
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

import store
from nlp import resources
from nlp.errors import NoStories

# Raised when the code gives other vectors from the same texts.
VERSION = 4


@dataclass(frozen=True)
class Stories:
    """The stored synopses.

    Attributes
    ----------
    ids
        (n,) title ids, ascending.
    texts
        n synopses.
    hashes
        (n,) uint64 of the texts.
    """

    ids: NDArray[np.int64]
    texts: Sequence[str]
    hashes: NDArray[np.uint64]


def read(db: store.Database) -> Stories:
    """Read the stored synopses.

    Raises
    ------
    NoStories
        When there are none.
    """
    ids, texts = store.anime.stories(db)
    if len(ids) == 0:
        raise NoStories("no synopses stored yet: run scrapy crawl mal")
    return Stories(ids, texts, np.array([text_hash(text) for text in texts], dtype=np.uint64))


def text_hash(text: str) -> int:
    """Return 64 bits that stand for a text."""
    digest = hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=8).digest()
    return int.from_bytes(digest, "little")


def fingerprint(
    db: store.Database, data_dir: Path, parameters: Mapping[str, Any], fields: Sequence[str] = ()
) -> str:
    """Return a hash of what a job's outcome depends on.

    Parameters
    ----------
    db, data_dir
        Synopses are read from the one, and NLTK's data looked for in the other.
    parameters
        The job's settings.
    fields
        What it reads of a title beside the synopsis.
    """
    titles = store.anime.fingerprint(db, ["synopsis", *fields])
    told = [VERSION, dict(parameters), resources.traces(data_dir), titles]
    return hashlib.sha256(json.dumps(told, sort_keys=True).encode()).hexdigest()


def unchanged(db: store.Database, kind: str, fingerprint: str) -> str | None:
    """Return the line that says that the current set has this fingerprint, or None."""
    info = store.vectors.current_sets(db).get(kind)
    if info is None or info.fingerprint != fingerprint:
        return None
    return f"{kind}: nothing changed ({info.n_rows} rows)"


def data_found(data_dir: Path, kind: str) -> dict[str, bool]:
    """Make NLTK's data ready; say on standard error what a job has to do without."""
    sources = resources.prepare(data_dir, resources.OF_JOBS)
    if missing := resources.told(sources):
        sys.stderr.write(f"{kind}: {missing} (python -m nlp resources tells more)\n")
    return {name: source.found for name, source in sources.items()}


def positions(known: NDArray[np.int64], ids: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return where each of `ids` stands in `known` (n,) int64; -1 where it does not."""
    return store.IdMap(known).to_index(ids)


def counted(counts: Mapping[str, int]) -> str:
    """Return counts in words, zeros left out."""
    return ", ".join(f"{count} {what}" for what, count in counts.items() if count)
