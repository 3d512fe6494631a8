"""The vector set ``topics``: learned anew, or new texts read with the model that is there."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np
from numpy.typing import NDArray

import store
from nlp import job
from nlp.job import Stories

KIND = "topics"
# More new texts than this, next to those the model was learned from, and it is learned anew.
MOST_NEW = 0.1
# So much more of the new texts' words may be unknown to the model than of those it learned from.
MOST_UNSEEN = 0.15
FEWEST_TO_JUDGE = 20
# A text with fewer words teaches no topics: most are notes on how an extra was sold.
LEAST_TERMS = 15
TOP_TITLES = 8
# Two titles may be said to share a topic whose words belong together at least this much (NPMI).
LEAST_COHERENCE = 0.085
# .. and whose label's words stand in at least so many texts each.
FEWEST_TEXTS_OF_A_WORD = 8
MODELS = {"nmf": "NMF of TF-IDF", "lda": "LDA of word counts"}


@dataclass(frozen=True)
class Request:
    """What the user asked for.

    Attributes
    ----------
    topics
        A number, ``default`` (by the size of the catalogue) or ``auto`` (by coherence).
    model
        ``nmf`` or ``lda``.
    refit
        Learn anew even where the model could read the new texts.
    """

    topics: str = "default"
    model: str = "nmf"
    seed: int = 1
    refit: bool = False


@dataclass(frozen=True)
class _Result:
    """Weights of each story, what serves it, and how it went."""

    weights: NDArray[np.float32]
    arrays: Mapping[str, NDArray[Any]]
    facts: dict[str, Any]
    metrics: dict[str, Any]
    counts: Mapping[str, int]


def run(db: store.Database, data_dir: Path, request: Request) -> str:
    """Build the set if anything changed; return the line that says what happened.

    Raises
    ------
    NoStories, NoTopics
        When there is nothing, or too little, to learn from.
    """
    parameters: dict[str, Any] = {
        "topics": request.topics,
        "model": request.model,
        "seed": request.seed,
        "version": job.VERSION,
    }
    fingerprint = job.fingerprint(db, data_dir, parameters)
    if not request.refit and (line := job.unchanged(db, KIND, fingerprint)):
        return line
    stories = job.read(db)
    parameters["data"] = job.data_found(data_dir, KIND)
    result = None if request.refit else _read_new(db, data_dir, stories, parameters)
    how = "learned" if result is None else "read with the model that is there"
    result = result or _learn(data_dir, stories, request)
    return f"{_publish(db, stories, result, parameters, fingerprint)}; {how}"


def _learn(data_dir: Path, stories: Stories, request: Request) -> _Result:
    from nlp import coherence, topics
    from nlp.corpus import Reader

    corpus = Reader(data_dir).corpus(stories.texts)
    rows, terms, idf = topics.fit_terms(corpus.documents)
    telling = np.diff(rows.indptr) >= LEAST_TERMS
    if telling.sum() < topics.FEWEST_TEXTS:
        telling = np.diff(rows.indptr) > 0
    taught = topics.frequent(rows[telling])
    engine = _engine(request.model)
    table = engine.term_rows(corpus.documents, terms, idf)
    teaching = topics.frequent(table[telling])
    n_topics, tried = coherence.choose_n_topics(teaching, request.topics, request.seed, engine.fit)
    _, components = engine.fit(teaching, n_topics, request.seed)
    weights = engine.encode(table, components)
    words = {term: corpus.words[term] for term in terms}
    model = topics.TopicModel(terms, idf, components, words)
    of_each = coherence.npmi_of_each(components, taught)
    held = np.diff(rows.tocsc().indptr).tolist()
    metrics = {
        "coherence_npmi": round(float(of_each.mean()), 4),
        "coherence_tried": tried,
        "unseen_words": round(_unseen(corpus.documents, set(terms)), 4),
        "learned_from": len(stories.ids),
        "added_since": 0,
    }
    described = topics.describe(model, topics.as_distribution(weights[telling]))
    _judge(
        described,
        of_each,
        {words[term]: n_texts for term, n_texts in zip(terms, held, strict=True)},
    )
    _add_titles(described, stories.ids[telling], weights[telling])
    facts = {
        "topics": described,
        "keywords": _named(stories, topics.keywords(model, rows)),
        "terms": terms,
        "words": [words[term] for term in terms],
        "capitals": corpus.capitals.to_facts(),
    }
    arrays = {"idf": idf, "components": components}
    return _Result(weights, arrays, facts, metrics, corpus.counts)


def _engine(model: str) -> ModuleType:
    """The module that factorises."""
    from nlp import lda, topics

    return {"nmf": topics, "lda": lda}[model]


def _judge(
    described: Sequence[dict[str, Any]],
    coherences: NDArray[np.float64],
    n_texts: Mapping[str, int],
) -> None:
    """Tell of each topic how coherent it is, and whether it may be given as a reason."""
    for topic, value in zip(described, coherences.tolist(), strict=True):
        named = topic["label"].split(" · ")
        common = min((n_texts.get(word, 0) for word in named), default=0)
        topic["coherence"] = round(value, 4)
        topic["reason"] = value >= LEAST_COHERENCE and common >= FEWEST_TEXTS_OF_A_WORD


def _read_new(
    db: store.Database, data_dir: Path, stories: Stories, parameters: Mapping[str, Any]
) -> _Result | None:
    """Read only new and changed texts; None when the model has to be learned anew."""
    info = store.vectors.current_sets(db).get(KIND)
    if info is None or dict(info.parameters) != dict(parameters):
        return None
    arrays, facts = store.vectors.load_model(db, info)
    at = job.positions(arrays["story_ids"], stories.ids)
    same = (at >= 0) & (arrays["story_hashes"][at] == stories.hashes)
    new = np.flatnonzero(~same).tolist()
    added = info.metrics["added_since"] + len(new)
    if added > MOST_NEW * info.metrics["learned_from"]:
        return None
    weights = np.zeros((len(stories.ids), len(arrays["components"])), dtype=np.float32)
    weights[same] = arrays["weights"][at[same]]
    counts = {"texts as they were": int(same.sum())}
    keywords = {str(id_): facts["keywords"].get(str(id_), []) for id_ in stories.ids[same]}
    if len(new):
        texts = [stories.texts[row] for row in new]
        read = _read(data_dir, texts, arrays, facts, str(parameters["model"]))
        if len(new) >= FEWEST_TO_JUDGE and read.unseen > MOST_UNSEEN + info.metrics["unseen_words"]:
            return None
        weights[new] = read.weights
        counts.update(read.counts)
        for row, words in zip(new, read.keywords, strict=True):
            keywords[str(stories.ids[row])] = words
    kept = {name: arrays[name] for name in ("idf", "components")}
    facts["keywords"] = keywords
    return _Result(weights, kept, facts, {**info.metrics, "added_since": added}, counts)


@dataclass(frozen=True)
class _Read:
    weights: NDArray[np.float32]
    keywords: Sequence[Sequence[str]]
    counts: Mapping[str, int]
    unseen: float


def _read(
    data_dir: Path,
    texts: Sequence[str],
    arrays: Mapping[str, NDArray[Any]],
    facts: Mapping[str, Any],
    model_name: str,
) -> _Read:
    """Weights and keywords of texts in a model that is known already."""
    from nlp import topics
    from nlp.corpus import Reader
    from nlp.names import Capitals

    capitals = Capitals.from_facts(facts["capitals"])
    corpus = Reader(data_dir).corpus(texts, capitals)
    words = dict(zip(facts["terms"], facts["words"], strict=True))
    model = topics.TopicModel(facts["terms"], arrays["idf"], arrays["components"], words)
    rows = topics.term_rows(corpus.documents, model.terms, model.idf)
    engine = _engine(model_name)
    table = engine.term_rows(corpus.documents, model.terms, model.idf)
    return _Read(
        engine.encode(table, model.components),
        topics.keywords(model, rows),
        corpus.counts,
        _unseen(corpus.documents, set(model.terms)),
    )


def _publish(
    db: store.Database,
    stories: Stories,
    result: _Result,
    parameters: Mapping[str, Any],
    fingerprint: str,
) -> str:
    from nlp.topics import as_distribution

    told = result.weights.sum(axis=1) > 0
    vector_set = store.VectorSet(
        kind=KIND,
        ids=stories.ids[told],
        vectors=as_distribution(result.weights[told]),
        model=MODELS[str(parameters["model"])],
        parameters=parameters,
        metrics=result.metrics,
        fingerprint=fingerprint,
    )
    seen: dict[str, NDArray[Any]] = {
        "story_ids": stories.ids,
        "story_hashes": stories.hashes,
        "weights": result.weights,
    }
    store.vectors.publish(db, vector_set, arrays={**result.arrays, **seen}, facts=result.facts)
    outcome = {**result.counts, "in all without a row": int((~told).sum())}
    n_rows, n_topics = vector_set.vectors.shape
    return f"topics: {n_rows} titles, {n_topics} topics ({job.counted(outcome)})"


def _unseen(documents: Sequence[Sequence[str]], terms: set[str]) -> float:
    """Share of the words that the vocabulary does not hold; 0 for no words."""
    total = sum(len(document) for document in documents)
    unseen = sum(stem not in terms for document in documents for stem in document)
    return unseen / total if total else 0.0


def _named(stories: Stories, keywords: Sequence[Sequence[str]]) -> dict[str, Sequence[str]]:
    return {str(id_): words for id_, words in zip(stories.ids, keywords, strict=True) if words}


def _add_titles(
    topics: Sequence[dict[str, Any]], ids: NDArray[np.int64], weights: NDArray[np.float32]
) -> None:
    """Give each topic the titles that hold most of it."""
    for topic, told in enumerate(topics):
        best = np.argsort(-weights[:, topic], kind="stable")[:TOP_TITLES]
        told["titles"] = [int(ids[row]) for row in best if weights[row, topic] > 0]
