"""The vector set ``topics``: learned anew, or new texts read with the model that is there."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

import store
from nlp import job, minilm
from nlp.job import Stories

KIND = "topics"
# More new texts than this, next to those the model was learned from, and it is learned anew.
MOST_NEW = 0.1
# So much more of the new texts' words may be unknown to the model than of those it learned from.
MOST_UNSEEN = 0.15
FEWEST_TO_JUDGE = 20
MODELS = {"nmf": "NMF of TF-IDF", "lda": "LDA of word counts"}
KIN = ", words of one meaning joined"
_LEARNED = {"idf", "components", "kin", "kin_columns", "kin_starts"}


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
class Result:
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
        "sentence_model": minilm.folder() is not None,
    }
    fingerprint = job.fingerprint(db, data_dir, parameters)
    if not request.refit and (line := job.unchanged(db, KIND, fingerprint)):
        return line
    stories = job.read(db)
    parameters["data"] = job.data_found(data_dir, KIND)
    result = None if request.refit else _read_new(db, data_dir, stories, parameters)
    how = "learned" if result is None else "read with the model that is there"
    if result is None:
        from nlp import topics_fit

        result = topics_fit.learn(data_dir, stories, request)
    return f"{_publish(db, stories, result, parameters, fingerprint)}; {how}"


def _read_new(
    db: store.Database, data_dir: Path, stories: Stories, parameters: Mapping[str, Any]
) -> Result | None:
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
        from nlp import topics_fit

        texts = [stories.texts[row] for row in new]
        read = topics_fit.read(data_dir, texts, arrays, facts, str(parameters["model"]))
        if len(new) >= FEWEST_TO_JUDGE and read.unseen > MOST_UNSEEN + info.metrics["unseen_words"]:
            return None
        weights[new] = read.weights
        counts.update(read.counts)
        for row, words in zip(new, read.keywords, strict=True):
            keywords[str(stories.ids[row])] = words
    kept = {name: own for name, own in arrays.items() if name in _LEARNED}
    facts["keywords"] = keywords
    return Result(weights, kept, facts, {**info.metrics, "added_since": added}, counts)


def _publish(
    db: store.Database,
    stories: Stories,
    result: Result,
    parameters: Mapping[str, Any],
    fingerprint: str,
) -> str:
    from nlp.topics import as_distribution

    told = result.weights.sum(axis=1) > 0
    vector_set = store.VectorSet(
        kind=KIND,
        ids=stories.ids[told],
        vectors=as_distribution(result.weights[told]),
        model=MODELS[str(parameters["model"])] + (KIN if "kin" in result.arrays else ""),
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
