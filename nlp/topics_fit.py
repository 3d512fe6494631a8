"""Topics learned from texts, or texts read with topics that are there."""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix

from nlp import coherence, encoder, kinship, lda, minilm, topics
from nlp.corpus import Reader
from nlp.job import Stories
from nlp.names import Capitals
from nlp.topics_job import Request, Result

# A text with fewer words teaches no topics: most are notes on how an extra was sold.
LEAST_TERMS = 15
TOP_TITLES = 8
# Two titles may be said to share a topic whose words belong together at least this much (NPMI).
LEAST_COHERENCE = 0.085
# .. and whose label's words stand in at least so many texts each.
FEWEST_TEXTS_OF_A_WORD = 8
# Of few texts neither tells anything: there, this share of its strongest texts holds its words.
LEAST_CARRIED = 0.6
WEIGHTS = "the sentence model (requirements-weights.txt)"


def learn(data_dir: Path, stories: Stories, request: Request) -> Result:
    """Learn topics from all texts.

    Raises
    ------
    NoTopics
        When the texts are too few or share no words.
    """
    reader = Reader(data_dir)
    corpus = reader.corpus(stories.texts)
    rows, terms, idf = topics.fit_terms(corpus.documents)
    telling = np.diff(rows.indptr) >= LEAST_TERMS
    if telling.sum() < topics.FEWEST_TEXTS:
        telling = np.diff(rows.indptr) > 0
    taught = topics.frequent(rows[telling])
    engine = engine_of(request.model)
    words = {term: corpus.words[term] for term in terms}
    kin = _kin(request, int(telling.sum()), list(words.values()), reader)
    table = kinship.spread(engine.term_rows(corpus.documents, terms, idf), kin)
    teaching = topics.frequent(table[telling]) if kin is None else table[telling]
    n_topics, tried = coherence.choose_n_topics(
        teaching, request.topics, request.seed, engine.fit,
        more=1.0 if kin is None else kinship.MORE_TOPICS,
    )  # fmt: skip
    _, components = engine.fit(teaching, n_topics, request.seed)
    weights = engine.encode(table, components)
    model = topics.TopicModel(terms, idf, components, words)
    of_each = coherence.npmi_of_each(components, taught)
    distribution = topics.as_distribution(weights[telling])
    shown = model if kin is None else topics.as_written(model, distribution, rows[telling])
    carried = coherence.carried(shown.components, weights[telling], rows[telling])
    held = np.diff(rows.tocsc().indptr).tolist()
    metrics = {
        "coherence_npmi": round(float(of_each.mean()), 4),
        "coherence_tried": tried,
        "carried": round(float(carried.mean()), 4),
        "unseen_words": round(_unseen(corpus.documents, set(terms)), 4),
        "learned_from": len(stories.ids),
        "added_since": 0,
    }
    described = topics.describe(shown, distribution)
    n_texts = {words[term]: n_texts for term, n_texts in zip(terms, held, strict=True)}
    _judge(described, of_each, carried, n_texts if kin is None else None)
    _add_titles(described, stories.ids[telling], weights[telling])
    facts = {
        "topics": described,
        "keywords": _named(stories, topics.keywords(model, rows)),
        "terms": terms,
        "words": [words[term] for term in terms],
        "capitals": corpus.capitals.to_facts(),
    }
    arrays = {"idf": idf, "components": components, **kinship.to_arrays(kin)}
    return Result(weights, arrays, facts, metrics, corpus.counts)


@dataclass(frozen=True)
class Read:
    """What new texts became in a model that is known already."""

    weights: NDArray[np.float32]
    keywords: Sequence[Sequence[str]]
    counts: Mapping[str, int]
    unseen: float


def read(
    data_dir: Path,
    texts: Sequence[str],
    arrays: Mapping[str, NDArray[Any]],
    facts: Mapping[str, Any],
    model_name: str,
) -> Read:
    """Return weights and keywords of texts in a model that is known already.

    Parameters
    ----------
    data_dir, texts
        NLTK data; synopses as stored.
    arrays, facts
        As published with the set.
    model_name
        ``nmf`` or ``lda``.
    """
    capitals = Capitals.from_facts(facts["capitals"])
    corpus = Reader(data_dir).corpus(texts, capitals)
    words = dict(zip(facts["terms"], facts["words"], strict=True))
    model = topics.TopicModel(facts["terms"], arrays["idf"], arrays["components"], words)
    rows = topics.term_rows(corpus.documents, model.terms, model.idf)
    engine = engine_of(model_name)
    kin = kinship.from_arrays(arrays, len(model.terms))
    table = kinship.spread(engine.term_rows(corpus.documents, model.terms, model.idf), kin)
    return Read(
        engine.encode(table, model.components),
        topics.keywords(model, rows),
        corpus.counts,
        _unseen(corpus.documents, set(model.terms)),
    )


def engine_of(model: str) -> ModuleType:
    """Return the module that factorises: `nlp.topics` for nmf, `nlp.lda` for lda."""
    return {"nmf": topics, "lda": lda}[model]


def _kin(request: Request, n_texts: int, words: Sequence[str], reader: Reader) -> csr_matrix | None:
    """Which words mean nearly the same; None where the texts are many enough to tell."""
    if request.model != "nmf" or n_texts >= kinship.FEW_TEXTS:
        return None
    weights = minilm.folder()
    if weights is None:
        sys.stderr.write(f"topics: of {n_texts} texts they are loose without {WEIGHTS}\n")
        return None
    return kinship.kin(encoder.embeddings(words, weights, reader.tokenizer.sentences))


def _judge(
    described: Sequence[dict[str, Any]],
    coherences: NDArray[np.float64],
    carried: NDArray[np.float64],
    n_texts: Mapping[str, int] | None,
) -> None:
    """Tell of each topic how coherent it is, and whether it may be given as a reason.

    `n_texts` is in how many texts each word stands; None for texts too few to count in.
    """
    for topic, value, share in zip(described, coherences.tolist(), carried.tolist(), strict=True):
        topic["coherence"] = round(value, 4)
        topic["carried"] = round(share, 4)
        if n_texts is None:
            topic["reason"] = share >= LEAST_CARRIED
            continue
        named = topic["label"].split(" · ")
        common = min((n_texts.get(word, 0) for word in named), default=0)
        topic["reason"] = value >= LEAST_COHERENCE and common >= FEWEST_TEXTS_OF_A_WORD


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
