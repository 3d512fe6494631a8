"""Topics by latent Dirichlet allocation (Blei et al. 2003), as an earlier system's recorded run.

The option beside `nlp.topics`' factorisation: online variational Bayes (Hoffman et al. 2010) on
word counts, 20 passes, offset 50, seeded. The functions have the names and shapes of that module's.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix
from scipy.special import psi
from sklearn.decomposition import LatentDirichletAllocation
from sklearn.feature_extraction.text import CountVectorizer

from nlp.topics import as_distribution, shares

Matrix = NDArray[np.float32]
PASSES = 20
OFFSET = 50.0


def term_rows(documents: Sequence[Sequence[str]], terms: Sequence[str], _: Matrix) -> csr_matrix:
    """Return how often each text (n) holds each of `terms`; an idf counts nothing here."""
    vocabulary = {term: column for column, term in enumerate(terms)}
    counts: csr_matrix = CountVectorizer(analyzer=list, vocabulary=vocabulary).transform(documents)
    return counts.astype(np.float32)


def fit(rows: csr_matrix, n_topics: int, seed: int) -> tuple[Matrix, Matrix]:
    """Learn; return the texts' shares (n, n_topics) and the components (n_topics, n_terms).

    Components are the topics' pseudo-counts of words, largest share first.
    """
    model = LatentDirichletAllocation(
        min(n_topics, *rows.shape), learning_method="online", max_iter=PASSES,
        learning_offset=OFFSET, random_state=seed,
    )  # fmt: skip
    found = model.fit_transform(rows).astype(np.float32)
    order = np.argsort(-shares(as_distribution(found)), kind="stable")
    return found[:, order], model.components_[order].astype(np.float32)


def encode(rows: csr_matrix, components: Matrix) -> Matrix:
    """Return the shares (n, n_topics) of texts in topics that are known; 0 for no known word."""
    model = LatentDirichletAllocation(len(components))
    counts = components.astype(np.float64)
    model.components_ = counts
    # What scikit-learn keeps of a fit: exp(E[log beta]), and the prior of a text's topics.
    model.exp_dirichlet_component_ = np.exp(psi(counts) - psi(counts.sum(axis=1))[:, None])
    model.doc_topic_prior_ = 1.0 / len(components)
    model.n_features_in_ = components.shape[1]
    found: Matrix = model.transform(rows).astype(np.float32)
    found[np.diff(rows.indptr) == 0] = 0.0
    return found
