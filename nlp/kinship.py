"""Words of one meaning lend one another weight, where texts are too few to show that they belong.

Of a few hundred short texts hardly two share a rare word, and a factorisation finds topics by
accident ("arm, letter, robot"). With X (n, n_terms) the texts' TF-IDF rows and S the cosines of the
words' embeddings, less what all words share, the rows factorised are X K, where K_ij is S_ij from
`LEAST` upwards, else 0, and 1 on the diagonal: a text that says "violin" says a little of "piano".
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix
from sklearn.preprocessing import normalize

from ranking.similarity import normalize_rows

Matrix = NDArray[np.float32]
# Fewer texts than this are too few to tell by themselves which words belong together.
FEW_TEXTS = 1000
# Cosine of two words from which they are kin: at 0.4 topics get few texts, at 0.2 they blur.
LEAST = 0.3
# Topics of kin words stay apart where there are half as many again.
MORE_TOPICS = 1.5


def kin(embeddings: Matrix) -> csr_matrix:
    """Return K (n_terms, n_terms) float32 of words' embeddings (n_terms, n_dims)."""
    units = normalize_rows(embeddings - embeddings.mean(axis=0))
    near = units @ units.T
    near[near < LEAST] = 0.0
    np.fill_diagonal(near, 1.0)
    return csr_matrix(near.astype(np.float32))


def spread(rows: csr_matrix, kin_of: csr_matrix | None) -> csr_matrix:
    """Return X K with rows of length 1 or 0; X itself where no kin is known."""
    if kin_of is None:
        return rows
    found: csr_matrix = normalize(csr_matrix(rows @ kin_of)).astype(np.float32)
    return found


def to_arrays(kin_of: csr_matrix | None) -> dict[str, NDArray[Any]]:
    """Return what is published of K; nothing where there is none."""
    if kin_of is None:
        return {}
    return {"kin": kin_of.data, "kin_columns": kin_of.indices, "kin_starts": kin_of.indptr}


def from_arrays(arrays: Mapping[str, NDArray[Any]], n_terms: int) -> csr_matrix | None:
    """Return K of what was published, or None."""
    if "kin" not in arrays:
        return None
    parts = (arrays["kin"], arrays["kin_columns"], arrays["kin_starts"])
    return csr_matrix(parts, shape=(n_terms, n_terms))
