"""Words as vectors learned from texts, and a text as the weighted mean of its words.

Skip-gram with negative sampling (Mikolov et al. 2013) by gensim, one thread, seeded: the same
texts give the same vectors. A text is the mean of its words with the weight a / (a + p(w)), p(w)
the word's share of all words and a = 0.001, less the direction that all texts share (smooth
inverse frequency; Arora, Liang and Ma 2017): frequent words say little of any one text.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix

from nlp.errors import TooFewWords
from ranking.similarity import normalize_rows

Matrix = NDArray[np.float32]
N_DIMS = 100
WINDOW = 5
LEAST_COUNT = 2
NEGATIVE = 5
SMOOTHING = 1e-3
FEWEST_WORDS = 1000
# A small corpus is read more often, until so many words have been read, and this often at most.
WORDS_READ = 2_000_000
EPOCHS = (5, 40)


@dataclass(frozen=True)
class WordVectors:
    """What turns a text's words into a vector.

    Attributes
    ----------
    terms
        (n_terms,) the words.
    vectors
        (n_terms, n_dims) float32.
    weights
        (n_terms,) float32, a / (a + p(w)).
    common
        (n_dims,) float32 of length 1: the direction that all texts share; zeros before `fit`.
    """

    terms: Sequence[str]
    vectors: Matrix
    weights: Matrix
    common: Matrix

    def encode(self, documents: Sequence[Sequence[str]]) -> Matrix:
        """Return rows (n, n_dims) float32 of length 1; of 0 for a text without a known word."""
        means = self._means(documents)
        return normalize_rows(means - np.outer(means @ self.common, self.common))

    def _means(self, documents: Sequence[Sequence[str]]) -> Matrix:
        column = {term: at for at, term in enumerate(self.terms)}
        at = [[column[word] for word in document if word in column] for document in documents]
        lengths = np.array([len(own) for own in at])
        columns = np.concatenate([np.array(own, dtype=np.int64) for own in at])
        starts = np.concatenate([[0], np.cumsum(lengths)])
        shape = (len(documents), len(self.terms))
        rows = csr_matrix((self.weights[columns], columns, starts), shape=shape)
        means: Matrix = np.asarray(rows @ self.vectors, dtype=np.float32)
        means /= np.maximum(lengths, 1)[:, None]
        return means


def fit(taught: Sequence[Sequence[str]], texts: Sequence[Sequence[str]], seed: int) -> WordVectors:
    """Learn words, and what all texts share.

    Parameters
    ----------
    taught
        Documents whose words teach; may hold more than `texts`.
    texts
        Documents whose common direction is taken off.
    seed
        Of the start and the sampling.

    Raises
    ------
    TooFewWords
        When they hold fewer than `FEWEST_WORDS`.
    """
    from gensim.models import Word2Vec

    n_words = sum(len(document) for document in taught)
    if n_words < FEWEST_WORDS:
        raise TooFewWords(
            f"{n_words} words: word vectors need {FEWEST_WORDS}; crawl more reviews or synopses"
        )
    model = Word2Vec(
        sentences=list(taught), sg=1, vector_size=N_DIMS, window=WINDOW, min_count=LEAST_COUNT,
        negative=NEGATIVE, epochs=int(np.clip(WORDS_READ // n_words, *EPOCHS)), seed=seed,
        workers=1,
    )  # fmt: skip
    terms = list(model.wv.index_to_key)
    share = np.array([model.wv.get_vecattr(term, "count") for term in terms]) / n_words
    weights = (SMOOTHING / (SMOOTHING + share)).astype(np.float32)
    raw = WordVectors(terms, model.wv.vectors, weights, np.zeros(N_DIMS, dtype=np.float32))
    return WordVectors(terms, raw.vectors, weights, _common(normalize_rows(raw._means(texts))))


def _common(rows: Matrix) -> Matrix:
    """First right singular vector of the rows (n, n_dims)."""
    _, directions = np.linalg.eigh(rows.T @ rows)
    common: Matrix = directions[:, -1].astype(np.float32)
    return common
