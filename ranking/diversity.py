"""Lists that do not say the same thing twice."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray


def one_per_group(
    ranked: NDArray[np.integer[Any]], groups: NDArray[np.integer[Any]]
) -> NDArray[np.int64]:
    """Return `ranked` without the later members of a group that already stands in it.

    Parameters
    ----------
    ranked
        (k,) item indices, best first.
    groups
        (n_items,) group of each item.
    """
    best: dict[int, int] = {}
    for item, group in zip(ranked.tolist(), groups[ranked].tolist(), strict=True):
        best.setdefault(group, item)
    return np.array(list(best.values()), dtype=np.int64)
