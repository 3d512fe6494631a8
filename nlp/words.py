"""The words of a text as a short vector: TF-IDF rows brought down by a truncated SVD."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ranking.similarity import normalize_rows

Matrix = NDArray[np.float32]
MAX_DIMS = 200


@dataclass(frozen=True)
class WordSpace:
    """What turns stems into a vector.

    Attributes
    ----------
    terms
        (n_terms,) stems.
    idf
        (n_terms,) float32.
    axes
        (n_dims, n_terms) float32, the first right singular vectors.
    """

    terms: Sequence[str]
    idf: Matrix
    axes: Matrix

    def encode(self, documents: Sequence[Sequence[str]]) -> Matrix:
        """Return rows (n, n_dims) of length 1; of 0 for a text that holds no known word."""
        from nlp.topics import term_rows

        if len(self.terms) == 0:
            return np.zeros((len(documents), 0), dtype=np.float32)
        rows = term_rows(documents, self.terms, self.idf)
        return normalize_rows(np.asarray(rows @ self.axes.T, dtype=np.float32))


# For texts too few to learn words from: it says nothing of any text.
NOTHING = WordSpace([], np.zeros(0, dtype=np.float32), np.zeros((0, 0), dtype=np.float32))


def fit(documents: Sequence[Sequence[str]], seed: int) -> WordSpace:
    """Learn the space from a corpus of stems.

    Raises
    ------
    NoTopics
        When the texts are too few or share no words.
    """
    from sklearn.decomposition import TruncatedSVD

    from nlp.topics import fit_terms

    rows, terms, idf = fit_terms(documents)
    n_dims = max(1, min(MAX_DIMS, min(rows.shape) - 1))
    reduction = TruncatedSVD(n_dims, random_state=seed).fit(rows)
    return WordSpace(terms, idf, reduction.components_.astype(np.float32))
