"""Products with many rows, from one byte a number: a quarter of the memory that has to be read."""

from __future__ import annotations

import numpy as np
import simsimd  # numpy has no product of bytes that is faster than one of floats
from numpy.typing import NDArray

LARGEST = 127
TINY = float(np.finfo(np.float32).tiny)
# Numbers that lie further out than so many deviations are drawn in.
FURTHEST = 8.0


def coded(rows: NDArray[np.float32]) -> tuple[NDArray[np.int8], NDArray[np.float32]]:
    """Return the codes of rows less their mean, and the step of a code.

    Parameters
    ----------
    rows
        (n, n_dims) float32.

    Returns
    -------
    tuple
        (n, n_dims) int8, and (1,) float32: a row less the mean is nearly its code times the step.
    """
    centred = rows - rows.mean(axis=0)
    step = max(FURTHEST * float(centred.std()), TINY) / LARGEST
    codes = np.rint(centred / np.float32(step)).clip(-LARGEST, LARGEST).astype(np.int8)
    return codes, np.array([step], dtype=np.float32)


def products(
    codes: NDArray[np.int8], step: NDArray[np.float32], query: NDArray[np.float32]
) -> NDArray[np.float32]:
    """Return nearly the products of coded rows with `query`, less what all of them share.

    Parameters
    ----------
    codes, step
        As `coded` returns them.
    query
        (n_dims,) float32; it is coded too.

    Returns
    -------
    ndarray
        (n,) float32.
    """
    own_step = max(float(query.max()), -float(query.min()), TINY) / LARGEST
    code = np.rint(query / np.float32(own_step)).astype(np.int8)[None]
    found = np.asarray(simsimd.cdist(code, codes, "dot"))[0]
    scores: NDArray[np.float32] = found.astype(np.float32)
    scores *= own_step * float(step[0])
    return scores
