"""The vector set ``story``: only texts that are new or changed are encoded."""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

import store
from nlp import job, minilm, story, words
from nlp.errors import NoTopics
from nlp.job import Stories
from nlp.names import Capitals
from nlp.words import WordSpace

if TYPE_CHECKING:
    from nlp.corpus import Reader

KIND = "story"
# The mean that is taken off all embeddings stays while no more than this share of texts is new.
MOST_NEW = 0.5
Matrix = NDArray[np.float32]


@dataclass(frozen=True)
class _Encoded:
    """Embeddings of all stories, what new ones need to be encoded alike, and what was done."""

    vectors: Matrix
    mean: Matrix
    space: WordSpace
    capitals: Capitals
    counts: Mapping[str, int]


@dataclass(frozen=True)
class _Kept:
    """What the current set still says: rows of the stories whose text is the `same`."""

    same: NDArray[np.bool_]
    vectors: Matrix
    mean: Matrix
    space: WordSpace
    capitals: Capitals


def run(db: store.Database, data_dir: Path, seed: int) -> str:
    """Build the set if anything changed; return the line that says what happened.

    Raises
    ------
    NoStories, NoTopics
        When there is nothing, or too little, to work on.
    """
    weights = minilm.folder()
    parameters: dict[str, Any] = {
        "version": job.VERSION,
        "model": story.NAME if weights else story.FALLBACK_NAME,
        "seed": seed,
    }
    fingerprint = job.fingerprint(db, data_dir, parameters)
    if line := job.unchanged(db, KIND, fingerprint):
        return line
    stories = job.read(db)
    parameters["data"] = job.data_found(data_dir, KIND)
    if weights is None:
        sys.stderr.write(f"story: {story.FALLBACK_NAME}; see requirements-weights.txt\n")
    kept = _kept(db, stories, parameters)
    encoded = _encode(data_dir, weights, stories, kept, seed)
    return _publish(db, stories, encoded, parameters, fingerprint)


def _encode(
    data_dir: Path, weights: Path | None, stories: Stories, kept: _Kept | None, seed: int
) -> _Encoded:
    from nlp.corpus import Reader

    reader = Reader(data_dir)
    same = np.zeros(len(stories.ids), dtype=np.bool_) if kept is None else kept.same
    new = np.flatnonzero(~same).tolist()
    texts = [stories.texts[row] for row in new]
    corpus = reader.corpus(texts, kept.capitals if kept else None)
    meanings = _meanings(corpus.texts, weights, reader)
    mean = kept.mean if kept else story.mean_of(meanings)
    space = kept.space if kept else _space(corpus.documents, seed, needed=weights is None)
    fresh = story.joined(story.centred(meanings, mean), space.encode(corpus.documents))
    vectors = np.zeros((len(stories.ids), fresh.shape[1]), dtype=np.float32)
    if kept is not None:
        vectors[same] = kept.vectors[same]
    vectors[new] = fresh
    counts = {"texts as they were": int(same.sum()), **corpus.counts}
    return _Encoded(vectors, mean, space, corpus.capitals, counts)


def _meanings(texts: Sequence[str], weights: Path | None, reader: Reader) -> Matrix:
    """Sentence embeddings (n, n_dims); without weights they have no dimensions."""
    if weights is None:
        return np.zeros((len(texts), 0), dtype=np.float32)
    model = minilm.MiniLM.load(weights)
    return story.encode(texts, model, reader.tokenizer.sentences)


def _space(documents: Sequence[Sequence[str]], seed: int, *, needed: bool) -> WordSpace:
    """The words of these texts; of few texts the sentence model must do alone."""
    try:
        return words.fit(documents, seed)
    except NoTopics:
        if needed:
            raise
        return words.NOTHING


def _kept(db: store.Database, stories: Stories, parameters: Mapping[str, Any]) -> _Kept | None:
    """What can be kept of the current set; None when it is another model's or mostly outdated."""
    info = store.vectors.current_sets(db).get(KIND)
    if info is None or dict(info.parameters) != dict(parameters):
        return None
    arrays, facts = store.vectors.load_model(db, info)
    at = job.positions(arrays["story_ids"], stories.ids)
    same = (at >= 0) & (arrays["story_hashes"][at] == stories.hashes)
    if same.sum() < (1.0 - MOST_NEW) * len(same):
        return None
    current = store.vectors.load(db, info)
    row = job.positions(current.ids, stories.ids)
    vectors = np.where((row >= 0)[:, None], current.vectors[row], np.float32(0.0))
    space = WordSpace(facts["terms"], arrays["idf"], arrays["axes"])
    return _Kept(same, vectors, arrays["mean"], space, Capitals.from_facts(facts["capitals"]))


def _publish(
    db: store.Database,
    stories: Stories,
    encoded: _Encoded,
    parameters: Mapping[str, Any],
    fingerprint: str,
) -> str:
    told = np.linalg.norm(encoded.vectors, axis=1) > 0
    vector_set = store.VectorSet(
        kind=KIND,
        ids=stories.ids[told],
        vectors=encoded.vectors[told],
        model=str(parameters["model"]),
        parameters=parameters,
        fingerprint=fingerprint,
    )
    arrays: dict[str, NDArray[Any]] = {
        "mean": encoded.mean,
        "idf": encoded.space.idf,
        "axes": encoded.space.axes,
        "story_ids": stories.ids,
        "story_hashes": stories.hashes,
    }
    facts = {"terms": encoded.space.terms, "capitals": encoded.capitals.to_facts()}
    store.vectors.publish(db, vector_set, arrays=arrays, facts=facts)
    n_rows, n_dims = vector_set.vectors.shape
    return f"story: {n_rows} titles, {n_dims} numbers each ({job.counted(encoded.counts)})"
