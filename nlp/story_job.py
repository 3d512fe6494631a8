"""The vector set ``story``: only texts that are new or changed are encoded."""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

import store
from nlp import encoder, facets, job, kinds, minilm, story, words
from nlp.errors import NoTopics
from nlp.facets import FacetSpace
from nlp.job import Stories
from nlp.names import Capitals
from nlp.words import WordSpace

KIND = "story"
# What was learned of all texts (their mean, words, tags) stays while no more than this is new.
MOST_NEW = 0.5
Matrix = NDArray[np.float32]


@dataclass(frozen=True)
class _Learned:
    """What was learned of all texts, and encodes new ones alike."""

    mean: Matrix
    words: WordSpace
    facets: FacetSpace
    glosses: Matrix
    capitals: Capitals
    stems: Mapping[str, str]


@dataclass(frozen=True)
class _Texts:
    """What each story's text became: rows of length 1, of 0 where there was nothing."""

    meanings: Matrix
    words: Matrix
    counts: Mapping[str, int]


@dataclass(frozen=True)
class _Kept:
    """What the current set still says: rows of the stories whose text is the `same`."""

    same: NDArray[np.bool_]
    meanings: Matrix
    words: Matrix
    learned: _Learned


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
        "weights": dict(story.WEIGHTS),
        "seed": seed,
    }
    fingerprint = job.fingerprint(db, data_dir, parameters, facets.FIELDS)
    if line := job.unchanged(db, KIND, fingerprint):
        return line
    stories = job.read(db)
    parameters["data"] = job.data_found(data_dir, KIND)
    if weights is None:
        sys.stderr.write(f"story: {story.FALLBACK_NAME}; see requirements-weights.txt\n")
    found = store.anime.find_many(db, stories.ids.tolist(), facets.FIELDS)
    pages: list[Mapping[str, Any]] = [found.get(id_, {}) for id_ in stories.ids.tolist()]
    kept = _kept(db, stories, parameters)
    texts, learned = _encode(data_dir, weights, stories, kept, pages, seed)
    return _publish(db, stories, pages, texts, learned, parameters, fingerprint)


def _encode(
    data_dir: Path,
    weights: Path | None,
    stories: Stories,
    kept: _Kept | None,
    pages: Sequence[Mapping[str, Any]],
    seed: int,
) -> tuple[_Texts, _Learned]:
    """Encode what is new; learn from it too where nothing is kept."""
    same = np.zeros(len(stories.ids), dtype=np.bool_) if kept is None else kept.same
    counts = {"texts as they were": int(same.sum())}
    new = np.flatnonzero(~same).tolist()
    if kept is not None and not new:
        return _Texts(kept.meanings, kept.words, counts), kept.learned
    from nlp.corpus import Reader

    reader = Reader(data_dir)
    raw = [stories.texts[row] for row in new]
    corpus = reader.corpus(raw, kept.learned.capitals if kept else None)
    meanings = encoder.embeddings(corpus.texts, weights, reader.tokenizer.sentences)
    if kept is None:
        space = _words(corpus.documents, seed, needed=weights is None)
        stems = reader.tokenizer.stems_of(frozenset(space.terms))
        mean = story.mean_of(meanings)
        tags = facets.fit(pages)
        told = kinds.glosses_of(tags.tags)
        glosses = encoder.embeddings(told, weights, reader.tokenizer.sentences)
        learned = _Learned(mean, space, tags, glosses, corpus.capitals, stems)
    else:
        learned = kept.learned
    fresh_meanings = story.centred(meanings, learned.mean)
    fresh_words = learned.words.encode(corpus.documents)
    if kept is not None:
        fresh_meanings = _merged(kept.meanings, same, fresh_meanings)
        fresh_words = _merged(kept.words, same, fresh_words)
    return _Texts(fresh_meanings, fresh_words, {**counts, **corpus.counts}), learned


def _merged(old: Matrix, same: NDArray[np.bool_], fresh: Matrix) -> Matrix:
    rows = old.copy()
    rows[~same] = fresh
    return rows


def _words(documents: Sequence[Sequence[str]], seed: int, *, needed: bool) -> WordSpace:
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
    if info is None or _of_texts(info.parameters) != _of_texts(parameters):
        return None
    arrays, facts = store.vectors.load_model(db, info)
    at = job.positions(arrays["story_ids"], stories.ids)
    same = (at >= 0) & (arrays["story_hashes"][at] == stories.hashes)
    if same.sum() < (1.0 - MOST_NEW) * len(same):
        return None
    current = store.vectors.load(db, info)
    row = job.positions(current.ids, stories.ids)
    vectors = np.where((row >= 0)[:, None], current.vectors[row], np.float32(0.0))
    parts = story.parts_of(facts)
    learned = _Learned(
        mean=arrays["mean"],
        words=WordSpace(facts["terms"], arrays["idf"], arrays["axes"]),
        facets=FacetSpace(
            facts["tags"], arrays["tag_idf"], facts["ratings"], facts["sources"], facts["types"]
        ),
        glosses=arrays["glosses"],
        capitals=Capitals.from_facts(facts["capitals"]),
        stems=facts["stems"],
    )
    meanings, own_words = parts["meaning"].rows(vectors), parts["words"].rows(vectors)
    return _Kept(same, meanings, own_words, learned)


def _of_texts(parameters: Mapping[str, Any]) -> dict[str, Any]:
    """What decides how a text is encoded; how much each part weighs does not."""
    return {name: value for name, value in parameters.items() if name != "weights"}


def _publish(
    db: store.Database,
    stories: Stories,
    pages: Sequence[Mapping[str, Any]],
    texts: _Texts,
    learned: _Learned,
    parameters: Mapping[str, Any],
    fingerprint: str,
) -> str:
    n_words = np.array([len(text.split()) for text in stories.texts], dtype=np.float32)
    beside = learned.facets.encode(pages, n_words)
    vectors, parts = story.joined({"meaning": texts.meanings, "words": texts.words, **beside})
    # What a page says beside its story stands for no story by itself.
    told = texts.meanings.any(axis=1) | texts.words.any(axis=1)
    vector_set = store.VectorSet(
        kind=KIND,
        ids=stories.ids[told],
        vectors=vectors[told],
        model=str(parameters["model"]),
        parameters=parameters,
        fingerprint=fingerprint,
    )
    arrays: dict[str, NDArray[Any]] = {
        "mean": learned.mean,
        "idf": learned.words.idf,
        "axes": learned.words.axes,
        "tag_idf": learned.facets.idf,
        "glosses": learned.glosses,
        "story_ids": stories.ids,
        "story_hashes": stories.hashes,
    }
    facts = {
        "parts": [asdict(part) for part in parts],
        "tags": learned.facets.tags,
        "ratings": learned.facets.ratings,
        "sources": learned.facets.sources,
        "types": learned.facets.types,
        "terms": learned.words.terms,
        "stems": learned.stems,
        "capitals": learned.capitals.to_facts(),
    }
    store.vectors.publish(db, vector_set, arrays=arrays, facts=facts)
    n_rows, n_dims = vector_set.vectors.shape
    return f"story: {n_rows} titles, {n_dims} numbers each ({job.counted(texts.counts)})"
