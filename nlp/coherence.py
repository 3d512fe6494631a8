"""How well a topic's words belong together, and how many topics suit a corpus.

NPMI (Bouma 2009): for two words, log(p(a, b) / (p(a) p(b))) / -log p(a, b), from how many texts
hold each and both; 1 when they always come together, 0 when by chance, -1 when never. A topic's
coherence is the mean over pairs of its ten heaviest words; a model's, over its topics.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix

from nlp import topics

Matrix = NDArray[np.float32]
N_WORDS = 10
# A topic's strongest texts, and how many of its words each should hold.
N_TEXTS = 8
LEAST_WORDS = 2
Fit = Callable[[csr_matrix, int, int], tuple[Matrix, Matrix]]
TRIED = (0.5, 0.75, 1.0, 1.25, 1.5)


def npmi(components: Matrix, rows: csr_matrix) -> float:
    """Return the mean coherence of topics on texts.

    Parameters
    ----------
    components
        (n_topics, n_terms) weights of each topic's words.
    rows
        (n, n_terms) texts; a word is in a text where its number is not 0.
    """
    found = npmi_of_each(components, rows)
    return float(found.mean()) if len(found) else 0.0


def npmi_of_each(components: Matrix, rows: csr_matrix) -> NDArray[np.float64]:
    """Return the coherence (n_topics,) of each topic; see `npmi` for the parameters."""
    held = (rows > 0).astype(np.float64).tocsc()
    return np.array(
        [_topic(np.argsort(-weights, kind="stable")[:N_WORDS], held) for weights in components]
    )


def carried(components: Matrix, weights: Matrix, rows: csr_matrix) -> NDArray[np.float64]:
    """Return how many of each topic's strongest texts hold two or more of its ten heaviest words.

    Parameters
    ----------
    components
        (n_topics, n_terms) weights of each topic's words.
    weights
        (n, n_topics) how much of each topic a text holds; the first eight count.
    rows
        (n, n_terms) the same texts; a word is in a text where its number is not 0.

    Returns
    -------
    ndarray
        (n_topics,) shares, 0 to 1.
    """
    held = (rows > 0).tocsc()
    found = np.zeros(len(components))
    for topic, own in enumerate(components):
        texts = np.argsort(-weights[:, topic], kind="stable")[:N_TEXTS]
        words = np.argsort(-own, kind="stable")[:N_WORDS]
        found[topic] = (np.asarray(held[:, words][texts].sum(axis=1)) >= LEAST_WORDS).mean()
    return found


def choose_n_topics(
    rows: csr_matrix, asked: str, seed: int, fit: Fit = topics.fit, more: float = 1.0
) -> tuple[int, dict[str, float]]:
    """Return how many topics to make of texts, and the coherence of each number that was tried.

    Parameters
    ----------
    rows
        (n, n_terms) texts.
    asked
        A number; ``default`` for the rule of `topics.default_n_topics`; or ``auto`` for the most
        coherent of five numbers around it.
    seed
        Of the factorisations that are tried.
    fit
        What learns topics: that of `nlp.topics` or of `nlp.lda`.
    more
        How many times the usual number these texts can bear.
    """
    if asked.isdecimal():
        return int(asked), {}
    usual = round(more * topics.default_n_topics(rows.shape[0]))
    if asked == "default":
        return usual, {}
    tried: dict[int, float] = {}
    for n_topics in sorted({max(2, round(usual * factor)) for factor in TRIED}):
        _, components = fit(rows, n_topics, seed)
        tried[n_topics] = round(npmi(components, rows), 4)
    best = max(tried, key=lambda n_topics: (tried[n_topics], -n_topics))
    return best, {str(n_topics): value for n_topics, value in tried.items()}


def _topic(words: NDArray[np.int64], held: Any) -> float:
    """Mean NPMI over the pairs of a topic's words."""
    mine = held[:, words]
    both = (mine.T @ mine).toarray() / held.shape[0]
    alone = np.diag(both)
    first, second = np.triu_indices(len(words), k=1)
    if len(first) == 0:
        return 0.0
    return float(
        np.mean([_pair(both[a, b], alone[a], alone[b]) for a, b in zip(first, second, strict=True)])
    )


def _pair(both: float, first: float, second: float) -> float:
    if both == 0.0:
        return -1.0
    if both == 1.0:
        return 1.0
    return float(np.log(both / (first * second)) / -np.log(both))
