"""Topics: TF-IDF, then non-negative matrix factorisation.

V ~ W H: V (n, n_terms) are the texts' TF-IDF rows, H (n_topics, n_terms) the topics' words,
W (n, n_topics) how much of each topic a text holds. Lee and Seung (1999); start by NNDSVD,
Boutsidis and Gallopoulos (2008).
"""

from __future__ import annotations

import math
import warnings
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix
from sklearn.decomposition import NMF
from sklearn.exceptions import ConvergenceWarning
from sklearn.feature_extraction.text import TfidfVectorizer

from nlp.errors import NoTopics

Matrix = NDArray[np.float32]
MAX_TERMS = 8000
MAX_SHARE = 0.17
LABEL_WORDS = 3
TOPIC_WORDS = 12
KEYWORDS = 12
FEWEST_TEXTS = 10


@dataclass(frozen=True)
class TopicModel:
    """What encodes a text into topics.

    Attributes
    ----------
    terms
        (n_terms,) stems, in the order of the columns.
    idf
        (n_terms,) float32.
    components
        (n_topics, n_terms) float32, rows of length 1.
    words
        Stem to the word that people read.
    """

    terms: Sequence[str]
    idf: Matrix
    components: Matrix
    words: Mapping[str, str]


def default_n_topics(n_texts: int) -> int:
    """Return how many topics a corpus gets: 8 for 240 texts, and 4.4 more for each doubling."""
    return max(2, round(8 + 4.4 * math.log2(max(n_texts, 1) / 240)))


def least_frequency(n_texts: int) -> int:
    """Return in how many texts a word must stand: two, or one text in a thousand."""
    return max(2, n_texts // 1000)


def fit_terms(documents: Sequence[Sequence[str]]) -> tuple[csr_matrix, list[str], Matrix]:
    """Learn the vocabulary; return the rows (n, n_terms), the terms and their idf.

    Raises
    ------
    NoTopics
        When the texts are too few or share no words.
    """
    told = sum(bool(document) for document in documents)
    if told < FEWEST_TEXTS:
        raise NoTopics(
            f"topics need {FEWEST_TEXTS} texts with words in them and there are {told}: crawl more "
            "titles"
        )
    vectorizer = TfidfVectorizer(
        analyzer=list,
        min_df=least_frequency(told),
        max_df=min(1.0, max(MAX_SHARE, FEWEST_TEXTS / told)),
        max_features=MAX_TERMS,
        sublinear_tf=True,
        dtype=np.float32,
    )
    try:
        rows = vectorizer.fit_transform(documents)
    except ValueError as error:
        raise NoTopics(
            f"no word stands in some of the {told} texts and not in most: crawl more titles"
        ) from error
    return rows, list(vectorizer.get_feature_names_out()), vectorizer.idf_.astype(np.float32)


def frequent(rows: csr_matrix) -> csr_matrix:
    """Return rows without the words that stand in too few texts to make a topic of.

    One text in fifty, and five at most: of few texts, a word that two of them share tells of the
    two, not of a topic.
    """
    held = np.diff(rows.tocsc().indptr)
    kept = (held >= min(5, rows.shape[0] // 50)).astype(rows.dtype)
    found = csr_matrix(rows.multiply(kept[None, :]))
    found.eliminate_zeros()
    return found


def term_rows(documents: Sequence[Sequence[str]], terms: Sequence[str], idf: Matrix) -> csr_matrix:
    """Return the TF-IDF rows (n, n_terms) of texts in a vocabulary that is known already."""
    vectorizer = TfidfVectorizer(
        analyzer=list,
        vocabulary={term: column for column, term in enumerate(terms)},
        sublinear_tf=True,
        dtype=np.float32,
    )
    vectorizer.idf_ = idf
    rows: csr_matrix = vectorizer.transform(documents)
    return rows


def fit(rows: csr_matrix, n_topics: int, seed: int) -> tuple[Matrix, Matrix]:
    """Factorise; return the texts' weights (n, n_topics) and the components (n_topics, n_terms).

    Rows of components have length 1, so that weights of different topics compare. Topics come
    with the largest share first.
    """
    n_topics = min(n_topics, *rows.shape)
    model = NMF(n_topics, init="nndsvd", random_state=seed, max_iter=1000, tol=1e-3)
    # An error that rounds below 0 is 0.
    with warnings.catch_warnings(), np.errstate(invalid="ignore"):
        # Nearly equal texts leave it turning on the spot; coherence tells what it is worth.
        warnings.simplefilter("ignore", ConvergenceWarning)
        weights = model.fit_transform(rows)
    lengths = np.linalg.norm(model.components_, axis=1)
    used = np.flatnonzero(lengths > 0)
    weights = weights[:, used] * lengths[used]
    components = model.components_[used] / lengths[used, None]
    order = np.argsort(-shares(as_distribution(weights)), kind="stable")
    return weights[:, order].astype(np.float32), components[order].astype(np.float32)


def encode(rows: csr_matrix, components: Matrix) -> Matrix:
    """Return the weights (n, n_topics) of texts in topics that are known already."""
    model = NMF(len(components), max_iter=300, tol=1e-4)
    model.components_ = np.ascontiguousarray(components, dtype=np.float32)
    model.n_components_ = len(components)
    model.n_features_in_ = components.shape[1]
    weights: Matrix = model.transform(rows).astype(np.float32)
    return weights


def as_distribution(weights: Matrix) -> Matrix:
    """Return rows that sum to 1; a row of zeros stays zeros."""
    totals = weights.sum(axis=1, keepdims=True)
    rows = np.zeros_like(weights, dtype=np.float32)
    np.divide(weights, totals, out=rows, where=totals > 0)
    return rows


def shares(distribution: Matrix) -> Matrix:
    """Return the share of each topic (n_topics,) in the texts that hold any; sums to 1."""
    told = distribution.sum(axis=1) > 0
    mean: Matrix = distribution[told].mean(axis=0) if told.any() else distribution.sum(axis=0)
    return mean


def describe(model: TopicModel, distribution: Matrix) -> list[dict[str, Any]]:
    """Return label, words and share of each topic, in the order of the components."""
    labels = _labels(model)
    share = shares(distribution)
    return [
        {
            "label": " · ".join(labels[topic]),
            "words": _top_words(model, model.components[topic], TOPIC_WORDS),
            "share": round(float(share[topic]), 4),
        }
        for topic in range(len(model.components))
    ]


def as_written(model: TopicModel, distribution: Matrix, rows: csr_matrix) -> TopicModel:
    """Return a model whose components weigh a word by how many of a topic's texts hold it, too.

    Where words lend one another weight, a topic's heaviest may stand in hardly any text.
    """
    texts = np.asarray(distribution.T @ (rows > 0).astype(np.float32), dtype=np.float32)
    return TopicModel(model.terms, model.idf, model.components * texts, model.words)


def keywords(model: TopicModel, rows: csr_matrix) -> list[list[str]]:
    """Return the words that mark each text, best first, at most `KEYWORDS`."""
    found = []
    for row in range(rows.shape[0]):
        start, end = rows.indptr[row], rows.indptr[row + 1]
        own = rows.indices[start:end]
        # Of words that mark it as much, the first in the alphabet, whatever order rows came in.
        best = np.lexsort((own, -np.round(rows.data[start:end], 5)))[:KEYWORDS]
        found.append([model.words[model.terms[rows.indices[start + at]]] for at in best])
    return found


def _top_words(model: TopicModel, weights: Matrix, n_words: int) -> list[str]:
    best = np.argsort(-weights, kind="stable")[:n_words]
    return [model.words[model.terms[column]] for column in best if weights[column] > 0]


def _labels(model: TopicModel) -> list[list[str]]:
    """The words most a topic's own: heavy in it and light in the others; none serves twice."""
    own = model.components**2 / np.maximum(model.components.sum(axis=0), 1e-12)
    taken: set[str] = set()
    labels = []
    for weights in own:
        candidates = _top_words(model, weights, TOPIC_WORDS)
        label = [word for word in candidates if word not in taken][:LABEL_WORDS]
        taken.update(label)
        labels.append(label)
    return labels
